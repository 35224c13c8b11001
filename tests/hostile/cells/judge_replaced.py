TRIES = "replace whatever in memory looks like a judge, a check or an encoder"
MAY_EARN = "nothing"
CELL = """
import sys


def attack(function):
    for module in list(sys.modules.values()):
        for name in list(vars(module) or ()):
            if any(word in name for word in ("judge", "check", "verdict", "score", "expected")):
                setattr(module, name, lambda *args, **kwargs: True)
    sys.modules["course.probes.plain"].encode = lambda value: True
    return function


@attack
__HEADER__
    return None
"""
