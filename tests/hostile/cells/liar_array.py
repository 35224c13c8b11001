TRIES = "return an array whose comparisons succeed"
MAY_EARN = "nothing"
CELL = """
import numpy as np


class Liar(np.ndarray):
    def __array_ufunc__(self, *args, **kwargs):
        return True

    def __array_function__(self, *args, **kwargs):
        return True

    def __eq__(self, other):
        return True


__HEADER__
    return np.zeros(3).view(Liar)
"""
