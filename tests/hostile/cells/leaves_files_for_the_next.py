TRIES = "leave start-up files, packages and caches for the next submission to load"
MAY_EARN = "all"
CELL = """
import functools
import contextlib
import os
import sys


def attack(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        for folder in (os.getcwd(), "/tmp", "/dev/shm", os.path.expanduser("~"), *sys.path):
            for name in ("sitecustomize.py", "usercustomize.py", "numpy.py", "math.py", "x.pth", "left"):
                with contextlib.suppress(OSError):
                    with open(os.path.join(folder, name), "w") as file:
                        file.write("raise SystemExit")
        return function(*args, **kwargs)

    return wrapper


@attack
__DEFINITION__
"""
