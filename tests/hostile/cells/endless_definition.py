TRIES = "run for ever while being defined"
MAY_EARN = "nothing"
CELL = """
def attack(function):
    while True:
        pass
    return function


@attack
__HEADER__
    return None
"""
