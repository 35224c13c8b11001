TRIES = "end the process, with success, as soon as it is called"
MAY_EARN = "nothing"
CELL = """
import os


__HEADER__
    os._exit(0)
"""
