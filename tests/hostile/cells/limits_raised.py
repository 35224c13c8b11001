TRIES = "raise its own limits"
MAY_EARN = "all"
CELL = """
import functools
import contextlib
import os
import resource


def attack(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        for kind in range(16):
            with contextlib.suppress(OSError, ValueError):
                resource.setrlimit(kind, (-1, -1))
        with contextlib.suppress(OSError):
            os.nice(-20)
        return function(*args, **kwargs)

    return wrapper


@attack
__DEFINITION__
"""
