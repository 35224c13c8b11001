"""Cross-entropy of rows of logits with one class each, and its gradient; no array of probabilities is kept.

A block takes a row: its threads find the largest logit and the sum of exp(x - largest) together, in shared memory (see
`softmax.over_block`); thread 0 writes the loss. A second launch, of one block, adds the losses up and counts classes,
always in the same order. Backward, a thread computes elements of the gradient of its own. A class that is not in
[0, C) is noted (see `faults`) and costs nothing. Each result is written by one thread: there is no race.
"""

import math
from functools import cache
from typing import Any

import numpy as np

from minitorch_ref import dtypes
from minitorch_ref.backends.interface import Kernel
from minitorch_ref.backends.numba_cuda.api import cuda
from minitorch_ref.backends.numba_cuda.combine import combination
from minitorch_ref.backends.numba_cuda.faults import note_index, notes
from minitorch_ref.backends.numba_cuda.launch import MAX_THREADS, launch, launch_flat, threads_for
from minitorch_ref.backends.numba_cuda.operands import are_floats, array_of, contiguous, is_contiguous, room
from minitorch_ref.backends.numba_cuda.softmax import over_block
from minitorch_ref.storage import Strided

__all__ = [
    "CHOICES",
    "class_count_kernel",
    "cross_entropy_backward_kernel",
    "cross_entropy_kernel",
    "total_loss_kernel",
]


@cache
def cross_entropy_kernel(dtype: np.dtype[Any]) -> Any:
    """Return the kernel for one row per block."""
    kind, larger = dtype.type, combination("amax")
    largest_of_block, sum_of_block = over_block("amax"), over_block("sum")

    @cuda.jit
    def kernel(losses, powers, x, target, x_at, target_at, columns, ignored, notes):
        """powers[row] = log(sum(exp(x[row]))), losses[row] = powers[row] - x[row, class]."""
        scratch = cuda.shared.array(MAX_THREADS, kind)
        thread, threads, row = cuda.threadIdx.x, cuda.blockDim.x, cuda.blockIdx.x
        begin, top, total = x_at + row * columns, kind(-math.inf), kind(0)
        for i in range(thread, columns, threads):
            top = larger(top, x[begin + i])
        top = largest_of_block(scratch, top)
        for i in range(thread, columns, threads):
            total += math.exp(x[begin + i] - top)
        total = sum_of_block(scratch, total)
        if thread == 0:
            power, label = top + math.log(total), target[target_at + row]
            powers[row] = power
            losses[row] = 0
            if 0 <= label < columns and label != ignored:
                losses[row] = power - x[begin + label]
            elif label != ignored:
                note_index(notes, label, columns)

    return kernel


@cuda.jit(device=True)
def classes_of_thread(target, target_at, rows, ignored):
    """Return how many of the classes that are this thread's count."""
    found = 0
    for row in range(cuda.threadIdx.x, rows, cuda.blockDim.x):
        if target[target_at + row] != ignored:
            found += 1
    return found


@cuda.jit(device=True)
def strangers_of_thread(target, target_at, rows, columns, ignored):
    """Return how many of the classes that are this thread's count, but are not in [0, C)."""
    found = 0
    for row in range(cuda.threadIdx.x, rows, cuda.blockDim.x):
        label = target[target_at + row]
        if label != ignored and (label < 0 or label >= columns):
            found += 1
    return found


@cache
def total_loss_kernel(dtype: np.dtype[Any]) -> Any:
    """Return the kernel that adds up the losses, one block for all."""
    kind, sum_of_block = dtype.type, over_block("sum")

    @cuda.jit
    def kernel(total, counts, losses, target, target_at, rows, columns, ignored, is_mean):
        """total[0] = sum or mean of the losses, counts = how many classes count, how many are not in [0, C)."""
        scratch = cuda.shared.array(MAX_THREADS, kind)
        integers = cuda.shared.array(MAX_THREADS, np.int64)
        thread, own = cuda.threadIdx.x, kind(0)
        for row in range(thread, rows, cuda.blockDim.x):
            own += losses[row]
        own = sum_of_block(scratch, own)
        known = sum_of_block(integers, classes_of_thread(target, target_at, rows, ignored))
        strange = sum_of_block(integers, strangers_of_thread(target, target_at, rows, columns, ignored))
        if thread == 0:
            total[0] = own / kind(known) if is_mean else own
            counts[0] = known
            counts[1] = strange

    return kernel


@cache
def class_count_kernel() -> Any:
    """Return the kernel that counts the classes that are not ignored, one block for all."""
    sum_of_block = over_block("sum")

    @cuda.jit
    def kernel(count, target, target_at, rows, ignored):
        """count[0] = how many classes count."""
        integers = cuda.shared.array(MAX_THREADS, np.int64)
        known = sum_of_block(integers, classes_of_thread(target, target_at, rows, ignored))
        if cuda.threadIdx.x == 0:
            count[0] = known

    return kernel


@cache
def cross_entropy_backward_kernel(dtype: np.dtype[Any]) -> Any:
    """Return the kernel of the gradient of the logits."""
    kind = dtype.type

    @cuda.jit
    def kernel(grad_x, x, target, powers, grad_out, count, x_at, target_at, grad_out_at, grad_out_step, columns,
               ignored, is_mean, elements):  # fmt: skip
        """grad_x = (exp(x - power) - one hot) * grad_out, divided by the number of classes for a mean."""
        for i in range(cuda.grid(1), elements, cuda.gridsize(1)):
            row, column = i // columns, i % columns
            label = target[target_at + row]
            grad = kind(0)
            if label != ignored:
                grad = math.exp(x[x_at + i] - powers[row])
                if column == label:
                    grad -= kind(1)
                grad *= grad_out[grad_out_at + row * grad_out_step]
                if is_mean:
                    grad /= kind(count[0])
            grad_x[i] = grad

    return kernel


def cross_entropy(
    total: Strided, losses: Strided, powers: Strided, counts: Strided, x: Strided, target: Strided,
    ignored: int, is_mean: bool,
) -> None:  # fmt: skip
    """See "cross_entropy" in `kernel_names`."""
    x, target, (rows, columns) = contiguous(x), contiguous(target), x.layout.shape
    dtype, chosen = x.storage.dtype.numpy, (array_of(target), target.layout.offset)
    if rows:
        launch(cross_entropy_kernel(dtype), rows, threads_for(columns), array_of(losses), array_of(powers), array_of(x),
               chosen[0], x.layout.offset, chosen[1], columns, ignored, notes())  # fmt: skip
    launch(total_loss_kernel(dtype), 1, threads_for(rows), array_of(total), array_of(counts), array_of(losses), *chosen,
           rows, columns, ignored, bool(is_mean))  # fmt: skip


def cross_entropy_backward(
    grad_x: Strided, x: Strided, target: Strided, powers: Strided, grad_out: Strided, ignored: int, is_mean: bool
) -> None:
    """See "cross_entropy_backward" in `kernel_names`."""
    x, target, (rows, columns) = contiguous(x), contiguous(target), x.layout.shape
    count, chosen = room((1,), dtypes.int64, x), (array_of(target), target.layout.offset)
    if is_mean:
        launch(class_count_kernel(), 1, threads_for(rows), array_of(count), *chosen, rows, ignored)
    step = grad_out.layout.strides[0] if grad_out.layout.shape else 0
    launch_flat(cross_entropy_backward_kernel(x.storage.dtype.numpy), rows * columns, array_of(grad_x), array_of(x),
                chosen[0], array_of(powers), array_of(grad_out), array_of(count), x.layout.offset, chosen[1],
                grad_out.layout.offset, step, columns, ignored, bool(is_mean), rows * columns)  # fmt: skip


def choose_forward(x: Strided, target: Strided) -> Kernel | None:
    """Return the kernel for floating-point logits and whole-number classes."""
    taken = are_floats(x) and target.storage.dtype is dtypes.int64 and len(x.layout.shape) == 2
    return cross_entropy if taken and x.layout.shape[1] else None


def choose_backward(x: Strided, target: Strided, powers: Strided, grad_out: Strided) -> Kernel | None:
    """Return the kernel where `choose_forward` does; what it has kept has no gaps."""
    taken = choose_forward(x, target) is not None and are_floats(x, powers, grad_out) and is_contiguous(powers)
    return cross_entropy_backward if taken else None


CHOICES: dict[str, Any] = {"cross_entropy": choose_forward, "cross_entropy_backward": choose_backward}
