TRIES = "sleep for an hour without using the processor"
MAY_EARN = "nothing"
CELL = """
import time


__HEADER__
    time.sleep(3600)
"""
