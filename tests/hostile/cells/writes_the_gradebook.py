TRIES = "change, empty, move, remove and lock the gradebook"
MAY_EARN = "all"
CELL = """
import functools
import contextlib
import importlib
import os


def attack(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        path = "__OUTSIDE__/gradebook.db"
        for act in (
            lambda: open(path, "w").write("100 points"),
            lambda: open(path, "ab").write(b"100 points"),
            lambda: os.truncate(path, 0),
            lambda: os.rename(path, path + ".old"),
            lambda: os.chmod(path, 0),
            lambda: os.utime(path, (0, 0)),
            lambda: os.remove(path),
            lambda: importlib.import_module("sqlite3").connect(path).execute("create table grade (points)"),
            lambda: os.mkdir("__OUTSIDE__/new"),
        ):
            with contextlib.suppress(Exception):
                act()
        return function(*args, **kwargs)

    return wrapper


@attack
__DEFINITION__
"""
