TRIES = "run for ever"
MAY_EARN = "nothing"
CELL = """
__HEADER__
    while True:
        pass
"""
