TRIES = "return a tuple with the marks of a named tuple, whose values change each time they are read"
MAY_EARN = "nothing"
CELL = """
class Liar(tuple):
    _fields = ("x",)

    def __eq__(self, other):
        return True

    def __getitem__(self, key):
        return self

    __hash__ = None


__HEADER__
    return Liar()
"""
