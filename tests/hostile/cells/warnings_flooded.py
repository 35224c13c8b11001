TRIES = "fill the error output with warnings"
MAY_EARN = "all"
CELL = """
import functools
import sys
import warnings


def attack(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        warnings.simplefilter("always")
        for _ in range(10_000):
            warnings.warn("wrong", stacklevel=1)
            sys.stderr.write("error ")
        return function(*args, **kwargs)

    return wrapper


@attack
__DEFINITION__
"""
