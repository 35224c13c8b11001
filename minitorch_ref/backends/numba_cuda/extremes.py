"""Where the largest or the smallest element of each row is.

One block searches one row. Each thread keeps the best of every (number of threads)-th element and where it was; then
the threads compare in shared memory, halving how many are left with each step. Of equal elements the first counts, and
a NaN beats every number. There is no race: see `reduction`.
"""

import math
from functools import cache
from typing import Any

import numpy as np

from minitorch_ref.backends.numba_cuda.api import cuda
from minitorch_ref.backends.numba_cuda.launch import MAX_THREADS, launch, threads_for
from minitorch_ref.backends.numba_cuda.layouts import merged, position
from minitorch_ref.backends.numba_cuda.operands import array_of
from minitorch_ref.storage import Strided

__all__ = ["arg_kernel", "arg_reduce"]


def larger(x: Any, y: Any) -> Any:
    return x > y or (x != x and y == y)


def smaller(x: Any, y: Any) -> Any:
    return x < y or (x != x and y == y)


@cache
def arg_kernel(name: str, dtype: np.dtype[Any]) -> Any:
    """Return the kernel that searches one row per block; "argmax" or "argmin"."""
    better = cuda.jit(device=True)(larger if name == "argmax" else smaller)
    kind = np.int8 if dtype.kind == "b" else dtype.type

    @cuda.jit
    def kernel(out, x, out_at, out_strides, x_at, x_strides, kept_shape, step, count):
        """out[row] = the first index of the best element of the row."""
        values = cuda.shared.array(MAX_THREADS, kind)
        indices = cuda.shared.array(MAX_THREADS, np.int64)
        thread, threads, row = cuda.threadIdx.x, cuda.blockDim.x, cuda.blockIdx.x
        begin = x_at + position(row, kept_shape, x_strides)
        best, index = kind(x[begin + min(thread, count - 1) * step]), min(thread, count - 1)
        for i in range(thread + threads, count, threads):
            value = kind(x[begin + i * step])
            if better(value, best):
                best, index = value, i
        values[thread] = best
        indices[thread] = index
        cuda.syncthreads()
        width = threads // 2
        while width > 0:
            if thread < width:
                value, other = values[thread + width], indices[thread + width]
                same = not better(value, values[thread]) and not better(values[thread], value)
                if better(value, values[thread]) or (same and other < indices[thread]):
                    values[thread] = value
                    indices[thread] = other
            cuda.syncthreads()
            width //= 2
        if thread == 0:
            out[out_at + position(row, kept_shape, out_strides)] = indices[0]

    return kernel


def arg_reduce(name: str, out: Strided, x: Strided, dim: int) -> None:
    """See Backend.arg_reduce."""
    rows = math.prod(out.layout.shape)
    count, step = x.layout.shape[dim], x.layout.strides[dim]
    shape, out_strides, x_strides = merged(
        without(out.layout.shape, dim), without(out.layout.strides, dim), without(x.layout.strides, dim)
    )
    if rows:
        kernel = arg_kernel(name, x.storage.dtype.numpy)
        launch(kernel, rows, threads_for(count), array_of(out), array_of(x), out.layout.offset, out_strides,
               x.layout.offset, x_strides, shape, step, count)  # fmt: skip


def without(numbers: tuple[int, ...], dim: int) -> tuple[int, ...]:
    """Return the numbers of all axes but one."""
    return (*numbers[:dim], *numbers[dim + 1 :])
