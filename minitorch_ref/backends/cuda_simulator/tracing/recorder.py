"""The notebook of a trace: one entry per access, as small as it can be while the kernel runs."""

from types import CodeType, FrameType
from typing import Any, NamedTuple

from numpy.typing import NDArray

from minitorch_ref.backends.cuda_simulator.kernel_side import KernelSide
from minitorch_ref.backends.cuda_simulator.limits import Dim3
from minitorch_ref.backends.cuda_simulator.thread import Request, Thread
from minitorch_ref.errors import CudaError

__all__ = ["ATOMIC", "KINDS", "LOAD", "STORE", "Event", "Fault", "Recorder", "Region"]

LOAD, STORE, ATOMIC = range(3)
KINDS = ("load", "store", "atomic")


class Region(NamedTuple):
    """An array as the kernel knows it.

    Attributes:
        name: of the parameter or variable.
        space: "global", "shared" or "local".
        memory: number of the allocation, of the block, or of the local array: addresses count within it.
        itemsize: bytes of an element.
        dtype: the type of an element.
        shape: of the whole array, also where the kernel uses a view of it.
    """

    name: str
    space: str
    memory: int
    itemsize: int
    dtype: str
    shape: tuple[int, ...]

    @classmethod
    def of(cls, name: str, space: str, memory: int, array: NDArray[Any]) -> "Region":
        """Describe an array."""
        return cls(name, space, memory, array.itemsize, str(array.dtype), array.shape)


class Event(NamedTuple):
    """One access; see records.Access for what the fields mean."""

    order: int
    block: int
    thread: int
    kind: int
    region: Region
    address: int
    index: Any
    value: Any
    code: CodeType
    instruction: int
    interval: int
    epoch: int


class Fault(NamedTuple):
    """An access that must not be: kind of problem, and the event, whose address has no meaning if out of bounds."""

    kind: str
    event: Event
    detail: str


class Recorder:
    """Notes what the threads of a launch do.

    Args:
        limit: how many accesses it notes before it gives up.
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.events: list[Event] = []
        self.faults: list[Fault] = []
        self.blocks: list[Dim3] = []
        self.interval = 0
        self.epochs: dict[int, int] = {}
        self.fences: dict[tuple[int, int], int] = {}
        self.side: KernelSide | None = None

    def fenced(self) -> None:
        """The thread that runs has ordered its writes for other blocks to see."""
        assert self.side is not None
        assert self.side.thread is not None
        self.fences[len(self.blocks) - 1, self.side.thread.number] = len(self.events)

    def enter_block(self, block: Dim3) -> None:
        """The events that follow are of this block."""
        self.blocks.append(block)
        self.interval = 0
        self.epochs = {}

    def passed(self, request: Request, threads: list[Thread]) -> None:
        """Threads have passed a barrier: what they do from now on comes after what they did before."""
        if request.mask is None:
            self.interval += 1
            self.epochs = {}
        elif request.operation == "syncwarp":
            for thread in threads:
                self.epochs[thread.number] = self.epochs.get(thread.number, 0) + 1

    def note(self, kind: int, region: Region, address: int, index: Any, value: Any, frame: FrameType) -> Event:
        """Note an access of the thread that runs."""
        event = self.event(kind, region, address, index, value, frame)
        self.events.append(event)
        if len(self.events) > self.limit:
            raise CudaError(f"trace: more than {self.limit} accesses to memory; trace a smaller grid, or raise `limit`")
        return event

    def event(self, kind: int, region: Region, address: int, index: Any, value: Any, frame: FrameType) -> Event:
        """Describe an access of the thread that runs."""
        assert self.side is not None
        assert self.side.thread is not None
        thread = self.side.thread.number
        epoch = self.epochs.get(thread, 0)
        where = frame.f_code, frame.f_lasti
        return Event(
            len(self.events),
            len(self.blocks) - 1,
            thread,
            kind,
            region,
            address,
            index,
            value,
            *where,
            self.interval,
            epoch,
        )
