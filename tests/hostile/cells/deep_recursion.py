TRIES = "call itself without end"
MAY_EARN = "nothing"
CELL = """
def deeper(depth):
    return deeper(depth + 1) + 1


__HEADER__
    return deeper(0)
"""
