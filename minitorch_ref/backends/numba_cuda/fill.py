"""Memory filled without copying anything to the device: with one value, or with numbers counted up.

Every thread writes the elements whose numbers are its own plus a multiple of the number of all threads: no two write
to one place, so there is no race.
"""

from functools import cache
from typing import Any

import numpy as np

from minitorch_ref.backends.numba_cuda.api import cuda
from minitorch_ref.backends.numba_cuda.launch import launch_flat

__all__ = ["constant", "count_up", "count_up_kernel", "fill", "fill_kernel"]


@cuda.jit
def fill_kernel(out: Any, first: int, count: int, value: Any) -> None:
    """out[first + i] = value for i below count."""
    for i in range(cuda.grid(1), count, cuda.gridsize(1)):
        out[first + i] = value


@cuda.jit
def count_up_kernel(out: Any, count: int, start: Any, step: Any) -> None:
    """out[i] = start + i * step for i below count."""
    for i in range(cuda.grid(1), count, cuda.gridsize(1)):
        out[i] = start + i * step


def fill(out: Any, first: int, count: int, value: Any) -> None:
    """Write one value, converted to the type of the array, into `count` elements."""
    with np.errstate(all="ignore"):
        converted = np.asarray(value).astype(out.dtype)[()]
    launch_flat(fill_kernel, count, out, first, count, converted)


@cache
def constant(value: float, dtype: np.dtype[Any]) -> Any:
    """Return a device array of one element, for operands that a launch may come without."""
    return cuda.to_device(np.full(1, value, dtype))


def count_up(out: Any, count: int, start: float, step: float) -> None:
    """Write start, start + step, start + 2 * step, ... into the first `count` elements."""
    launch_flat(count_up_kernel, count, out, count, start, step)
