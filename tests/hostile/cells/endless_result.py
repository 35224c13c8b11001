TRIES = "return a list that contains itself, and a million values"
MAY_EARN = "nothing"
CELL = """
__HEADER__
    result = list(range(1_000_000))
    result.append(result)
    return result
"""
