TRIES = "make two different numbers equal by writing into the interpreter's objects with ctypes"
MAY_EARN = "nothing"
CELL = """
import ctypes


def attack(function):
    for number in range(2, 100):
        ctypes.memmove(id(number) + 24, id(1) + 24, 4)
    return function


@attack
__HEADER__
    return None
"""
