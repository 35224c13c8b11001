"""Attention without its matrix of weights (Dao et al., FlashAttention, 2022).

A block of 16 x 16 threads takes 16 queries of one head and goes along the keys in tiles of 16. Thread (down, across)
computes one weight of a tile of 16 x 16, in shared memory, and then the elements across, across + 16, ... of the result
of row `down`, in registers. The largest score of a row so far may grow with every tile; what has been added up is then
scaled down to it. All that is kept for the way back is, for each query, the logarithm of the sum of its exponentials.

No race: a barrier stands between the writing of a tile and its use, and between its use and the next writing; each
element of a result is written by one thread.
"""

import math
from functools import cache
from typing import Any

import numpy as np

from minitorch_ref.backends.interface import Kernel
from minitorch_ref.backends.numba_cuda.api import cuda
from minitorch_ref.backends.numba_cuda.combine import combination
from minitorch_ref.backends.numba_cuda.launch import launch
from minitorch_ref.backends.numba_cuda.layouts import merged, position
from minitorch_ref.backends.numba_cuda.operands import are_floats, array_of
from minitorch_ref.storage import Strided

__all__ = [
    "SQUARE",
    "TILE",
    "add_rows",
    "attention",
    "attention_kernel",
    "chooser",
    "fetch",
    "launch_tiles",
    "numbers_of",
    "padded",
    "product",
    "store",
]

TILE = 16
SQUARE = (TILE, TILE + 1)
"""A tile of weights; one more column, here and in all tiles, puts the rows of a column in different banks."""

SHARED_BYTES = 48 * 1024
HALF_OF_LAUNCH = 65535
"""Tiles of one head, at most: the limit of the second axis of a grid."""


@cuda.jit(device=True)
def fetch(tile, source, begin, row_step, step, first, rows, columns, width):
    """Bring 16 rows to shared memory, and zeros behind the last row and the last column; threads (16, 16)."""
    across, down = cuda.threadIdx.x, cuda.threadIdx.y
    for column in range(across, width, TILE):
        if first + down < rows and column < columns:
            tile[down, column] = source[begin + (first + down) * row_step + column * step]
        else:
            tile[down, column] = 0


@cuda.jit(device=True)
def product(start, x, row, y, other, columns):
    """Return the product of a row of one tile with a row of another."""
    total = start
    for column in range(columns):
        total += x[row, column] * y[other, column]
    return total


@cuda.jit(device=True)
def add_rows(totals, each, weights, rows):
    """totals[i] += sum over j of weights[down, j] * rows[j, across + 16 i]."""
    across, down = cuda.threadIdx.x, cuda.threadIdx.y
    for j in range(TILE):
        weight = weights[down, j]
        for i in range(each):
            totals[i] += weight * rows[j, across + i * TILE]


@cuda.jit(device=True)
def store(out, totals, each, begin, row, rows, columns, factor):
    """out[row, across + 16 i] = totals[i] * factor."""
    for i in range(each):
        column = cuda.threadIdx.x + i * TILE
        if row < rows and column < columns:
            out[begin + row * columns + column] = totals[i] * factor


@cache
def attention_kernel(dtype: np.dtype[Any], features: int, width: int) -> Any:
    """Return the kernel for queries and keys of `features` elements, values of `width`."""
    kind, larger, wide, broad = dtype.type, combination("amax"), padded(features), padded(width)
    each, nothing, lowest = broad // TILE, kind(0), kind(-math.inf)
    rows_of_keys, rows_of_values = (TILE, wide + 1), (TILE, broad + 1)

    @cuda.jit
    def kernel(out, logs, query, key, value, shape, query_at, query_heads, query_row, query_step, key_at, key_heads,
               key_row, key_step, value_at, value_heads, value_row, value_step, length, source, scale,
               causal):  # fmt: skip
        """Out = softmax(query @ key^T * scale) @ value; the grid is (heads, tiles of queries)."""
        queries = cuda.shared.array(rows_of_keys, kind)
        keys = cuda.shared.array(rows_of_keys, kind)
        values = cuda.shared.array(rows_of_values, kind)
        scores = cuda.shared.array(SQUARE, kind)
        weights = cuda.shared.array(SQUARE, kind)
        totals = cuda.local.array(each, kind)
        across, down, head = cuda.threadIdx.x, cuda.threadIdx.y, cuda.blockIdx.x
        first = cuda.blockIdx.y * TILE
        row = first + down
        from_keys, from_values = (
            key_at + position(head, shape, key_heads),
            value_at + position(head, shape, value_heads),
        )
        fetch(queries, query, query_at + position(head, shape, query_heads), query_row, query_step, first, length,
              features, wide)  # fmt: skip
        for i in range(each):
            totals[i] = nothing
        top, total = lowest, nothing
        for begin in range(0, min(source, first + TILE) if causal else source, TILE):
            fetch(keys, key, from_keys, key_row, key_step, begin, source, features, wide)
            fetch(values, value, from_values, value_row, value_step, begin, source, width, broad)
            cuda.syncthreads()
            score, column = lowest, begin + across
            if column < source and (not causal or column <= row):
                score = product(nothing, queries, down, keys, across, features) * scale
            scores[down, across] = score
            cuda.syncthreads()
            before = top
            for j in range(TILE):
                top = larger(top, scores[down, j])
            shift = nothing if top == lowest else top
            weights[down, across] = math.exp(score - shift)
            cuda.syncthreads()
            shrink = math.exp(before - shift)
            total *= shrink
            for i in range(each):
                totals[i] *= shrink
            for j in range(TILE):
                total += weights[down, j]
            add_rows(totals, each, weights, values)
            cuda.syncthreads()
        store(out, totals, each, head * length * width, row, length, width, kind(1) / total)
        if row < length and across == 0:
            logs[head * length + row] = top + math.log(total)

    return kernel


def padded(size: int) -> int:
    """Return the next multiple of the side of a tile."""
    return -(-size // TILE) * TILE


def numbers_of(query: Strided, key: Strided, value: Strided, scale: float, causal: bool) -> tuple[Any, ...]:
    """Return the arrays of the inputs, the axes of the heads, how each input lies, lengths, scale and mask."""
    inputs = (query, key, value)
    front = query.layout.shape[:-2]
    shape, *heads = merged(front, *[x.layout.strides[:-2] for x in inputs])
    places = [
        part
        for x, steps in zip(inputs, heads, strict=True)
        for part in (x.layout.offset, steps, *x.layout.strides[-2:])
    ]
    lengths = query.layout.shape[-2], key.layout.shape[-2]
    number = query.storage.dtype.numpy.type
    return *map(array_of, inputs), shape, *places, *lengths, number(scale), bool(causal)


def launch_tiles(kernel: Any, rows: Strided, *arguments: Any) -> None:
    """Launch a block for 16 rows of each head."""
    *front, length, _ = rows.layout.shape
    launch(kernel, (math.prod(front), -(-length // TILE)), (TILE, TILE), *arguments)


def attention(
    out: Strided, logs: Strided, query: Strided, key: Strided, value: Strided, scale: float, causal: bool
) -> None:
    """See "attention" in `kernel_names`."""
    kernel = attention_kernel(out.storage.dtype.numpy, query.layout.shape[-1], value.layout.shape[-1])
    launch_tiles(kernel, query, array_of(out), array_of(logs), *numbers_of(query, key, value, scale, causal))


def chooser(kernel: Kernel) -> Any:
    """Return what decides whether the kernel is for these operands: floats, none empty, tiles that fit."""

    def choose(*operands: Strided) -> Kernel | None:
        query, key, value = operands[-3:]
        if not are_floats(*operands) or 0 in query.layout.shape + key.layout.shape + value.layout.shape:
            return None
        elements = sum(2 * TILE * (padded(x.layout.shape[-1]) + 1) for x in (query, value)) + 2 * TILE * (TILE + 1)
        tiles = max(query.layout.shape[-2], key.layout.shape[-2]) // TILE
        fits = elements * query.storage.dtype.numpy.itemsize <= SHARED_BYTES and tiles < HALF_OF_LAUNCH
        return kernel if fits else None

    return choose
