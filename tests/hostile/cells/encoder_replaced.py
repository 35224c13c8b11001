TRIES = "Replaces, from a default argument, what writes results down, so that every result is written as one guess."
MAY_EARN = "nothing"
CELL = """
import sys

def guess_always(*ignored):
    plain = sys.modules["course.probes.plain"]
    plain.encode = plain._encode = lambda *value: {"tuple": [6, 1]}
    plain._ENCODERS.clear()
    sys.modules["course.probes.observe"].raised = lambda *call: "ValueError"
    return 0

GUESSED = guess_always()

__HEADER__
    guess_always(GUESSED)
    return None
"""
