"""The gradients of batch normalization; who works on which elements is said in `batch_norm`.

- Of weight and bias: two sums over each chunk of a channel, added up in shared memory and written by the first thread
  of the channel; a second launch, a thread for each channel, adds up the chunks, always in the same order.
- Of the input, which depends on these sums: a third launch, in which every thread writes the elements that it reads.

There is no race: a place of a result belongs to one thread, and barriers, which all threads of a block reach, stand
between the writing and the reading of shared memory. What one launch writes only later ones read.
"""

import math
from functools import cache
from typing import Any

import numpy as np

from minitorch_ref.backends.interface import Kernel
from minitorch_ref.backends.numba_cuda.api import cuda
from minitorch_ref.backends.numba_cuda.batch_norm import MOST_PARTS, place, share, shares, sum_of_channel
from minitorch_ref.backends.numba_cuda.launch import MAX_THREADS, launch, launch_flat
from minitorch_ref.backends.numba_cuda.layer_norm import add_parts_kernel
from minitorch_ref.backends.numba_cuda.operands import are_floats, array_of, contiguous, is_contiguous, room, vector_of
from minitorch_ref.storage import Strided

__all__ = ["CHOICES", "batch_norm_backward_kernel", "batch_norm_parameters_kernel"]


@cache
def batch_norm_parameters_kernel(dtype: np.dtype[Any]) -> Any:
    """Return the kernel of the sums over each chunk that the gradients of weight and bias consist of."""
    kind = dtype.type

    @cuda.jit
    def kernel(sums, grad_out, x, mean, var, grad_out_at, x_at, channels, size, side, chunk, count, eps):
        """sums[0, part, channel] = sum of grad_out * standard, sums[1, part, channel] = sum of grad_out."""
        scratch = cuda.shared.array(MAX_THREADS, kind)
        part, parts = cuda.blockIdx.y, cuda.gridDim.y
        channel, first, end, step = share(side, channels, chunk, count)
        of_weight, of_bias = kind(0), kind(0)
        if channel < channels:
            centre, scale = mean[channel], kind(1) / math.sqrt(var[channel] + eps)
            for i in range(first, end, step):
                at = place(i, channel, channels, size)
                grad = grad_out[grad_out_at + at]
                of_weight += grad * ((x[x_at + at] - centre) * scale)
                of_bias += grad
        of_weight = sum_of_channel(scratch, of_weight, side)
        of_bias = sum_of_channel(scratch, of_bias, side)
        if cuda.threadIdx.x < side and channel < channels:
            sums[part * channels + channel] = of_weight
            sums[(parts + part) * channels + channel] = of_bias

    return kernel


@cache
def batch_norm_backward_kernel(dtype: np.dtype[Any]) -> Any:
    """Return the kernel of the gradient of the input."""
    kind = dtype.type

    @cuda.jit
    def kernel(grad_x, grad_weight, grad_bias, grad_out, x, mean, var, weight, weight_at, weight_step,
               grad_out_at, x_at, channels, size, side, chunk, count, eps, fixed):  # fmt: skip
        """grad_x = (grad_out - its mean - standard * mean of grad_out * standard) * weight / sqrt(var + eps).

        Both means are the gradients of bias and weight divided by the count, and 0 for fixed statistics.
        """
        channel, first, end, step = share(side, channels, chunk, count)
        if channel < channels:
            centre, scale = mean[channel], kind(1) / math.sqrt(var[channel] + eps)
            shift, slope = kind(0), kind(0)
            if not fixed:
                shift = grad_bias[channel] / kind(count)
                slope = grad_weight[channel] / kind(count) * scale
            scale *= weight[weight_at + channel * weight_step]
            for i in range(first, end, step):
                at = place(i, channel, channels, size)
                grad_x[at] = (grad_out[grad_out_at + at] - shift - (x[x_at + at] - centre) * slope) * scale

    return kernel


def batch_norm_backward(
    grad_x: Strided, grad_weight: Strided, grad_bias: Strided,
    grad_out: Strided, x: Strided, mean: Strided, var: Strided, weight: Strided | None, eps: float, fixed: bool,
) -> None:  # fmt: skip
    """See "batch_norm_backward" in `kernel_names`."""
    dtype, x, grad_out = x.storage.dtype.numpy, contiguous(x), contiguous(grad_out)
    inputs, places = [*map(array_of, (grad_out, x, mean, var))], (grad_out.layout.offset, x.layout.offset)
    gradients = [*map(array_of, (grad_weight, grad_bias))]
    grid, threads, numbers = shares(x, MOST_PARTS)
    sums = room((2, grid[1], numbers[0]), x.storage.dtype, x)
    launch(batch_norm_parameters_kernel(dtype), grid, threads, array_of(sums), *inputs, *places, *numbers,
           dtype.type(eps))  # fmt: skip
    launch_flat(add_parts_kernel, numbers[0], *gradients, array_of(sums), grid[1], numbers[0])
    grid, threads, numbers = shares(x)
    launch(batch_norm_backward_kernel(dtype), grid, threads, array_of(grad_x), *gradients, *inputs,
           *vector_of(weight, 1, dtype), *places, *numbers, dtype.type(eps), fixed)  # fmt: skip


def choose(grad_out: Strided, x: Strided, mean: Strided, var: Strided, *weight: Strided) -> Kernel | None:
    """Return the kernel for floating-point numbers that are there, all of one type, and statistics without gaps."""
    taken = are_floats(grad_out, x, mean, var, *weight) and 0 not in x.layout.shape
    return batch_norm_backward if taken and is_contiguous(mean) and is_contiguous(var) else None


CHOICES: dict[str, Any] = {"batch_norm_backward": choose}
