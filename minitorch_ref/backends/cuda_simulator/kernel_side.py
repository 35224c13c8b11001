"""`cuda` as a running kernel sees it: who am I, memory, barriers, the lanes of my warp, atomic operations."""

import sys
from collections.abc import Callable
from types import FrameType, SimpleNamespace
from typing import Any

import numpy as np

from minitorch_ref.backends.cuda_simulator import random
from minitorch_ref.backends.cuda_simulator.atomics import Atomics
from minitorch_ref.backends.cuda_simulator.block import BlockScheduler
from minitorch_ref.backends.cuda_simulator.integer_bits import brev, clz, ffs, popc
from minitorch_ref.backends.cuda_simulator.limits import WARP_SIZE, Dim3, LaunchShape
from minitorch_ref.backends.cuda_simulator.memory_spaces import MemorySpaces
from minitorch_ref.backends.cuda_simulator.thread import Request, Thread
from minitorch_ref.errors import CudaError

__all__ = ["KernelSide"]

ALL_LANES = 0xFFFFFFFF
Place = int | tuple[int, ...]


class KernelSide:
    """The names of `numba.cuda` that work inside of a kernel. One object per launch.

    `threadIdx` and `laneid` are plain attributes that the scheduler sets each time it goes on with another thread.
    """

    warpsize = WARP_SIZE

    def __init__(self, shape: LaunchShape, spaces: MemorySpaces) -> None:
        self.gridDim = shape.grid
        self.blockDim = shape.block
        self.blockIdx = Dim3(0, 0, 0)
        self.threadIdx = Dim3(0, 0, 0)
        self.laneid = 0
        self.thread: Thread | None = None
        self.scheduler: BlockScheduler | None = None
        self.shared = SimpleNamespace(array=lambda shape, dtype: spaces.shared(shape, dtype, sys._getframe(1)))
        self.local = SimpleNamespace(array=lambda shape, dtype: spaces.local(shape, dtype, sys._getframe(1)))
        self.const = SimpleNamespace(array_like=lambda array: array)
        self.atomic = Atomics()
        self.fenced: Callable[[], None] = lambda: None
        self.random = random

    def enter(self, thread: Thread) -> None:
        """From now on `thread` runs."""
        self.thread = thread
        self.threadIdx = thread.index
        self.laneid = thread.lane

    def grid(self, ndim: int) -> Place:
        """Return the place of this thread in the whole grid: an int, or a tuple (x, y) or (x, y, z)."""
        thread, block, size = self.threadIdx, self.blockIdx, self.blockDim
        x = thread[0] + block[0] * size[0]
        if ndim == 1:
            return x
        y = thread[1] + block[1] * size[1]
        return (x, y) if ndim == 2 else (x, y, thread[2] + block[2] * size[2])

    def gridsize(self, ndim: int) -> Place:
        """Return how many threads the whole grid has along its axes."""
        sizes = tuple(blocks * threads for blocks, threads in zip(self.gridDim, self.blockDim, strict=True))
        return sizes[0] if ndim == 1 else sizes[:ndim]

    def syncthreads(self) -> None:
        """Wait until every thread of the block is here; what they wrote before is then seen by all."""
        self._wait("syncthreads", None, None, None, sys._getframe(1))

    def syncthreads_count(self, predicate: Any) -> Any:
        """Wait as `syncthreads` does; return how many threads brought a true value."""
        return self._wait("syncthreads_count", None, predicate, None, sys._getframe(1))

    def syncthreads_and(self, predicate: Any) -> Any:
        """Wait as `syncthreads` does; return 1 if all threads brought a true value, else 0."""
        return self._wait("syncthreads_and", None, predicate, None, sys._getframe(1))

    def syncthreads_or(self, predicate: Any) -> Any:
        """Wait as `syncthreads` does; return 1 if any thread brought a true value, else 0."""
        return self._wait("syncthreads_or", None, predicate, None, sys._getframe(1))

    def syncwarp(self, mask: int = ALL_LANES) -> None:
        """Wait until every lane of the mask is here."""
        self._meet("syncwarp", mask, None, None, sys._getframe(1))

    def activemask(self) -> Any:
        """Return the lanes that are at this call together, one bit each."""
        return self._wait("activemask", 0, None, None, sys._getframe(1))

    def lanemask_lt(self) -> int:
        """Return a mask of all lanes below this one."""
        return (1 << self.laneid) - 1

    def shfl_sync(self, mask: int, value: Any, source: int) -> Any:
        """Return the value of lane `source`."""
        return self._meet("shfl_sync", mask, value, int(source), sys._getframe(1))

    def shfl_up_sync(self, mask: int, value: Any, delta: int) -> Any:
        """Return the value of the lane `delta` below; its own where there is none."""
        return self._meet("shfl_up_sync", mask, value, int(delta), sys._getframe(1))

    def shfl_down_sync(self, mask: int, value: Any, delta: int) -> Any:
        """Return the value of the lane `delta` above; its own where there is none."""
        return self._meet("shfl_down_sync", mask, value, int(delta), sys._getframe(1))

    def shfl_xor_sync(self, mask: int, value: Any, lane_mask: int) -> Any:
        """Return the value of the lane whose number differs in the bits of `lane_mask`."""
        return self._meet("shfl_xor_sync", mask, value, int(lane_mask), sys._getframe(1))

    def ballot_sync(self, mask: int, predicate: Any) -> Any:
        """Return the lanes that brought a true value, one bit each."""
        return self._meet("ballot_sync", mask, predicate, None, sys._getframe(1))

    def all_sync(self, mask: int, predicate: Any) -> Any:
        """Return whether all lanes brought a true value."""
        return self._meet("all_sync", mask, predicate, None, sys._getframe(1))

    def any_sync(self, mask: int, predicate: Any) -> Any:
        """Return whether any lane brought a true value."""
        return self._meet("any_sync", mask, predicate, None, sys._getframe(1))

    def eq_sync(self, mask: int, predicate: Any) -> Any:
        """Return whether all lanes brought the same truth value."""
        return self._meet("eq_sync", mask, predicate, None, sys._getframe(1))

    def match_any_sync(self, mask: int, value: Any) -> Any:
        """Return the lanes that brought the same value as this one."""
        return self._meet("match_any_sync", mask, value, None, sys._getframe(1))

    def match_all_sync(self, mask: int, value: Any) -> Any:
        """Return (mask, True) if all lanes brought one value, else (0, False)."""
        return self._meet("match_all_sync", mask, value, None, sys._getframe(1))

    def threadfence(self) -> None:
        """Order this thread's writes for the whole GPU. Here they are seen at once."""
        self.fenced()

    threadfence_system = threadfence

    def threadfence_block(self) -> None:
        """Order this thread's writes for its block. Here they are seen at once."""

    def nanosleep(self, nanoseconds: int) -> None:
        """Do nothing."""

    def fma(self, a: Any, b: Any, c: Any) -> Any:
        """Return a * b + c with an exact product of float32, which fits float64; float64 is rounded twice here."""
        kind = np.result_type(a, b, c)
        return kind.type(np.float64(a) * np.float64(b) + np.float64(c))

    def cbrt(self, a: Any) -> Any:
        """Return the cube root."""
        return np.cbrt(a)

    def selp(self, condition: Any, a: Any, b: Any) -> Any:
        """Return a if the condition holds, else b."""
        return a if condition else b

    popc, clz, ffs, brev = staticmethod(popc), staticmethod(clz), staticmethod(ffs), staticmethod(brev)

    def _meet(self, operation: str, mask: int, value: Any, argument: Any, frame: FrameType) -> Any:
        lanes = int(mask) & ALL_LANES
        if not lanes >> self.laneid & 1:
            raise CudaError(
                f"{operation}: a thread must be in the mask that it names, lane {self.laneid} is not in {lanes:#010x}"
            )
        return self._wait(operation, lanes, value, argument, frame)

    def _wait(self, operation: str, mask: int | None, value: Any, argument: Any, frame: FrameType) -> Any:
        assert self.scheduler is not None
        return self.scheduler.wait(Request(operation, mask, value, argument, frame))
