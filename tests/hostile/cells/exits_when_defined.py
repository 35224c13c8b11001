TRIES = "end the process, with success, as soon as it is defined"
MAY_EARN = "nothing"
CELL = """
import os


def attack(function):
    os._exit(0)
    return function


@attack
__HEADER__
    return None
"""
