TRIES = "watch every function of the grader with sys.settrace and change what it returns"
MAY_EARN = "nothing"
CELL = """
import sys
import threading


def attack(function):
    def tracer(frame, event, argument):
        if event == "return" and "passed" in frame.f_locals:
            frame.f_locals["passed"] = True
        return tracer

    sys.settrace(tracer)
    sys.setprofile(tracer)
    threading.settrace(tracer)
    return function


@attack
__HEADER__
    return None
"""
