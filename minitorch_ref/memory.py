"""Memory of the CPU for large storages: blocks that are given back are kept, and used again.

The operating system hands out large blocks page by page, cleared, when they are first touched: in a training step,
which makes and drops the same tensors again and again, that costs as much as the arithmetic. So a block whose last
tensor is gone waits here for the next one of its size. What waits is bounded (`set_cache_limit`), and `empty_cache`
gives it back.

The functions are those of `torch.cuda` for its memory. They count storages of at least `SMALLEST` bytes; smaller ones
are left to NumPy.
"""

import functools
import os
import threading
import weakref
from collections import deque
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

import numpy as np
from numpy.typing import NDArray

from minitorch_ref.errors import ArgumentError, OutOfMemoryError

__all__ = [
    "empty_cache",
    "max_memory_allocated",
    "max_memory_reserved",
    "memory_allocated",
    "memory_reserved",
    "memory_stats",
    "reset_peak_memory_stats",
    "set_cache_limit",
]

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

SMALLEST = 128 * 1024
"""Bytes from which on a storage gets a block; below this, the C library keeps and reuses memory itself."""

ALWAYS_KEPT = 1 << 24
"""Bytes that may wait before the operating system is asked for the limit, which takes as long as all the rest."""

CACHE_LINE = 64


class Lease(weakref.ref[NDArray[Any]]):
    """Watches the array through which a block is used. Every other array on the block refers to that one."""

    __slots__ = ("block", "size")

    block: memoryview
    size: int


class Pool:
    """Blocks in use and blocks that wait.

    A block is lent as an array made from a buffer that is no array itself, so NumPy lets all views, those of users too,
    refer to this array: when it dies, nobody can see the memory any more. That may happen in any thread and at any
    moment, even in the middle of `lend`, so the end of a lease only notes the block; the books are kept by `settle`.
    """

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.leases: dict[int, Lease] = {}
        self.ended: deque[Lease] = deque()
        self.waiting: dict[int, list[memoryview]] = {}
        self.limit: int | None = None
        self.allocated = self.most_allocated = self.reserved = self.most_reserved = 0
        self.new_blocks = self.reused_blocks = 0

    def lend(self, nbytes: int) -> NDArray[np.uint8]:
        """Return an array of bytes whose values are whatever the memory holds."""
        size = size_class(nbytes)
        with self.lock:
            self.settle()
            block = self.block_of(size)
            self.allocated += size
            if self.allocated > self.most_allocated:
                self.most_allocated = self.allocated
            if self.reserved > self.most_reserved:
                self.most_reserved = self.reserved
        array = np.frombuffer(block, np.uint8, nbytes)
        lease = Lease(array, self.end)
        lease.block, lease.size = block, size
        self.leases[id(lease)] = lease
        return array

    def block_of(self, size: int) -> memoryview:
        """Return a block that waits, or a new one."""
        blocks = self.waiting.pop(size, [])
        if blocks:
            block = blocks.pop()
            if blocks:
                self.waiting[size] = blocks  # behind the other sizes: it was used last
            self.reused_blocks += 1
            return block
        try:
            memory = aligned(size)
        except MemoryError:
            self.drop(0)
            memory = aligned(size)
        self.reserved += size
        self.new_blocks += 1
        return memoryview(memory)  # type: ignore[arg-type]

    def end(self, lease: "weakref.ref[NDArray[Any]]") -> None:
        """Note that nobody uses a block any more."""
        self.ended.append(self.leases.pop(id(lease)))

    def settle(self) -> None:
        """Let the blocks wait whose leases have ended, as many as may wait."""
        if not self.ended:
            return
        while self.ended:
            lease = self.ended.popleft()
            self.allocated -= lease.size
            self.waiting.setdefault(lease.size, []).append(lease.block)
        if self.limit is not None:
            self.drop(self.limit)
        elif self.reserved - self.allocated > ALWAYS_KEPT:
            self.drop(default_limit())

    def drop(self, limit: int) -> None:
        """Return blocks to the operating system until few enough wait, first of sizes not used for longest."""
        while self.waiting and self.reserved - self.allocated > limit:
            size = next(iter(self.waiting))
            self.waiting[size].pop()
            if not self.waiting[size]:
                del self.waiting[size]
            self.reserved -= size


def aligned(size: int) -> NDArray[np.uint8]:
    """Return new memory that begins with a cache line: vectors of the processor then lie in one line, not in two."""
    memory = np.empty(size + CACHE_LINE, np.uint8)
    start = -memory.ctypes.data % CACHE_LINE
    return memory[start : start + size]


def is_lent(array: object) -> bool:
    """Return whether this is the array through which a block is used, not one of another maker."""
    return any(type(reference) is Lease for reference in weakref.getweakrefs(array))


def size_class(nbytes: int) -> int:
    """Return the size of the block for so many bytes: four sizes between a power of two and the next."""
    step = 1 << max(nbytes.bit_length() - 3, 12)
    return -(-nbytes // step) * step


@functools.cache
def physical_memory() -> int:
    """Return how many bytes this computer has, or 4 GiB where it does not say."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") if hasattr(os, "sysconf") else 1 << 32


def default_limit() -> int:
    """Return how many bytes may wait: an eighth of what this process may have, which can change while it runs."""
    memory = physical_memory()
    try:
        import resource
    except ImportError:  # not on Windows
        return memory // 8
    allowed = resource.getrlimit(resource.RLIMIT_AS)[0]
    return (memory if allowed == resource.RLIM_INFINITY else min(memory, allowed)) // 8


pool = Pool()


def forget_locks() -> None:
    """Start with an open lock after a fork: the thread that may have held it does not exist in the child."""
    pool.lock = threading.Lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=forget_locks)


def empty_array(size: int, dtype: "np.dtype[Any]") -> NDArray[Any]:
    """Return a vector whose elements are whatever the memory holds.

    Raises: OutOfMemoryError (a RuntimeError) if there is not so much memory.
    """
    nbytes = size * dtype.itemsize
    if nbytes < SMALLEST:
        return np.empty(size, dtype)
    try:
        return pool.lend(nbytes).view(dtype)
    except (MemoryError, ValueError, OverflowError) as error:  # there is no such memory, or no array can be so large
        raise OutOfMemoryError(
            f"out of memory: a storage of {size} elements needs {nbytes / 2**30:,.1f} GiB of the CPU's memory; "
            f"{pool.allocated / 2**30:,.1f} GiB are in use; free tensors or make smaller ones"
        ) from error


def reports_exhaustion(function: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """Let a function that takes memory from NumPy raise PyTorch's error, not Python's MemoryError, if there is none."""

    @functools.wraps(function)
    def inside(*args: Arguments.args, **options: Arguments.kwargs) -> Result:
        try:
            return function(*args, **options)
        except MemoryError as error:
            raise OutOfMemoryError(f"{function.__name__}: out of memory: {error}; make a smaller tensor") from error

    return inside


def memory_stats() -> dict[str, int]:
    """Return the figures of all functions here, and how often a block was new or used again, by PyTorch's names."""
    with pool.lock:
        pool.settle()
        return {
            "allocated_bytes.all.current": pool.allocated,
            "allocated_bytes.all.peak": pool.most_allocated,
            "reserved_bytes.all.current": pool.reserved,
            "reserved_bytes.all.peak": pool.most_reserved,
            "num_device_alloc": pool.new_blocks,
            "num_reused": pool.reused_blocks,
        }


def memory_allocated() -> int:
    """Return the bytes of the blocks in use."""
    return memory_stats()["allocated_bytes.all.current"]


def max_memory_allocated() -> int:
    """Return the largest `memory_allocated` since the start or the last `reset_peak_memory_stats`."""
    return memory_stats()["allocated_bytes.all.peak"]


def memory_reserved() -> int:
    """Return the bytes of all blocks, those in use and those that wait."""
    return memory_stats()["reserved_bytes.all.current"]


def max_memory_reserved() -> int:
    """Return the largest `memory_reserved` since the start or the last `reset_peak_memory_stats`."""
    return memory_stats()["reserved_bytes.all.peak"]


def reset_peak_memory_stats() -> None:
    """Let the largest figures start again from the present ones."""
    with pool.lock:
        pool.settle()
        pool.most_allocated, pool.most_reserved = pool.allocated, pool.reserved


def empty_cache() -> None:
    """Give the blocks that wait back to the operating system."""
    with pool.lock:
        pool.settle()
        pool.drop(0)


def set_cache_limit(nbytes: int | None) -> None:
    """Say how many bytes may wait; None is the default, an eighth of the memory, and 0 keeps nothing.

    Raises: ArgumentError (a ValueError) if the number is negative.
    """
    if nbytes is not None and nbytes < 0:
        raise ArgumentError(f"set_cache_limit: the number of bytes must not be negative, got {nbytes}")
    with pool.lock:
        pool.limit = nbytes
        pool.settle()
        pool.drop(default_limit() if nbytes is None else nbytes)
