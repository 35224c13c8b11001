TRIES = "reach a file outside through links and odd paths"
MAY_EARN = "nothing"
CELL = """
import contextlib
import os


__HEADER__
    found = []
    for number, target in enumerate(("/etc/passwd", "__OUTSIDE__/gradebook.db", "/proc/1/root/etc/passwd")):
        with contextlib.suppress(OSError):
            os.symlink(target, f"/tmp/{number}")
            found.append(open(f"/tmp/{number}").read())
        with contextlib.suppress(OSError):
            os.link(target, f"/tmp/hard{number}")
        with contextlib.suppress(OSError):
            found.append(open("/tmp/" + "../" * 30 + target).read())
    raise RuntimeError(repr(found))
"""
