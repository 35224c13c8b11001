TRIES = "leave through SystemExit"
MAY_EARN = "nothing"
CELL = """
__HEADER__
    raise SystemExit(0)
"""
