TRIES = "search the whole disk for the model answers and the hidden checks"
MAY_EARN = "nothing"
CELL = """
import os


__HEADER__
    names = ("hidden_checks.py", "wrong_answers.py", "minitorch_ref", "gradebook.db", "other.ipynb", "autograder")
    found = [
        os.path.join(folder, name)
        for folder, folders, files in os.walk("/")
        for name in (*folders, *files)
        if name in names
    ]
    raise RuntimeError("FOUND" if found else "")
"""
