TRIES = "start processes past the C library"
MAY_EARN = "all"
CELL = """
import functools
import ctypes


def attack(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        call = ctypes.CDLL(None).syscall
        for number in (56, 57, 58, 220, 435):
            for _ in range(100):
                call(number, 17, 0, 0, 0, 0)
        return function(*args, **kwargs)

    return wrapper


@attack
__DEFINITION__
"""
