"""How kernels are launched: how many threads, in which blocks, on which stream. The only place that decides it."""

import threading
from typing import Any

from minitorch_ref.backends.numba_cuda.api import cuda

__all__ = [
    "MAX_THREADS",
    "blocks_for",
    "current",
    "launch",
    "launch_flat",
    "power_of_two",
    "synchronize",
    "threads_for",
]

WARP = 32
MAX_THREADS = 256
"""Threads of a block, at most: enough to hide the latency of memory, few enough that several share a processor."""

MAX_BLOCKS = 65536
"""Blocks of a launch over many elements; each thread then goes on with a stride of the whole grid."""


class Current(threading.local):
    """The stream on which this thread of Python launches kernels; 0 is the default stream."""

    stream: Any = 0
    owner: Any = None


current = Current()


def power_of_two(number: int) -> int:
    """Return the smallest power of two that is at least this number."""
    return 1 << max(number - 1, 0).bit_length()


def threads_for(size: int) -> int:
    """Return the threads of a block that has `size` elements to work on: whole warps, a power of two."""
    return min(max(power_of_two(size), WARP), MAX_THREADS)


def blocks_for(size: int, threads: int) -> int:
    """Return how many blocks of these many threads have a thread for every element."""
    return max(-(-size // threads), 1)


def launch(kernel: Any, grid: int | tuple[int, ...], block: int | tuple[int, ...], *arguments: Any) -> None:
    """Launch a kernel on the current stream; it runs while Python goes on."""
    kernel[grid, block, current.stream](*arguments)


def launch_flat(kernel: Any, size: int, *arguments: Any) -> None:
    """Launch a kernel whose threads share `size` elements, each taking every (grid size)-th one from its own on."""
    if size:
        threads = threads_for(size)
        launch(kernel, min(blocks_for(size, threads), MAX_BLOCKS), threads, *arguments)


def synchronize() -> None:
    """Wait until everything that was launched has run."""
    cuda.synchronize()
