"""Sums and extremes along axes: (outer, size, inner) -> (outer, 1, inner).

- Rows (inner = 1): a thread takes whole rows. A row is summed in blocks of 1024, each with several running sums side by
  side; the sums of the blocks are added in float64.
- One long row: it is cut into rows of 16,384 first, however many threads there are; their results are reduced again.
- Otherwise a thread takes a stripe of columns and walks down the axis, all columns in step. Where there are few
  stripes, a long axis is cut into parts first, however many threads there are; their results are reduced again.

Each result belongs to one row or one column of a part, and is written by the one thread that has it.
"""

import functools
import math
from typing import Any

import numpy as np

from minitorch_ref.backends.numba_cpu.bits import larger, smaller
from minitorch_ref.backends.numba_cpu.extremes import largest_of_row, smallest_of_row
from minitorch_ref.backends.numba_cpu.jit import (
    PARALLEL_FROM,
    Array,
    Kernel,
    Number,
    helper,
    integer,
    prange,
    summing_helper,
)
from minitorch_ref.backends.numba_cpu.operands import is_floating, is_row_major, is_usable, size_of
from minitorch_ref.storage import Strided

__all__ = ["reduce_elements"]

BLOCK = 1024
LONG_ROW = 16_384
STRIPE = 1024
NARROW = 32
"""With fewer columns than this, NumPy walks down the axis faster."""

PARTS = 8
"""Into how many pieces of work few columns are cut, for as many threads."""

SHORTEST = 32
"""Rows of a part at least, so that adding up the parts is little work."""


def reduce_elements(name: str, out: Strided, x: Strided, dims: tuple[int, ...]) -> bool:
    """Combine the elements along the axes `dims`; say whether there is a kernel for these operands."""
    blocks = blocks_of(x.layout.shape, dims) if name in ROWS and is_plain(out, x) else None
    if blocks is None or 1 < blocks[2] < NARROW:
        return False
    outer, size, inner = blocks
    source, start, target = x.storage.data, x.layout.offset, out.storage.data[out.layout.offset :]
    if inner > 1:
        rows = rows_of_part(outer, size, inner)
        partial = target if rows == size else np.empty(outer * -(-size // rows) * inner, source.dtype)
        stripes_kernel(name)[size_of(x)](target, partial, source, start, outer, size, inner, rows)
    elif outer > 1 or size < 2 * LONG_ROW:
        rows_kernel(name)[size_of(x)](target, source, start, outer, size)
    else:
        partial = np.empty(-(-size // LONG_ROW), source.dtype)
        long_row_kernel(name)[size](target, partial, source, start, size)
    return True


@functools.lru_cache(maxsize=1024)
def rows_of_part(outer: int, size: int, inner: int) -> int:
    """Return how many rows of each block a thread walks down."""
    stripes = outer * -(-inner // STRIPE)
    few = stripes < PARTS and size * inner >= PARALLEL_FROM
    return min(size, max(SHORTEST, -(-size * stripes // PARTS))) if few else size


def is_plain(out: Strided, x: Strided) -> bool:
    """Say whether both are row-major and of one floating-point type."""
    fits = is_floating(x) and out.storage.dtype is x.storage.dtype and is_usable(x)
    return fits and is_row_major(x.layout) and is_row_major(out.layout)


@functools.lru_cache(maxsize=1024)
def blocks_of(shape: tuple[int, ...], dims: tuple[int, ...]) -> tuple[int, int, int] | None:
    """Return (outer, size, inner) if the axes `dims` stand side by side, and there are elements."""
    first, end = min(dims, default=0), max(dims, default=-1) + 1
    if not dims or 0 in shape or any(shape[axis] != 1 and axis not in dims for axis in range(first, end)):
        return None
    return math.prod(shape[:first]), math.prod(shape[first:end]), math.prod(shape[end:])


@summing_helper
def sum_of_block(x: Array) -> Number:
    """Return the sum, with several running sums side by side."""
    total = x.dtype.type(0)
    for i in range(x.size):
        total += x[i]
    return total


@helper
def sum_of_row(x: Array) -> Number:
    """Return the sum, block by block."""
    if x.size <= BLOCK:
        return sum_of_block(x)
    total = 0.0
    for first in range(0, x.size, BLOCK):
        total += sum_of_block(x[first : min(x.size, first + BLOCK)])
    return x.dtype.type(total)


ROWS: dict[str, Any] = {"amax": largest_of_row, "amin": smallest_of_row, "sum": sum_of_row}
PAIRS: dict[str, Any] = {"amax": larger, "amin": smaller, "sum": helper(lambda x, y: x + y, "reduce_sum_pair")}


@functools.cache
def rows_kernel(name: str) -> Kernel:
    """Return the kernel that reduces rows."""
    reduce_row = ROWS[name]

    def reduce_rows(out: Array, x: Array, at: int, rows: int, columns: int) -> None:
        for index in prange(rows):
            first = at + integer(index) * columns
            out[integer(index)] = reduce_row(x[first : first + columns])

    return Kernel(reduce_rows, f"reduce.{name}_rows")


@functools.cache
def long_row_kernel(name: str) -> Kernel:
    """Return the kernel that reduces one row, by way of `partial` results of its pieces."""
    reduce_row = ROWS[name]

    def reduce_long_row(out: Array, partial: Array, x: Array, at: int, size: int) -> None:
        for index in prange(partial.size):
            first = integer(index) * LONG_ROW
            partial[integer(index)] = reduce_row(x[at + first : at + min(size, first + LONG_ROW)])
        out[0] = reduce_row(partial)

    return Kernel(reduce_long_row, f"reduce.{name}_long_row")


def walk_helper(name: str) -> Any:
    """Return what combines `size` rows of x, the first of which begins at `first`, into one."""
    pair = PAIRS[name]

    def combine_with(out: Array, x: Array) -> None:
        for i in range(out.size):
            out[i] = pair(out[i], x[i])

    def combine_four_with(out: Array, a: Array, b: Array, c: Array, d: Array) -> None:
        for i in range(out.size):
            out[i] = pair(pair(pair(pair(out[i], a[i]), b[i]), c[i]), d[i])

    combine = helper(combine_with, f"reduce_{name}_combine")
    combine_four = helper(combine_four_with, f"reduce_{name}_combine_four")

    def walk_down(out: Array, x: Array, first: int, size: int, step: int) -> None:
        width = out.size
        out[:] = x[first : first + width]
        fours = 1 + (size - 1) // 4 * 4
        for k in range(1, fours, 4):
            a = first + k * step
            b, c, d = a + step, a + 2 * step, a + 3 * step
            combine_four(out, x[a : a + width], x[b : b + width], x[c : c + width], x[d : d + width])
        for k in range(fours, size):
            combine(out, x[first + k * step : first + k * step + width])

    return helper(walk_down, f"reduce_{name}_walk")


@functools.cache
def stripes_kernel(name: str) -> Kernel:
    """Return the kernel that reduces columns, part by part of `rows` rows; `partial` is `out` if there is one part."""
    walk = walk_helper(name)

    def reduce_stripes(
        out: Array, partial: Array, x: Array, at: int, outer: int, size: int, inner: int, rows: int
    ) -> None:
        stripes, parts = (inner + STRIPE - 1) // STRIPE, (size + rows - 1) // rows
        for item in prange(outer * parts * stripes):
            part, left = integer(item) // stripes, integer(item) % stripes * STRIPE
            top = part % parts * rows
            first = at + (part // parts * size + top) * inner + left
            to = part * inner + left
            walk(partial[to : to + min(STRIPE, inner - left)], x, first, min(rows, size - top), inner)
        if parts > 1:
            for block in range(outer):
                walk(out[block * inner : (block + 1) * inner], partial, block * parts * inner, parts, inner)

    return Kernel(reduce_stripes, f"reduce.{name}_stripes")
