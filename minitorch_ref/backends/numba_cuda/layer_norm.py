"""Layer normalization of rows, and its gradients.

A block takes a row: its threads sum every (number of threads)-th element, then combine their sums in shared memory (see
`softmax.over_block`): the mean, then the variance around it, then each thread writes elements of its own.

The gradients of weight and bias are sums over all rows. A block of 32 x 8 threads takes 32 neighbouring columns of some
of the rows (`parts` of them) and writes their sums; a second launch adds the parts up, always in the same order, one
thread for each column. No two threads write to one place, and barriers stand between the writing and the reading of
shared memory: there is no race.
"""

import math
from functools import cache
from typing import Any

import numpy as np

from minitorch_ref.backends.interface import Kernel
from minitorch_ref.backends.numba_cuda.api import cuda
from minitorch_ref.backends.numba_cuda.launch import MAX_THREADS, launch, launch_flat, threads_for
from minitorch_ref.backends.numba_cuda.operands import are_floats, array_of, contiguous, is_contiguous, room, vector_of
from minitorch_ref.backends.numba_cuda.softmax import over_block
from minitorch_ref.storage import Strided

__all__ = [
    "CHOICES",
    "add_parts_kernel",
    "layer_norm_backward_kernel",
    "layer_norm_kernel",
    "layer_norm_parameters_kernel",
]

COLUMNS, ROWS = 32, 8
TILE = (ROWS, COLUMNS)
MOST_PARTS = 64


@cache
def layer_norm_kernel(dtype: np.dtype[Any]) -> Any:
    """Return the kernel for one row per block."""
    kind, sum_of_block = dtype.type, over_block("sum")

    @cuda.jit
    def kernel(out, mean, rstd, x, weight, weight_at, weight_step, bias, bias_at, bias_step, x_at, columns, eps):
        """Out = (x - mean) * rstd * weight + bias."""
        scratch = cuda.shared.array(MAX_THREADS, kind)
        thread, threads, row = cuda.threadIdx.x, cuda.blockDim.x, cuda.blockIdx.x
        begin, total = x_at + row * columns, kind(0)
        for i in range(thread, columns, threads):
            total += x[begin + i]
        centre = sum_of_block(scratch, total) / kind(columns)
        total = kind(0)
        for i in range(thread, columns, threads):
            distance = x[begin + i] - centre
            total += distance * distance
        scale = kind(1) / math.sqrt(sum_of_block(scratch, total) / kind(columns) + eps)
        for i in range(thread, columns, threads):
            standard = (x[begin + i] - centre) * scale
            out[row * columns + i] = standard * weight[weight_at + i * weight_step] + bias[bias_at + i * bias_step]
        if thread == 0:
            mean[row] = centre
            rstd[row] = scale

    return kernel


@cache
def layer_norm_backward_kernel(dtype: np.dtype[Any]) -> Any:
    """Return the kernel of the gradient of the input, one row per block."""
    kind, sum_of_block = dtype.type, over_block("sum")

    @cuda.jit
    def kernel(grad_x, grad_out, x, mean, rstd, weight, weight_at, weight_step, grad_out_at, x_at, columns):
        """grad_x = rstd * (h - mean of h - standard * mean of h * standard), h = grad_out * weight."""
        scratch = cuda.shared.array(MAX_THREADS, kind)
        thread, threads, row = cuda.threadIdx.x, cuda.blockDim.x, cuda.blockIdx.x
        begin, given, centre, scale = x_at + row * columns, grad_out_at + row * columns, mean[row], rstd[row]
        first, second = kind(0), kind(0)
        for i in range(thread, columns, threads):
            h = grad_out[given + i] * weight[weight_at + i * weight_step]
            first += h
            second += h * ((x[begin + i] - centre) * scale)
        first = sum_of_block(scratch, first) / kind(columns)
        second = sum_of_block(scratch, second) / kind(columns)
        for i in range(thread, columns, threads):
            h = grad_out[given + i] * weight[weight_at + i * weight_step]
            grad_x[row * columns + i] = scale * (h - first - (x[begin + i] - centre) * scale * second)

    return kernel


@cache
def layer_norm_parameters_kernel(dtype: np.dtype[Any]) -> Any:
    """Return the kernel of the sums over some rows; the block is (32, 8), the grid (columns / 32, parts)."""
    kind = dtype.type

    @cuda.jit
    def kernel(sums, grad_out, x, mean, rstd, grad_out_at, x_at, rows, columns):
        """sums[0, part, column] = sum of grad_out * standard, sums[1, part, column] = sum of grad_out."""
        of_weight = cuda.shared.array(TILE, kind)
        of_bias = cuda.shared.array(TILE, kind)
        across, down = cuda.threadIdx.x, cuda.threadIdx.y
        part, parts = cuda.blockIdx.y, cuda.gridDim.y
        column, first, second = cuda.blockIdx.x * COLUMNS + across, kind(0), kind(0)
        if column < columns:
            for row in range(part * ROWS + down, rows, parts * ROWS):
                grad = grad_out[grad_out_at + row * columns + column]
                first += grad * ((x[x_at + row * columns + column] - mean[row]) * rstd[row])
                second += grad
        of_weight[down, across] = first
        of_bias[down, across] = second
        cuda.syncthreads()
        if down == 0 and column < columns:
            for other in range(1, ROWS):
                first += of_weight[other, across]
                second += of_bias[other, across]
            sums[part * columns + column] = first
            sums[(parts + part) * columns + column] = second

    return kernel


@cuda.jit
def add_parts_kernel(grad_weight, grad_bias, sums, parts, columns):
    """Add up the parts of both sums; a thread for each column."""
    for column in range(cuda.grid(1), columns, cuda.gridsize(1)):
        first, second = sums[column], sums[parts * columns + column]
        for part in range(1, parts):
            first += sums[part * columns + column]
            second += sums[(parts + part) * columns + column]
        grad_weight[column] = first
        grad_bias[column] = second


def layer_norm(
    out: Strided, mean: Strided, rstd: Strided, x: Strided, weight: Strided | None, bias: Strided | None, eps: float
) -> None:
    """See "layer_norm" in `kernel_names`."""
    dtype, x = x.storage.dtype.numpy, contiguous(x)
    rows, columns = math.prod(mean.layout.shape), math.prod(x.layout.shape) // math.prod(mean.layout.shape)
    parameters = *vector_of(weight, 1, dtype), *vector_of(bias, 0, dtype)
    launch(layer_norm_kernel(dtype), rows, threads_for(columns), *map(array_of, (out, mean, rstd, x)), *parameters,
           x.layout.offset, columns, dtype.type(eps))  # fmt: skip


def layer_norm_backward(
    grad_x: Strided, grad_weight: Strided, grad_bias: Strided,
    grad_out: Strided, x: Strided, mean: Strided, rstd: Strided, weight: Strided | None,
) -> None:  # fmt: skip
    """See "layer_norm_backward" in `kernel_names`."""
    dtype, x, grad_out = x.storage.dtype.numpy, contiguous(x), contiguous(grad_out)
    rows, columns = math.prod(mean.layout.shape), math.prod(x.layout.shape) // math.prod(mean.layout.shape)
    inputs, places = [*map(array_of, (grad_out, x, mean, rstd))], (grad_out.layout.offset, x.layout.offset)
    launch(layer_norm_backward_kernel(dtype), rows, threads_for(columns), array_of(grad_x), *inputs,
           *vector_of(weight, 1, dtype), *places, columns)  # fmt: skip
    parts = min(-(-rows // ROWS), MOST_PARTS)
    sums = room((2, parts, columns), grad_x.storage.dtype, grad_x)
    launch(layer_norm_parameters_kernel(dtype), (-(-columns // COLUMNS), parts), (COLUMNS, ROWS), array_of(sums),
           *inputs, *places, rows, columns)  # fmt: skip
    launch_flat(add_parts_kernel, columns, array_of(grad_weight), array_of(grad_bias), array_of(sums), parts, columns)


def choose_forward(x: Strided, *parameters: Strided) -> Kernel | None:
    """Return the kernel for floating-point rows that are not empty, and parameters without gaps."""
    taken = are_floats(x, *parameters) and 0 not in x.layout.shape and all(map(is_contiguous, parameters))
    return layer_norm if taken else None


def choose_backward(grad_out: Strided, x: Strided, mean: Strided, rstd: Strided, *weight: Strided) -> Kernel | None:
    """Return the kernel for floating-point rows that are not empty, and statistics and a weight without gaps."""
    taken = are_floats(grad_out, x, mean, rstd, *weight) and 0 not in x.layout.shape
    return layer_norm_backward if taken and all(map(is_contiguous, (mean, rstd, *weight))) else None


CHOICES: dict[str, Any] = {"layer_norm": choose_forward, "layer_norm_backward": choose_backward}
