TRIES = "call itself without end after lifting the interpreter's limit"
MAY_EARN = "nothing"
CELL = """
import sys


class Deeper:
    def __repr__(self):
        return repr([Deeper()])


__HEADER__
    sys.setrecursionlimit(1 << 30)
    return repr(Deeper())
"""
