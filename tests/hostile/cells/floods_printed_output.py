TRIES = "print 100 MB"
MAY_EARN = "all"
CELL = """
import functools
import os


def attack(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        for _ in range(50):
            print("x" * (1 << 20))
            os.write(1, b"x" * (1 << 20))
        return function(*args, **kwargs)

    return wrapper


@attack
__DEFINITION__
"""
