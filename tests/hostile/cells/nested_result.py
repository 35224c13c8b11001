TRIES = "return a list nested a hundred thousand times"
MAY_EARN = "nothing"
CELL = """
__HEADER__
    result = []
    for _ in range(100_000):
        result = [result]
    return result
"""
