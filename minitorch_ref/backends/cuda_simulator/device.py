"""The simulated GPU as the host asks about it."""

from typing import NamedTuple

from minitorch_ref.backends.cuda_simulator.limits import MAX_BLOCK, MAX_GRID, MAX_SHARED_BYTES, MAX_THREADS, WARP_SIZE
from minitorch_ref.backends.cuda_simulator.memory import TOTAL_BYTES, free_bytes

__all__ = ["Context", "Device", "MemoryInfo"]


class MemoryInfo(NamedTuple):
    """Bytes of global memory."""

    free: int
    total: int


class Device:
    """A GPU with the limits that all have and one multiprocessor."""

    id = 0
    name = b"MiniTorch CUDA simulator"
    compute_capability = (8, 0)
    uuid = "GPU-00000000-0000-0000-0000-000000000000"
    WARP_SIZE = WARP_SIZE
    MULTIPROCESSOR_COUNT = 1
    MAX_THREADS_PER_BLOCK = MAX_THREADS
    MAX_BLOCK_DIM_X, MAX_BLOCK_DIM_Y, MAX_BLOCK_DIM_Z = MAX_BLOCK
    MAX_GRID_DIM_X, MAX_GRID_DIM_Y, MAX_GRID_DIM_Z = MAX_GRID
    MAX_SHARED_MEMORY_PER_BLOCK = MAX_SHARED_BYTES
    MAX_THREADS_PER_MULTI_PROCESSOR = 2048

    def reset(self) -> None:
        """Do nothing: no state outlives a launch."""


class Context:
    """What the driver keeps for this process."""

    device = Device()

    def get_memory_info(self) -> MemoryInfo:
        """Return (free, total) bytes of global memory."""
        return MemoryInfo(free_bytes(), TOTAL_BYTES)

    def synchronize(self) -> None:
        """Wait for all work: it is done."""

    def reset(self) -> None:
        """Do nothing: no state outlives a launch."""
