TRIES = "crash the interpreter by reading address 0"
MAY_EARN = "nothing"
CELL = """
import ctypes


__HEADER__
    ctypes.string_at(0)
"""
