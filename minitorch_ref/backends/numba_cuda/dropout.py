"""Dropout in one pass, and its gradient, which is dropout of the gradient by the same random numbers.

It writes x * scale where a number drawn uniformly from [0, 1) is at least p, else x * 0: what the composed operation
makes of the same draw, to the bit. Every thread writes the elements whose numbers, counted row by row, are its own plus
a multiple of the number of all threads: no two write to one place, so there is no race.
"""

import math
from functools import cache
from typing import Any

import numpy as np

from minitorch_ref.backends.interface import Kernel
from minitorch_ref.backends.numba_cuda.api import cuda
from minitorch_ref.backends.numba_cuda.launch import launch_flat
from minitorch_ref.backends.numba_cuda.layouts import merged, position
from minitorch_ref.backends.numba_cuda.operands import are_floats, array_of, contiguous
from minitorch_ref.storage import Strided

__all__ = ["CHOICES", "dropout_kernel"]


@cache
def dropout_kernel(dtype: np.dtype[Any]) -> Any:
    """Return the kernel for elements of a type; the random numbers are float32 and without gaps, as they are drawn."""
    kind = dtype.type

    @cuda.jit
    def kernel(out, x, uniform, uniform_at, shape, x_at, x_strides, count, p, scale):
        """out[i] = x[i] * (scale if uniform[i] >= p else 0)."""
        for i in range(cuda.grid(1), count, cuda.gridsize(1)):
            factor = scale if uniform[uniform_at + i] >= p else kind(0)
            out[i] = x[x_at + position(i, shape, x_strides)] * factor

    return kernel


def dropout(out: Strided, x: Strided, uniform: Strided, p: float, scale: float) -> None:
    """See "dropout" in `kernel_names`."""
    dtype, uniform, count = x.storage.dtype.numpy, contiguous(uniform), math.prod(out.layout.shape)
    shape, strides = merged(x.layout.shape, x.layout.strides)
    launch_flat(dropout_kernel(dtype), count, *map(array_of, (out, x, uniform)), uniform.layout.offset, shape,
                x.layout.offset, strides, count, np.float32(p), dtype.type(scale))  # fmt: skip


def choose(x: Strided, *uniform: Strided) -> Kernel | None:
    """Return the kernel for floating-point numbers of one type, and random numbers as `rand` draws them."""
    drawn = all(numbers.storage.dtype.name == "float32" for numbers in uniform)
    return dropout if are_floats(x) and drawn else None


CHOICES: dict[str, Any] = {"dropout": choose}
