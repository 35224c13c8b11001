TRIES = "fill the disk with one large file and many small ones"
MAY_EARN = "all"
CELL = """
import functools
import contextlib


def attack(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        with contextlib.suppress(OSError):
            with open("/tmp/large", "wb") as file:
                while True:
                    file.write(bytes(1 << 20))
        with contextlib.suppress(OSError):
            for number in range(100_000):
                open(f"/tmp/{number}", "w").close()
        return function(*args, **kwargs)

    return wrapper


@attack
__DEFINITION__
"""
