"""Between the memory of the host and that of the device: every byte that moves goes through here and is counted."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from minitorch_ref.backends.numba_cuda import launch

__all__ = ["Count", "count", "from_device", "to_device"]


class Count:
    """How often elements have been moved, each way, since the process began."""

    to_device = 0
    from_device = 0


count = Count()


def to_device(array: NDArray[Any], memory: Any) -> None:
    """Write a flat array of the host into the first elements of an array of the device."""
    if array.size:
        count.to_device += 1
        memory[: array.size].copy_to_device(np.ascontiguousarray(array), launch.current.stream)


def from_device(memory: Any) -> NDArray[Any]:
    """Return a copy on the host of a flat array of the device, once all that writes to it has run."""
    if memory.size == 0:
        return np.empty(0, memory.dtype)
    count.from_device += 1
    copied: NDArray[Any] = memory.copy_to_host(stream=launch.current.stream)
    launch.synchronize()
    return copied
