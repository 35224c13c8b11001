TRIES = "open files until no more can be opened, and close none"
MAY_EARN = "all"
CELL = """
import functools
import contextlib
import os

kept = []


def attack(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        with contextlib.suppress(OSError):
            while True:
                kept.append(os.open("/dev/null", os.O_RDONLY))
        for descriptor in kept:
            os.close(descriptor)
        kept.clear()
        return function(*args, **kwargs)

    return wrapper


@attack
__DEFINITION__
"""
