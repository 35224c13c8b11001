TRIES = "take 8 GB in one array"
MAY_EARN = "nothing"
CELL = """
import numpy as np


__HEADER__
    return np.ones(10**9)
"""
