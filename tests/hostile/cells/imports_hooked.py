TRIES = "have later imports return modules of one's own"
MAY_EARN = "nothing"
CELL = """
import sys


def attack(function):
    class Finder:
        def find_spec(self, name, path=None, target=None):
            return None

        def __getattr__(self, name):
            return lambda *args, **kwargs: True

    sys.meta_path[:] = [Finder()]
    sys.path_hooks.clear()
    for name in [name for name in sys.modules if name.startswith(("json", "numpy", "course"))]:
        sys.modules[name] = Finder()
    return function


@attack
__HEADER__
    return None
"""
