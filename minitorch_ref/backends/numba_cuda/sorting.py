"""Sorting: the indices that put lines in order, by a bitonic network (Batcher, "Sorting networks", 1968).

A line of n elements is filled up to a power of two; places beyond n come last. The network compares fixed pairs of
places, the same for all inputs, so it suits threads that act together: in the step (size, distance), place i is
compared with place i ^ distance, and the pair is put in ascending order where the bit `size` of i is 0, else in
descending order.
Comparing (element, index) makes all pairs different, so equal elements keep their order.

Each thread owns one pair in each step, so no two write to one place. Between steps, a line of up to 512 places is held
by one block, which waits at a barrier; longer lines are sorted by one launch per step.
"""

import math
from functools import cache
from typing import Any

from minitorch_ref import dtypes
from minitorch_ref.backends.numba_cuda.api import cuda
from minitorch_ref.backends.numba_cuda.extremes import without
from minitorch_ref.backends.numba_cuda.launch import MAX_THREADS, launch, launch_flat, power_of_two
from minitorch_ref.backends.numba_cuda.layouts import merged, position
from minitorch_ref.backends.numba_cuda.operands import array_of, room
from minitorch_ref.backends.numba_cuda.pointwise import copy
from minitorch_ref.shapes import Layout
from minitorch_ref.storage import Strided

__all__ = ["arg_sort", "sort_line_kernel", "sort_step_kernel", "start_kernel"]


@cuda.jit(device=True)
def comes_before(x: Any, i: Any, y: Any, j: Any, descending: Any) -> Any:
    """Say whether element x at index i stands before y at j: NaN is the largest, the index decides between equals."""
    if x != x or y != y:
        if x != x and y != y:
            return i < j
        return (x != x) == descending
    if x == y:
        return i < j
    return (x > y) == descending


@cuda.jit(device=True)
def compare_exchange(order: Any, x: Any, begin: Any, step: Any, count: Any, descending: Any, line: Any, low: Any,
                     distance: Any, size: Any) -> None:  # fmt: skip
    """Put the pair of places low and low + distance of one line in the order that the network wants there."""
    first, second = line + low, line + low + distance
    i, j = order[first], order[second]
    if i >= count or j >= count:
        right = i < j
    else:
        right = comes_before(x[begin + i * step], i, x[begin + j * step], j, descending)
    if right != (low & size == 0):
        order[first] = j
        order[second] = i


@cuda.jit(device=True)
def lower_place(pair: Any, distance: Any) -> Any:
    """Return the lower place of a pair: its number with a 0 put in at the bit `distance`."""
    return pair // distance * distance * 2 + pair % distance


@cuda.jit
def start_kernel(order: Any, padded: int, total: int) -> None:
    """order[line, i] = i."""
    for i in range(cuda.grid(1), total, cuda.gridsize(1)):
        order[i] = i % padded


@cuda.jit
def sort_line_kernel(order, x, x_at, shape, strides, step, count, padded, descending):
    """Sort one line of at most 512 places by one block."""
    line = cuda.blockIdx.x * padded
    begin = x_at + position(cuda.blockIdx.x, shape, strides)
    size = 2
    while size <= padded:
        distance = size // 2
        while distance > 0:
            if cuda.threadIdx.x < padded // 2:
                low = lower_place(cuda.threadIdx.x, distance)
                compare_exchange(order, x, begin, step, count, descending, line, low, distance, size)
            cuda.syncthreads()
            distance //= 2
        size *= 2


@cuda.jit
def sort_step_kernel(order, x, x_at, shape, strides, step, count, padded, descending, distance, size, pairs):
    """Do one step of the network for every line."""
    half = padded // 2
    for pair in range(cuda.grid(1), pairs, cuda.gridsize(1)):
        begin = x_at + position(pair // half, shape, strides)
        low = lower_place(pair % half, distance)
        compare_exchange(order, x, begin, step, count, descending, pair // half * padded, low, distance, size)


@cache
def network(padded: int) -> list[tuple[int, int]]:
    """Return the steps (distance, size) that sort so many places."""
    sizes = [2**i for i in range(1, padded.bit_length())]
    return [(2**j, size) for size in sizes for j in range(size.bit_length() - 2, -1, -1)]


def arg_sort(out: Strided, x: Strided, dim: int, descending: bool) -> None:
    """See Backend.arg_sort."""
    count = x.layout.shape[dim]
    lines = math.prod(without(x.layout.shape, dim))
    if not count or not lines:
        return
    shape, strides = merged(without(x.layout.shape, dim), without(x.layout.strides, dim))
    padded = max(power_of_two(count), 2)
    order = room((lines, padded), dtypes.int64, x)
    launch_flat(start_kernel, lines * padded, array_of(order), padded, lines * padded)
    line = (array_of(order), array_of(x), x.layout.offset, shape, strides, x.layout.strides[dim], count, padded)
    if padded // 2 <= MAX_THREADS:
        launch(sort_line_kernel, lines, max(padded // 2, 32), *line, descending)
    else:
        for distance, size in network(padded):
            pairs = lines * padded // 2
            launch_flat(sort_step_kernel, pairs, *line, descending, distance, size, pairs)
    copy(out, sorted_part(order, x.layout.shape, dim, padded))


def sorted_part(order: Strided, shape: tuple[int, ...], dim: int, padded: int) -> Strided:
    """Return the order of all lines, (lines, padded), under the shape of the tensor."""
    strides, step = [0] * len(shape), padded
    for axis in reversed(range(len(shape))):
        if axis == dim:
            strides[axis] = 1
        else:
            strides[axis], step = step, step * shape[axis]
    return Strided(order.storage, Layout(shape, tuple(strides)))
