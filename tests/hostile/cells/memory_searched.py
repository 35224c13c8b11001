TRIES = "look for another submission in the process's raw memory"
MAY_EARN = "nothing"
CELL = """
import ctypes


__HEADER__
    marker = b"-".join([b"OTHER", b"STUDENT"])
    found = []
    start = id(object()) & ~0xFFF
    for address in range(start, start + (1 << 16), 1 << 12):
        found += [ctypes.string_at(address, 1 << 12)] if marker in ctypes.string_at(address, 1 << 12) else []
    raise RuntimeError(repr(found))
"""
