TRIES = "Shifts lines with characters that end a line for some readers and not for Python."
MAY_EARN = "all"
CELL = """
import math  # \x0c \u2028 \x85 \x1c \x0b

__DEFINITION__
"""
