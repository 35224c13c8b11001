TRIES = "Returns four megabytes with so many axes that writing them out would take the judge minutes."
MAY_EARN = "nothing"
CELL = """
import numpy as np

__HEADER__
    return np.zeros((2,) * 21, dtype=bool)
"""
