"""Stop student code that never ends, where the system can interrupt it: a main thread with signals."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class TimeLimitReachedError(BaseException):
    """Passes through `except Exception`, as an interruption must."""


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Inside the block, raise TimeLimitReachedError after `seconds`; without effect where nothing can interrupt."""
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        yield
        return

    def stop(number: int, frame: FrameType | None) -> None:
        raise TimeLimitReachedError

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
