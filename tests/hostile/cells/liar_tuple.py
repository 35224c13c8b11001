TRIES = "return a subclass of tuple that says it is equal to everything"
MAY_EARN = "nothing"
CELL = """
class Liar(tuple):
    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False

    def __iter__(self):
        return iter(())

    __hash__ = None


__HEADER__
    return Liar()
"""
