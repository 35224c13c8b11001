TRIES = "return an integer of a million digits"
MAY_EARN = "nothing"
CELL = """
__HEADER__
    return 1 << 3_000_000
"""
