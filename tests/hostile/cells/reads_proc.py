TRIES = "read memory and environment of other processes in /proc"
MAY_EARN = "nothing"
CELL = """
import contextlib
import os


__HEADER__
    found = []
    for process in ("1", "self", *filter(str.isdigit, os.listdir("/proc") if os.path.exists("/proc") else ())):
        for name in ("environ", "cmdline", "maps", "mem", "fd/4", "root/etc/passwd"):
            with contextlib.suppress(OSError):
                found.append(open(f"/proc/{process}/{name}", "rb").read(1 << 16))
    raise RuntimeError(repr(found))
"""
