"""Reductions along any axes: sums, products, extremes, all and any.

The elements that become one number are shared by the threads of a block, or of several blocks (`parts`) where there are
few results and many elements. Each thread combines every (number of threads)-th of them in a register, four at a time:
it asks memory for all four before it waits for the first. Then the threads combine their numbers in shared memory,
halving how many are left with each step; thread 0 writes the result of the block. If there were several parts, a second
launch of the same kernel combines them.

Two kernels differ in which elements neighbouring threads read, which should be neighbours in memory:
`row_kernel` where the reduced axis lies without gaps, `column_kernel` where the kept axis does.

There is no race: a thread writes its own place of shared memory, a barrier stands between that and every reading of it
by others, and each result is written by one thread.
"""

import math
from functools import cache
from typing import Any

import numpy as np

from minitorch_ref.backends.numba_cuda.api import cuda
from minitorch_ref.backends.numba_cuda.combine import combination, initial, loader
from minitorch_ref.backends.numba_cuda.launch import MAX_THREADS, launch, threads_for
from minitorch_ref.backends.numba_cuda.layouts import position, split
from minitorch_ref.backends.numba_cuda.operands import array_of, is_contiguous, room
from minitorch_ref.backends.numba_cuda.pointwise import copy
from minitorch_ref.dtypes import from_numpy_dtype
from minitorch_ref.shapes import Layout
from minitorch_ref.storage import Strided

__all__ = ["ENOUGH_BLOCKS", "column_kernel", "number_of_parts", "reduce", "row_kernel"]

COLUMNS, ROWS = 32, 8
ENOUGH_BLOCKS = 1024


@cuda.jit(device=True)
def fours(first: Any, step: Any, count: Any) -> Any:
    """Return how far from `first` on a thread comes in groups of four steps that end before `count`."""
    groups = (count - first + step - 1) // step // 4
    return groups * 4 * step if count > first else 0


@cache
def row_kernel(name: str, dtype: np.dtype[Any], result: np.dtype[Any]) -> Any:
    """Return the kernel for one row of elements per block; the block is (threads,), the grid (results, parts)."""
    combine, load, kind = combination(name), loader(name, dtype), type(initial(name, dtype))
    del result  # a kernel of its own for each type it writes, so that the table of kernels names them

    @cuda.jit
    def kernel(out, x, x_at, kept_shape, kept_strides, shape, strides, count, start):
        """out[result * parts + part] = the combination of every element of this part of a row."""
        scratch = cuda.shared.array(MAX_THREADS, kind)
        thread, threads = cuda.threadIdx.x, cuda.blockDim.x
        part, parts = cuda.blockIdx.y, cuda.gridDim.y
        begin = x_at + position(cuda.blockIdx.x, kept_shape, kept_strides)
        total, step = start, parts * threads
        first = part * threads + thread
        for i in range(first, count - 3 * step, 4 * step):
            a = load(x[begin + position(i, shape, strides)])
            b = load(x[begin + position(i + step, shape, strides)])
            c = load(x[begin + position(i + 2 * step, shape, strides)])
            d = load(x[begin + position(i + 3 * step, shape, strides)])
            total = combine(total, combine(combine(a, b), combine(c, d)))
        for i in range(first + fours(first, step, count), count, step):
            total = combine(total, load(x[begin + position(i, shape, strides)]))
        scratch[thread] = total
        cuda.syncthreads()
        width = threads // 2
        while width > 0:
            if thread < width:
                scratch[thread] = combine(scratch[thread], scratch[thread + width])
            cuda.syncthreads()
            width //= 2
        if thread == 0:
            out[cuda.blockIdx.x * parts + part] = scratch[0]

    return kernel


@cache
def column_kernel(name: str, dtype: np.dtype[Any], result: np.dtype[Any]) -> Any:
    """Return the kernel for 32 neighbouring columns per block; the block is (32, 8), the grid (columns / 32, parts)."""
    combine, load, kind = combination(name), loader(name, dtype), type(initial(name, dtype))
    del result

    @cuda.jit
    def kernel(out, x, x_at, kept_shape, kept_strides, columns, shape, strides, count, start):
        """out[column * parts + part] = the combination of every element of this part of a column."""
        scratch = cuda.shared.array((ROWS, COLUMNS), kind)
        across, down = cuda.threadIdx.x, cuda.threadIdx.y
        part, parts = cuda.blockIdx.y, cuda.gridDim.y
        column = cuda.blockIdx.x * COLUMNS + across
        total = start
        if column < columns:
            begin = x_at + position(column, kept_shape, kept_strides)
            first, step = part * ROWS + down, parts * ROWS
            for i in range(first, count - 3 * step, 4 * step):
                a = load(x[begin + position(i, shape, strides)])
                b = load(x[begin + position(i + step, shape, strides)])
                c = load(x[begin + position(i + 2 * step, shape, strides)])
                d = load(x[begin + position(i + 3 * step, shape, strides)])
                total = combine(total, combine(combine(a, b), combine(c, d)))
            for i in range(first + fours(first, step, count), count, step):
                total = combine(total, load(x[begin + position(i, shape, strides)]))
        scratch[down, across] = total
        cuda.syncthreads()
        width = ROWS // 2
        while width > 0:
            if down < width:
                scratch[down, across] = combine(scratch[down, across], scratch[down + width, across])
            cuda.syncthreads()
            width //= 2
        if down == 0 and column < columns:
            out[column * parts + part] = scratch[0, across]

    return kernel


def reduce(name: str, out: Strided, x: Strided, dims: tuple[int, ...]) -> None:
    """See Backend.reduce."""
    results = math.prod(out.layout.shape)
    if not results:
        return
    target = out if is_contiguous(out) and not out.layout.offset else room(out.layout.shape, out.storage.dtype, out)
    kept_shape, kept_strides, shape, strides = split(x.layout.shape, x.layout.strides, dims)
    count = math.prod(x.layout.shape[dim] for dim in dims)
    dtype = x.storage.dtype.numpy
    by_column = results >= COLUMNS and kept_strides[-1] == 1 != strides[-1]
    parts = number_of_parts(results // COLUMNS if by_column else results, count, ROWS if by_column else MAX_THREADS)
    start = initial(name, dtype)
    partial = target if parts == 1 else room((results, parts), from_numpy_dtype(np.dtype(type(start))), x)
    written = partial.storage.dtype.numpy
    layout = (x.layout.offset, kept_shape, kept_strides)
    if by_column:
        grid = (-(-results // COLUMNS), parts)
        launch(column_kernel(name, dtype, written), grid, (COLUMNS, ROWS), array_of(partial), array_of(x), *layout,
               results, shape, strides, count, start)  # fmt: skip
    else:
        launch(row_kernel(name, dtype, written), (results, parts), threads_for(count), array_of(partial), array_of(x),
               *layout, shape, strides, count, start)  # fmt: skip
    if parts > 1:
        reduce(name, target_of(target, results), partial, (1,))
    if target is not out:
        copy(out, target)


def number_of_parts(blocks: int, count: int, threads: int) -> int:
    """Return in how many parts each result is computed: more than one only where few blocks have much to do."""
    if count <= 8 * threads or blocks >= ENOUGH_BLOCKS:
        return 1
    return max(min(count // (8 * threads), ENOUGH_BLOCKS // max(blocks, 1)), 1)


def target_of(target: Strided, results: int) -> Strided:
    """Return the result under the shape that the second launch gives it."""
    return Strided(target.storage, Layout((results, 1), (1, 1)))
