TRIES = "return the files of the folder in which submissions and gradebook are"
MAY_EARN = "nothing"
CELL = """
import contextlib
import os


__HEADER__
    found = [os.path.join(folder, name) for folder, _, names in os.walk("__OUTSIDE__") for name in names]
    for path in [*found, "__OUTSIDE__/gradebook.db", "__OUTSIDE__/other.ipynb"]:
        with contextlib.suppress(OSError):
            found.append(open(path).read())
    raise RuntimeError(repr(found))
"""
