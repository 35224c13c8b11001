"""Memory of the device, kept for reuse: asking the driver stops everything, so freed blocks are not given back.

A block is freed when the last tensor on it goes, while kernels that use it may still be waiting to run. Whoever gets it
next launches on the same stream, so his kernels come after those: nothing has to wait. Blocks of different streams are
therefore never exchanged.
"""

from collections import defaultdict
from typing import Any

import numpy as np

from minitorch_ref.backends.numba_cuda import launch
from minitorch_ref.backends.numba_cuda.api import cuda
from minitorch_ref.errors import OutOfMemoryError

__all__ = ["CachingAllocator", "allocator", "rounded"]

SMALLEST = 512
LARGE = 1 << 20

Key = tuple[Any, np.dtype[Any], int]


def rounded(nbytes: int) -> int:
    """Return the size of the block that serves for so many bytes: a power of two, from 1 MiB on whole MiB."""
    if nbytes > LARGE:
        return -(-nbytes // LARGE) * LARGE
    return max(launch.power_of_two(nbytes), SMALLEST)


class CachingAllocator:
    """Hands out blocks of device memory and keeps those that come back.

    Attributes:
        allocated: bytes in use by tensors.
        reserved: bytes taken from the driver, in use or kept.
        most_allocated: the largest `allocated` since `reset_peak`.
        most_reserved: the largest `reserved` since `reset_peak`.
        requests: how many blocks have been asked for.
        from_driver: how many of these had to come from the driver.
    """

    def __init__(self) -> None:
        self.kept: defaultdict[Key, list[Any]] = defaultdict(list)
        self.allocated = self.reserved = self.most_allocated = self.most_reserved = 0
        self.requests = self.from_driver = 0

    def take(self, size: int, dtype: np.dtype[Any]) -> tuple[Any, Key]:
        """Return a flat device array with room for at least `size` elements, and the key to give it back with.

        Raises: OutOfMemoryError (a RuntimeError) if there is not enough even after all kept blocks are given back.
        """
        nbytes = rounded(size * dtype.itemsize)
        key = (launch.current.stream, dtype, nbytes)
        self.requests += 1
        blocks = self.kept[key]
        block = blocks.pop() if blocks else self.fresh(nbytes, dtype)
        self.allocated += nbytes
        self.most_allocated = max(self.most_allocated, self.allocated)
        return block, key

    def fresh(self, nbytes: int, dtype: np.dtype[Any]) -> Any:
        """Return a new block from the driver; if it has none left, give back what is kept and ask again."""
        try:
            block = cuda.device_array(nbytes // dtype.itemsize, dtype)
        except Exception as error:
            if not out_of_memory(error):
                raise
            self.empty()
            block = self.last_try(nbytes, dtype)
        self.from_driver += 1
        self.reserved += nbytes
        self.most_reserved = max(self.most_reserved, self.reserved)
        return block

    def last_try(self, nbytes: int, dtype: np.dtype[Any]) -> Any:
        """Return a new block from the driver, or raise the error that users see."""
        try:
            return cuda.device_array(nbytes // dtype.itemsize, dtype)
        except Exception as error:
            if not out_of_memory(error):
                raise
            free, total = cuda.current_context().get_memory_info()
            raise OutOfMemoryError(
                f"CUDA out of memory. Tried to allocate {nbytes / 2**20:.2f} MiB; of {total / 2**20:.2f} MiB "
                f"{free / 2**20:.2f} MiB are free and {self.allocated / 2**20:.2f} MiB hold tensors. Use a smaller "
                "batch, or delete tensors you no longer need"
            ) from error

    def give_back(self, block: Any, key: Key) -> None:
        """Keep a block for the next who asks for one like it."""
        self.kept[key].append(block)
        self.allocated -= key[2]

    def empty(self) -> None:
        """Return every block that is kept to the driver."""
        for key, blocks in self.kept.items():
            self.reserved -= key[2] * len(blocks)
        self.kept.clear()

    def reset_peak(self) -> None:
        """Let the largest sizes start from the present ones."""
        self.most_allocated, self.most_reserved = self.allocated, self.reserved


def out_of_memory(error: Exception) -> bool:
    """Say whether an error of the driver, or of a simulator of it, means that there is no memory left."""
    return isinstance(error, MemoryError) or "OUT_OF_MEMORY" in str(error) or "out of memory" in str(error).lower()


allocator = CachingAllocator()
