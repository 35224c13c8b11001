"""Batch normalization of channels; its gradients are in `batch_norm_backward`.

The elements of a channel, over the batch and over all places, are cut into `parts` chunks, so that few channels with
many elements keep the whole GPU busy too. A block takes `side` neighbouring channels and one chunk of each: thread t
works on channel t % side of them, on every (threads / side)-th element of the chunk. `side` is 1 where the places of a
channel lie next to one another; in a matrix (N, C) the channels do, and 32 of them are read at once.

- Mean and variance: the threads of a channel add up their elements in shared memory and divide by their number; then
  the distances from there and their squares, so that a large mean costs no digits: the distances say how far the
  rounded mean is off. A second launch, a thread for each channel, merges the chunks, always in the same order (Chan,
  Golub and LeVeque, "Updating formulae and a pairwise algorithm for computing sample variances", 1979), in float64.
- The result: every thread writes the elements that it reads.

There is no race: a place of a result belongs to one thread, the sums of a chunk to the first thread of its channel, and
barriers, which all threads of a block reach, stand between the writing and the reading of shared memory.
"""

import math
from functools import cache
from typing import Any

import numpy as np

from minitorch_ref.backends.interface import Kernel
from minitorch_ref.backends.numba_cuda.api import cuda
from minitorch_ref.backends.numba_cuda.launch import MAX_THREADS, launch, launch_flat, power_of_two, threads_for
from minitorch_ref.backends.numba_cuda.operands import are_floats, array_of, contiguous, room, vector_of
from minitorch_ref.backends.numba_cuda.reduction import ENOUGH_BLOCKS, number_of_parts
from minitorch_ref.storage import Strided

__all__ = [
    "CHOICES",
    "MOST_PARTS",
    "batch_norm_kernel",
    "batch_norm_moments_kernel",
    "merge_moments_kernel",
    "place",
    "share",
    "shares",
    "sum_of_channel",
]

CHANNELS = 32
"""Channels that a block takes at once, at most: their elements are one read of a warp."""

FEW_PLACES = 8
"""From so many places on, those of one channel fill what memory hands out at once, 32 bytes."""

MOST_PARTS = 64
"""Of a channel whose sums are computed: one thread adds them up."""


@cuda.jit(device=True)
def share(side: Any, channels: Any, chunk: Any, count: Any) -> Any:
    """Return the channel of this thread, and first, end and step of its elements; it has none beyond the channels."""
    thread = cuda.threadIdx.x
    channel = cuda.blockIdx.x * side + thread % side
    begin = cuda.blockIdx.y * chunk
    end = min(count, begin + chunk) if channel < channels else 0
    return channel, begin + thread // side, end, cuda.blockDim.x // side


@cuda.jit(device=True)
def place(i: Any, channel: Any, channels: Any, size: Any) -> Any:
    """Return where element i of a channel lies in (N, channels, size)."""
    return (i // size * channels + channel) * size + i % size


@cuda.jit(device=True)
def sum_of_channel(scratch: Any, value: Any, side: Any) -> Any:
    """Return the sum of a number of each thread that works on the channel of this one."""
    thread, width = cuda.threadIdx.x, cuda.blockDim.x // 2
    scratch[thread] = value
    cuda.syncthreads()
    while width >= side:
        if thread < width:
            scratch[thread] += scratch[thread + width]
        cuda.syncthreads()
        width //= 2
    result = scratch[thread % side]
    cuda.syncthreads()
    return result


@cache
def batch_norm_moments_kernel(dtype: np.dtype[Any]) -> Any:
    """Return the kernel of the mean of each chunk, rounded, and of the sums of distances from it and their squares."""
    kind = dtype.type

    @cuda.jit
    def kernel(moments, x, x_at, channels, size, side, chunk, count):
        """moments[k, part, channel] = mean, sum of x - mean, sum of (x - mean)^2."""
        scratch = cuda.shared.array(MAX_THREADS, kind)
        part, parts = cuda.blockIdx.y, cuda.gridDim.y
        channel, first, end, step = share(side, channels, chunk, count)
        total = kind(0)
        for i in range(first, end, step):
            total += x[x_at + place(i, channel, channels, size)]
        centre = sum_of_channel(scratch, total, side) / kind(min(chunk, count - part * chunk))
        off, squares = kind(0), kind(0)
        for i in range(first, end, step):
            distance = x[x_at + place(i, channel, channels, size)] - centre
            off += distance
            squares += distance * distance
        off, squares = sum_of_channel(scratch, off, side), sum_of_channel(scratch, squares, side)
        if cuda.threadIdx.x < side and channel < channels:
            moments[part * channels + channel] = centre
            moments[(parts + part) * channels + channel] = off
            moments[(2 * parts + part) * channels + channel] = squares

    return kernel


@cuda.jit
def merge_moments_kernel(mean, var, moments, parts, channels, chunk, count):
    """Merge the chunks of each channel into its mean and variance; a thread for each channel."""
    for channel in range(cuda.grid(1), channels, cuda.gridsize(1)):
        centre, squares, seen = np.float64(0), np.float64(0), 0
        for part in range(parts):
            here = min(chunk, count - part * chunk)
            off = np.float64(moments[(parts + part) * channels + channel]) / here
            distance = moments[part * channels + channel] + off - centre
            centre += distance * here / (seen + here)
            squares += moments[(2 * parts + part) * channels + channel] - off * off * here
            squares += distance * distance * seen * here / (seen + here)
            seen += here
        mean[channel] = centre
        var[channel] = squares / count


@cache
def batch_norm_kernel(dtype: np.dtype[Any]) -> Any:
    """Return the kernel of the result."""
    kind = dtype.type

    @cuda.jit
    def kernel(out, x, mean, var, weight, weight_at, weight_step, bias, bias_at, bias_step, x_at,
               channels, size, side, chunk, count, eps):  # fmt: skip
        """Out = (x - mean) / sqrt(var + eps) * weight + bias."""
        channel, first, end, step = share(side, channels, chunk, count)
        if channel < channels:
            centre, shift = mean[channel], bias[bias_at + channel * bias_step]
            scale = kind(1) / math.sqrt(var[channel] + eps) * weight[weight_at + channel * weight_step]
            for i in range(first, end, step):
                at = place(i, channel, channels, size)
                out[at] = (x[x_at + at] - centre) * scale + shift

    return kernel


def shares(x: Strided, most_parts: int = ENOUGH_BLOCKS) -> tuple[tuple[int, int], int, tuple[int, int, int, int, int]]:
    """Return the grid, the threads of a block, and what `share` goes by: channels, size, side, chunk, count."""
    n, channels, *sizes = x.layout.shape
    size = math.prod(sizes)
    side, count = min(power_of_two(channels), CHANNELS) if size < FEW_PLACES else 1, n * size
    blocks = -(-channels // side)
    chunk = -(-count // min(number_of_parts(blocks, count, MAX_THREADS // side), most_parts))
    return (blocks, -(-count // chunk)), threads_for(side * chunk), (channels, size, side, chunk, count)


def batch_norm(
    out: Strided, mean: Strided, var: Strided, x: Strided, weight: Strided | None, bias: Strided | None,
    eps: float, fixed: bool,
) -> None:  # fmt: skip
    """See "batch_norm" in `kernel_names`."""
    dtype, x = x.storage.dtype.numpy, contiguous(x)
    if not fixed:
        grid, threads, numbers = shares(x, MOST_PARTS)
        (_, parts), (channels, *_, chunk, count) = grid, numbers
        moments = room((3, parts, channels), x.storage.dtype, x)
        launch(batch_norm_moments_kernel(dtype), grid, threads, array_of(moments), array_of(x), x.layout.offset,
               *numbers)  # fmt: skip
        launch_flat(merge_moments_kernel, channels, *map(array_of, (mean, var, moments)), parts, channels, chunk, count)
    grid, threads, numbers = shares(x)
    parameters = *vector_of(weight, 1, dtype), *vector_of(bias, 0, dtype)
    launch(batch_norm_kernel(dtype), grid, threads, *map(array_of, (out, x, mean, var)), *parameters, x.layout.offset,
           *numbers, dtype.type(eps))  # fmt: skip


def choose(x: Strided, *parameters: Strided) -> Kernel | None:
    """Return the kernel for floating-point numbers (N, C, ...) that are there, and parameters of the same type."""
    return batch_norm if are_floats(x, *parameters) and 0 not in x.layout.shape else None


CHOICES: dict[str, Any] = {"batch_norm": choose}
