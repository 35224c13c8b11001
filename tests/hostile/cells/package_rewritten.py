TRIES = "rewrite the rest of the package so that everything returns the same"
MAY_EARN = "nothing"
CELL = """
import sys


def attack(function):
    for name, module in list(sys.modules.items()):
        if name.split(".")[0] == "minitorch":
            for attribute in [key for key, value in vars(module).items() if callable(value)]:
                setattr(module, attribute, lambda *args, **kwargs: None)
    return function


@attack
__HEADER__
    return None
"""
