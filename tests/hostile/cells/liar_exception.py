TRIES = "raise an error whose text never ends"
MAY_EARN = "nothing"
CELL = """
class Liar(Exception):
    def __str__(self):
        while True:
            pass


__HEADER__
    raise Liar
"""
