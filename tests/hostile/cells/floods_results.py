TRIES = "write 100 MB to the descriptor that results go to, in one line and in many"
MAY_EARN = "nothing"
CELL = r"""
import contextlib
import os


__HEADER__
    for data in (b"x" * (1 << 20), b"{}\n" * (1 << 18)):
        for _ in range(100):
            for descriptor in range(3, 64):
                with contextlib.suppress(OSError):
                    os.write(descriptor, data)
"""
