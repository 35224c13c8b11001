"""Streams, queues of launches that run in order, and events, marks in them."""

from types import TracebackType
from typing import Any

from minitorch_ref.backends.numba_cuda import faults, launch
from minitorch_ref.backends.numba_cuda.api import cuda
from minitorch_ref.backends.numba_cuda.devices import connect

__all__ = ["Event", "Stream", "StreamContext", "current_stream", "stream", "synchronize"]


class Stream:
    """A queue of launches; those of different streams may run at the same time.

    Args:
        device: where; there is one device.
        priority: accepted; all streams are alike.
    """

    def __init__(self, device: Any = None, priority: int = 0, *, handle: Any = None) -> None:
        self.device = connect(0)
        self.handle = cuda.stream() if handle is None else handle

    def synchronize(self) -> None:
        """Wait until everything launched here so far has run."""
        if self.handle != 0:
            self.handle.synchronize()
        else:
            cuda.synchronize()
        faults.raise_noted()

    def record_event(self, event: "Event | None" = None) -> "Event":
        """Put a mark behind what has been launched here so far, and return it."""
        event = event or Event()
        event.record(self)
        return event

    def wait_event(self, event: "Event") -> None:
        """Let what is launched here from now on wait for a mark."""
        event.wait(self)

    def wait_stream(self, stream: "Stream") -> None:
        """Let what is launched here from now on wait for all that has been launched in another stream."""
        self.wait_event(stream.record_event())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Stream) and self.handle is other.handle

    def __hash__(self) -> int:
        return hash(id(self.handle))

    def __repr__(self) -> str:
        handle = 0 if self.handle == 0 else id(self.handle)
        return f"<torch.cuda.Stream device={self.device} cuda_stream={handle:#x}>"


class Event:
    """A mark in a stream; with `enable_timing` it keeps the time at which the device came to it."""

    def __init__(self, enable_timing: bool = False, blocking: bool = False, interprocess: bool = False) -> None:
        connect(0)
        self.handle = cuda.event(timing=enable_timing)

    def record(self, stream: Stream | None = None) -> None:
        """Put the mark behind what has been launched so far, by default in the current stream."""
        self.handle.record(launch.current.stream if stream is None else stream.handle)

    def wait(self, stream: Stream | None = None) -> None:
        """Let a stream, by default the current one, wait for the mark."""
        self.handle.wait(launch.current.stream if stream is None else stream.handle)

    def query(self) -> bool:
        """Return whether the device has come to the mark."""
        return bool(self.handle.query())

    def synchronize(self) -> None:
        """Wait until the device has come to the mark."""
        self.handle.synchronize()

    def elapsed_time(self, end_event: "Event") -> float:
        """Return the milliseconds from this mark to another one; both must have been made with `enable_timing`."""
        return float(cuda.event_elapsed_time(self.handle, end_event.handle))


class StreamContext:
    """Launch on another stream until the end of a `with` statement."""

    def __init__(self, stream: Stream | None) -> None:
        self.stream = stream

    def __enter__(self) -> None:
        self.before = launch.current.stream
        if self.stream is not None:
            launch.current.stream = self.stream.handle

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        launch.current.stream = self.before


def stream(stream: Stream | None) -> StreamContext:
    """Launch on a stream until the end of a `with` statement; None changes nothing."""
    return StreamContext(stream)


def current_stream(device: Any = None) -> Stream:
    """Return the stream on which kernels are launched now."""
    return Stream(handle=launch.current.stream)


def synchronize(device: Any = None) -> None:
    """Wait until everything launched on the device has run; raise what kernels have noted."""
    cuda.synchronize()
    faults.raise_noted()
