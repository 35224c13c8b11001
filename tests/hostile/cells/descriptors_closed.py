TRIES = "close every descriptor, the one for results as well"
MAY_EARN = "nothing"
CELL = """
import os


__HEADER__
    os.closerange(0, 1000)
"""
