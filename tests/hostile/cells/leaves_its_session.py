TRIES = "leave the session and the process group and live on in the background"
MAY_EARN = "all"
CELL = """
import functools
import contextlib
import ctypes
import os
import threading
import time


def attack(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        with contextlib.suppress(OSError):
            os.setsid()
        with contextlib.suppress(OSError):
            os.setpgid(0, 0)
        ctypes.CDLL(None).prctl(1, 0, 0, 0, 0)
        with contextlib.suppress(OSError):
            os.fork()
        threading.Thread(target=time.sleep, args=(3600,)).start()
        return function(*args, **kwargs)

    return wrapper


@attack
__DEFINITION__
"""
