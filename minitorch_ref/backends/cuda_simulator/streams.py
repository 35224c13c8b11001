"""Streams and events. All is done when a call returns, so there is nothing to wait for; events keep the time."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter

from minitorch_ref.errors import CudaError

__all__ = ["Event", "Stream", "event_elapsed_time"]


class Stream:
    """A queue of work for the device. The simulator does each piece at once."""

    handle = 0

    def synchronize(self) -> None:
        """Wait until the work is done: it is."""

    def query(self) -> bool:
        """Return whether the work is done: it is."""
        return True

    @contextmanager
    def auto_synchronize(self) -> Iterator["Stream"]:
        """Wait at the end of a `with` statement."""
        yield self


class Event:
    """A mark in a stream, with the time at which the device reached it."""

    def __init__(self, timing: bool = True) -> None:
        self.timing = timing
        self.seconds: float | None = None

    def record(self, stream: object = 0) -> None:
        """Put the mark behind the work that the stream has now."""
        self.seconds = perf_counter()

    def query(self) -> bool:
        """Return whether the device has reached the mark."""
        return True

    def wait(self, stream: object = 0) -> None:
        """Let a stream wait for the mark."""

    def synchronize(self) -> None:
        """Wait for the mark."""

    def elapsed_time(self, evtend: "Event") -> float:
        """Return the milliseconds between this mark and a later one. Raises: CudaError if one of them has no time."""
        if not (self.timing and evtend.timing) or self.seconds is None or evtend.seconds is None:
            raise CudaError("elapsed_time: both events must have timing=True and be recorded first")
        return (evtend.seconds - self.seconds) * 1000


def event_elapsed_time(evtstart: Event, evtend: Event) -> float:
    """Return the milliseconds between two marks."""
    return evtstart.elapsed_time(evtend)
