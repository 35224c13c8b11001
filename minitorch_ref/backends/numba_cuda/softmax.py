"""Softmax and its logarithm along an axis, and their derivatives: one block for each line.

Forward goes along the line three times: for the largest element, for the sum of exp(x - largest), for the quotients or
their logarithms; the second and the third time the line comes from the cache. In each of the first two, every thread
combines every (number of threads)-th element, then the threads combine theirs in shared memory (see `reduction`). There
is no race: barriers stand between the writing and the reading of shared memory, and each thread writes elements of its
own.
"""

import math
from functools import cache
from typing import Any

import numpy as np

from minitorch_ref.backends.interface import Kernel
from minitorch_ref.backends.numba_cuda.api import cuda
from minitorch_ref.backends.numba_cuda.combine import combination
from minitorch_ref.backends.numba_cuda.extremes import without
from minitorch_ref.backends.numba_cuda.launch import MAX_THREADS, launch, threads_for
from minitorch_ref.backends.numba_cuda.layouts import merged, position
from minitorch_ref.backends.numba_cuda.operands import are_floats, array_of
from minitorch_ref.storage import Strided

__all__ = [
    "CHOICES",
    "log_softmax_backward_kernel",
    "over_block",
    "softmax_backward_kernel",
    "softmax_kernel",
]


@cache
def over_block(name: str) -> Any:
    """Return the device function that combines a number of each thread of a block, and gives all the result."""
    combine = combination(name)

    @cuda.jit(device=True)
    def combined(scratch, value):
        thread, width = cuda.threadIdx.x, cuda.blockDim.x // 2
        scratch[thread] = value
        cuda.syncthreads()
        while width > 0:
            if thread < width:
                scratch[thread] = combine(scratch[thread], scratch[thread + width])
            cuda.syncthreads()
            width //= 2
        result = scratch[0]
        cuda.syncthreads()
        return result

    return combined


@cache
def softmax_kernel(dtype: np.dtype[Any], logarithm: bool) -> Any:
    """Return the kernel for one line per block: of the quotients, or of their logarithms."""
    kind, larger = dtype.type, combination("amax")
    largest_of_block, sum_of_block = over_block("amax"), over_block("sum")

    @cuda.jit
    def kernel(out, x, shape, out_at, out_strides, out_step, x_at, x_strides, x_step, count):
        """out[line, i] = exp(x[line, i]) / sum over j of exp(x[line, j]), or the logarithm of it."""
        scratch = cuda.shared.array(MAX_THREADS, kind)
        thread, threads = cuda.threadIdx.x, cuda.blockDim.x
        begin = x_at + position(cuda.blockIdx.x, shape, x_strides)
        target = out_at + position(cuda.blockIdx.x, shape, out_strides)
        top = kind(-math.inf)
        for i in range(thread, count, threads):
            top = larger(top, x[begin + i * x_step])
        top = largest_of_block(scratch, top)
        total = kind(0)
        for i in range(thread, count, threads):
            total += math.exp(x[begin + i * x_step] - top)
        total = sum_of_block(scratch, total)
        log = math.log(total)
        for i in range(thread, count, threads):
            distance = x[begin + i * x_step] - top
            out[target + i * out_step] = distance - log if logarithm else math.exp(distance) / total

    return kernel


@cache
def softmax_backward_kernel(dtype: np.dtype[Any]) -> Any:
    """Return the kernel for one line per block."""
    kind, sum_of_block = dtype.type, over_block("sum")

    @cuda.jit
    def kernel(grad_x, grad_out, out, shape, grad_x_at, grad_x_strides, grad_x_step, grad_out_at, grad_out_strides,
               grad_out_step, out_at, out_strides, out_step, count):  # fmt: skip
        """grad_x = out * (grad_out - sum(grad_out * out)) along the line."""
        scratch = cuda.shared.array(MAX_THREADS, kind)
        thread, threads = cuda.threadIdx.x, cuda.blockDim.x
        target = grad_x_at + position(cuda.blockIdx.x, shape, grad_x_strides)
        given = grad_out_at + position(cuda.blockIdx.x, shape, grad_out_strides)
        found = out_at + position(cuda.blockIdx.x, shape, out_strides)
        total = kind(0)
        for i in range(thread, count, threads):
            total += grad_out[given + i * grad_out_step] * out[found + i * out_step]
        total = sum_of_block(scratch, total)
        for i in range(thread, count, threads):
            y = out[found + i * out_step]
            grad_x[target + i * grad_x_step] = y * (grad_out[given + i * grad_out_step] - total)

    return kernel


@cache
def log_softmax_backward_kernel(dtype: np.dtype[Any]) -> Any:
    """Return the kernel for one line per block."""
    kind, sum_of_block = dtype.type, over_block("sum")

    @cuda.jit
    def kernel(grad_x, grad_out, out, shape, grad_x_at, grad_x_strides, grad_x_step, grad_out_at, grad_out_strides,
               grad_out_step, out_at, out_strides, out_step, count):  # fmt: skip
        """grad_x = grad_out - exp(out) * sum(grad_out) along the line."""
        scratch = cuda.shared.array(MAX_THREADS, kind)
        thread, threads = cuda.threadIdx.x, cuda.blockDim.x
        target = grad_x_at + position(cuda.blockIdx.x, shape, grad_x_strides)
        given = grad_out_at + position(cuda.blockIdx.x, shape, grad_out_strides)
        found = out_at + position(cuda.blockIdx.x, shape, out_strides)
        total = kind(0)
        for i in range(thread, count, threads):
            total += grad_out[given + i * grad_out_step]
        total = sum_of_block(scratch, total)
        for i in range(thread, count, threads):
            part = math.exp(out[found + i * out_step]) * total
            grad_x[target + i * grad_x_step] = grad_out[given + i * grad_out_step] - part

    return kernel


def launch_lines(kernel: Any, dim: int, *operands: Strided) -> None:
    """Launch one block for each line along an axis."""
    shape = operands[0].layout.shape
    count, lines = shape[dim], math.prod(without(shape, dim))
    if count and lines:
        merged_shape, *strides = merged(without(shape, dim), *[without(x.layout.strides, dim) for x in operands])
        places = [
            part
            for x, steps in zip(operands, strides, strict=True)
            for part in (x.layout.offset, steps, x.layout.strides[dim])
        ]
        launch(kernel, lines, threads_for(count), *map(array_of, operands), merged_shape, *places, count)


def softmax(out: Strided, x: Strided, dim: int) -> None:
    """See "softmax" in `kernel_names`."""
    launch_lines(softmax_kernel(x.storage.dtype.numpy, False), dim, out, x)


def log_softmax(out: Strided, x: Strided, dim: int) -> None:
    """See "log_softmax" in `kernel_names`."""
    launch_lines(softmax_kernel(x.storage.dtype.numpy, True), dim, out, x)


def log_softmax_backward(grad_x: Strided, grad_out: Strided, out: Strided, dim: int) -> None:
    """See "log_softmax_backward" in `kernel_names`."""
    launch_lines(log_softmax_backward_kernel(out.storage.dtype.numpy), dim, grad_x, grad_out, out)


def softmax_backward(grad_x: Strided, grad_out: Strided, out: Strided, dim: int) -> None:
    """See "softmax_backward" in `kernel_names`."""
    launch_lines(softmax_backward_kernel(out.storage.dtype.numpy), dim, grad_x, grad_out, out)


def chooser(kernel: Kernel) -> Any:
    """Return what decides whether the kernel is for these operands: floating numbers of one type, with an axis."""

    def choose(*operands: Strided) -> Kernel | None:
        return kernel if are_floats(*operands) and operands[0].layout.shape else None

    return choose


KERNELS: tuple[Kernel, ...] = (softmax, softmax_backward, log_softmax, log_softmax_backward)
CHOICES = {kernel.__name__: chooser(kernel) for kernel in KERNELS}
