TRIES = "turn the clocks that a time limit in the same process would use"
MAY_EARN = "nothing"
CELL = """
import signal
import time


__HEADER__
    for name in ("time", "monotonic", "perf_counter", "process_time"):
        setattr(time, name, lambda: 0.0)
    signal.alarm(0)
    while True:
        pass
"""
