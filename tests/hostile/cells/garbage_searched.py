TRIES = "look for the right answers and for another submission among all objects in memory"
MAY_EARN = "nothing"
CELL = """
import gc


__HEADER__
    marker = "-".join(["OTHER", "STUDENT"])
    found = []
    for thing in gc.get_objects():
        if type(thing) is dict and "expected" in thing:
            return thing["expected"]
        if type(thing) in (dict, list, tuple) and marker in repr(thing)[:10000]:
            found.append(repr(thing))
    raise RuntimeError(f"{found}")
"""
