TRIES = "print the environment, in which a careless grader keeps its keys"
MAY_EARN = "nothing"
CELL = """
import os


__HEADER__
    print(dict(os.environ))
    return repr(dict(os.environ))
"""
