TRIES = "return an array of 8 bytes that claims a billion elements"
MAY_EARN = "nothing"
CELL = """
import numpy as np


__HEADER__
    return np.broadcast_to(np.float64(0), (10**9, 1000))
"""
