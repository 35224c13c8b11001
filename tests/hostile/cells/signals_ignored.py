TRIES = "ignore every signal and run for ever"
MAY_EARN = "nothing"
CELL = """
import contextlib
import signal


__HEADER__
    for number in signal.valid_signals():
        with contextlib.suppress(OSError, ValueError):
            signal.signal(number, signal.SIG_IGN)
    while True:
        pass
"""
