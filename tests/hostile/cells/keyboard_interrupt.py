TRIES = "leave through KeyboardInterrupt, as if someone had pressed Ctrl-C"
MAY_EARN = "nothing"
CELL = """
__HEADER__
    raise KeyboardInterrupt
"""
