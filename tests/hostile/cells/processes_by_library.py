TRIES = "start processes the ordinary ways"
MAY_EARN = "all"
CELL = """
import functools
import contextlib
import importlib
import os


def attack(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        for start in (
            lambda: importlib.import_module("subprocess").run(["/bin/sh", "-c", "echo x"], check=False),
            lambda: os.system("echo x"),
            lambda: os.posix_spawn("/bin/sh", ["sh"], {}),
            lambda: os.execv("/bin/sh", ["sh"]),
            lambda: importlib.import_module("multiprocessing").get_context("fork").Process(target=print).start(),
            lambda: importlib.import_module("multiprocessing").get_context("spawn").Process(target=print).start(),
        ):
            with contextlib.suppress(Exception):
                start()
        return function(*args, **kwargs)

    return wrapper


@attack
__DEFINITION__
"""
