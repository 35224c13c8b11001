"""One thread of a block: where it is, and what it waits for."""

from types import FrameType
from typing import Any

from greenlet import greenlet

from minitorch_ref.backends.cuda_simulator.limits import WARP_SIZE, Dim3

__all__ = ["Request", "Thread", "threads_of"]


class Request:
    """What a thread waits for: the others at a barrier of the block, or the lanes of its warp in one instruction.

    Args:
        operation: "syncthreads", "shfl_down_sync", ...
        mask: the lanes that take part, one bit each; None for a barrier of the whole block.
        value: what this thread gives to the others.
        argument: the lane, the distance or the width of a shuffle.
        frame: the line that asks.
    """

    __slots__ = ("argument", "frame", "mask", "operation", "value")

    def __init__(self, operation: str, mask: int | None, value: Any, argument: Any, frame: FrameType) -> None:
        self.operation = operation
        self.mask = mask
        self.value = value
        self.argument = argument
        self.frame = frame


class Thread:
    """A thread; between two blocks it is reset and used again.

    Args:
        index: `threadIdx`.
        number: its rank in the block, x first: 32 of consecutive rank are a warp.
    """

    __slots__ = ("answer", "coroutine", "index", "lane", "number", "request", "warp")

    def __init__(self, index: Dim3, number: int) -> None:
        self.index = index
        self.number = number
        self.warp, self.lane = divmod(number, WARP_SIZE)
        self.coroutine: greenlet | None = None
        self.request: Request | None = None
        self.answer: Any = None


def threads_of(block: Dim3) -> list[Thread]:
    """Return the threads of a block in the order of their rank: x runs fastest."""
    indices = (Dim3(x, y, z) for z in range(block.z) for y in range(block.y) for x in range(block.x))
    return [Thread(index, number) for number, index in enumerate(indices)]
