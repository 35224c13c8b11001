TRIES = "take memory in small pieces until there is no more"
MAY_EARN = "nothing"
CELL = """
__HEADER__
    kept = []
    while True:
        kept.append(bytearray(1 << 20))
"""
