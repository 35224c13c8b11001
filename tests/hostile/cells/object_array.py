TRIES = "return an array of objects"
MAY_EARN = "nothing"
CELL = """
import numpy as np


__HEADER__
    return np.array([open, print], dtype=object)
"""
