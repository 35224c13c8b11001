"""Matrix products: out[b] = x[b] @ y[b] for every b of a batch, (n, k) and (k, m) to (n, m).

`tiled_kernel`: a block of 16 x 16 threads computes a tile of 16 x 16 elements, one each. It goes along k in pieces of
16: each thread brings one element of x and one of y to shared memory, and after a barrier every thread reads a row of
the one tile and a column of the other: each element is read from global memory once per block instead of 16 times.

`blocked_kernel`: a block of 16 x 16 threads computes a tile of 128 x 128 elements (64 x 64 with 8 x 8 threads), each
thread 8 x 8 of them in registers. It brings pieces of 16 along k to shared memory; in each step along k a thread reads
8 numbers of each and makes 64 products of them, so it computes four times as much per number read from shared memory as
`tiled_kernel` does.

No race: a barrier stands between the writing of a piece and its use, another before the next piece is written, and each
element of the result is written by one thread.
"""

import math
from functools import cache
from typing import Any

import numpy as np

from minitorch_ref.backends.numba_cuda.api import cuda
from minitorch_ref.backends.numba_cuda.launch import launch
from minitorch_ref.backends.numba_cuda.layouts import merged, position
from minitorch_ref.backends.numba_cuda.operands import array_of, broadcast_strides
from minitorch_ref.shapes import Layout
from minitorch_ref.storage import Strided

__all__ = ["blocked_kernel", "matmul", "tiled_kernel"]

TILE = 16
EACH = 8
DEEP = 16
PADDING = 2
"""Unused columns of a tile, which put what neighbouring threads write in different banks of shared memory."""

MANY = 65535
"""Matrices of a batch that blocks of their own compute, at most: the limit of the third axis of a grid."""


@cache
def tiled_kernel(dtype: np.dtype[Any]) -> Any:
    """Return the kernel that computes one element per thread."""
    kind = dtype.type if dtype.kind == "f" else np.int64

    @cuda.jit
    def kernel(out, x, y, n, m, k, batch, shape, out_at, out_batch, out_row, out_column,
               x_at, x_batch, x_row, x_column, y_at, y_batch, y_row, y_column):  # fmt: skip
        """out[b, i, j] = sum over l of x[b, i, l] * y[b, l, j]."""
        x_tile = cuda.shared.array((TILE, TILE), kind)
        y_tile = cuda.shared.array((TILE, TILE), kind)
        across, down = cuda.threadIdx.x, cuda.threadIdx.y
        row, column = cuda.blockIdx.y * TILE + down, cuda.blockIdx.x * TILE + across
        for b in range(cuda.blockIdx.z, batch, cuda.gridDim.z):
            x_begin = x_at + position(b, shape, x_batch)
            y_begin = y_at + position(b, shape, y_batch)
            total = kind(0)
            for piece in range(0, k, TILE):
                if row < n and piece + across < k:
                    x_tile[down, across] = x[x_begin + row * x_row + (piece + across) * x_column]
                else:
                    x_tile[down, across] = kind(0)
                if piece + down < k and column < m:
                    y_tile[down, across] = y[y_begin + (piece + down) * y_row + column * y_column]
                else:
                    y_tile[down, across] = kind(0)
                cuda.syncthreads()
                for step in range(min(TILE, k - piece)):
                    total += x_tile[down, step] * y_tile[step, across]
                cuda.syncthreads()
            if row < n and column < m:
                out[out_at + position(b, shape, out_batch) + row * out_row + column * out_column] = total

    return kernel


@cuda.jit(device=True)
def fetch(tile, source, begin, step, deep_step, first, size, piece, depth, side, thread, threads):
    """Bring a piece to shared memory: tile[d, i] = element first + i along the side, piece + d along k; 0 outside.

    Neighbouring threads read neighbours in memory: along k where that has no gaps, else along the side.
    """
    for number in range(thread, side * DEEP, threads):
        if deep_step == 1:
            i, deep = number // DEEP, number % DEEP
        else:
            i, deep = number % side, number // side
        if first + i < size and piece + deep < depth:
            tile[deep, i] = source[begin + (first + i) * step + (piece + deep) * deep_step]
        else:
            tile[deep, i] = 0


@cuda.jit(device=True)
def multiply(totals, x_tile, y_tile, from_x, from_y, down, across, across_block):
    """Add the products of one piece to the 8 x 8 totals of a thread."""
    for step in range(DEEP):
        for i in range(EACH):
            from_x[i] = x_tile[step, down * EACH + i]
            from_y[i] = y_tile[step, across + i * across_block]
        for i in range(EACH):
            for j in range(EACH):
                totals[i, j] += from_x[i] * from_y[j]


@cache
def blocked_kernel(dtype: np.dtype[Any], side: int) -> Any:
    """Return the kernel that computes 8 x 8 elements per thread, in tiles of `side` x `side`, 64 or 128."""
    kind = dtype.type
    across_block, tile_shape = side // EACH, (DEEP, side + PADDING)

    @cuda.jit
    def kernel(out, x, y, n, m, k, batch, shape, out_at, out_batch, out_row, out_column,
               x_at, x_batch, x_row, x_column, y_at, y_batch, y_row, y_column):  # fmt: skip
        """out[b, i, j] = sum over l of x[b, i, l] * y[b, l, j]."""
        x_tile = cuda.shared.array(tile_shape, kind)
        y_tile = cuda.shared.array(tile_shape, kind)
        totals = cuda.local.array((EACH, EACH), kind)
        from_x = cuda.local.array(EACH, kind)
        from_y = cuda.local.array(EACH, kind)
        thread, threads = cuda.threadIdx.x, cuda.blockDim.x
        across, down = thread % across_block, thread // across_block
        first_row, first_column = cuda.blockIdx.y * side, cuda.blockIdx.x * side
        for b in range(cuda.blockIdx.z, batch, cuda.gridDim.z):
            x_begin, y_begin = x_at + position(b, shape, x_batch), y_at + position(b, shape, y_batch)
            for i in range(EACH):
                for j in range(EACH):
                    totals[i, j] = 0
            for piece in range(0, k, DEEP):
                fetch(x_tile, x, x_begin, x_row, x_column, first_row, n, piece, k, side, thread, threads)
                fetch(y_tile, y, y_begin, y_column, y_row, first_column, m, piece, k, side, thread, threads)
                cuda.syncthreads()
                multiply(totals, x_tile, y_tile, from_x, from_y, down, across, across_block)
                cuda.syncthreads()
            begin = out_at + position(b, shape, out_batch)
            for i in range(EACH):
                for j in range(EACH):
                    row, column = first_row + down * EACH + i, first_column + across + j * across_block
                    if row < n and column < m:
                        out[begin + row * out_row + column * out_column] = totals[i, j]

    return kernel


def matmul(out: Strided, x: Strided, y: Strided) -> None:
    """See Backend.matmul."""
    (*front, n, m), k = out.layout.shape, x.layout.shape[-1]
    batch = math.prod(front)
    if not n * m * batch:
        return
    shape, *batches = merged(front, *[broadcast_strides(front_of(t), tuple(front)) for t in (out, x, y)])
    layouts = [
        part
        for t, steps in zip((out, x, y), batches, strict=True)
        for part in (t.layout.offset, steps, *t.layout.strides[-2:])
    ]
    dtype = x.storage.dtype.numpy
    side = side_of_tile(n, m, k, batch) if dtype.kind == "f" else TILE
    grid = (-(-m // side), -(-n // side), min(batch, MANY))
    block = (TILE, TILE) if side == TILE else ((side // EACH) ** 2,)
    kernel = tiled_kernel(dtype) if side == TILE else blocked_kernel(dtype, side)
    launch(kernel, grid, block, array_of(out), array_of(x), array_of(y), n, m, k, batch, shape, *layouts)


def side_of_tile(n: int, m: int, k: int, batch: int) -> int:
    """Return the side of the tiles: large where there are enough of them to give every processor several."""
    if min(n, m) < 64 or k < DEEP:
        return TILE
    return 128 if (n // 128) * (m // 128) * batch >= 128 else 64


def front_of(x: Strided) -> Any:
    """Return the layout of the axes in front of the matrices."""
    return Layout(x.layout.shape[:-2], x.layout.strides[:-2])
