TRIES = "kill itself with every signal"
MAY_EARN = "nothing"
CELL = """
import signal


__HEADER__
    for number in (signal.SIGKILL, signal.SIGSEGV, signal.SIGABRT):
        signal.raise_signal(number)
"""
