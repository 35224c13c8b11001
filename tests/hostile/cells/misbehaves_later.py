TRIES = "Answers the first checks honestly and leaves a thread and a timer that end the process in a later one."
MAY_EARN = "all"
CELL = """
import math
import signal
import sys
import threading
import time

def later():
    def meddle():
        time.sleep(5)
        sys.modules["course.probes.plain"].encode = lambda value: None

    threading.Thread(target=meddle, daemon=True).start()
    signal.signal(signal.SIGALRM, signal.SIG_IGN)
    signal.setitimer(signal.ITIMER_REAL, 0.001, 0.001)

LATER = later()

__DEFINITION__
"""
