"""Rows of a table by number, and the sum of gradients for each row.

Forward, a thread copies elements of the result of its own. Backward, several numbers may name one row, so the gradients
are added atomically; in which order is not defined, so the last digits of sums may differ from run to run. A number
out of range is noted (see `faults`) and copies nothing.
"""

import math
from typing import Any

from minitorch_ref.backends.interface import Kernel
from minitorch_ref.backends.numba_cuda.api import cuda
from minitorch_ref.backends.numba_cuda.faults import note_index, notes
from minitorch_ref.backends.numba_cuda.fill import fill
from minitorch_ref.backends.numba_cuda.launch import launch_flat
from minitorch_ref.backends.numba_cuda.operands import are_floats, array_of, contiguous
from minitorch_ref.storage import Strided

__all__ = ["CHOICES", "embedding_backward_kernel", "embedding_kernel"]


@cuda.jit
def embedding_kernel(out, weight, index, weight_at, row_step, column_step, index_at, rows, width, notes, count):
    """out[i, j] = weight[index[i], j]."""
    for place in range(cuda.grid(1), count, cuda.gridsize(1)):
        row = index[index_at + place // width]
        if 0 <= row < rows:
            out[place] = weight[weight_at + row * row_step + place % width * column_step]
        else:
            note_index(notes, row, rows)


@cuda.jit
def embedding_backward_kernel(grad_weight, grad_out, index, grad_out_at, index_at, rows, width, frozen, count):
    """grad_weight[index[i], j] += grad_out[i, j], but for the row `frozen`."""
    for place in range(cuda.grid(1), count, cuda.gridsize(1)):
        row = index[index_at + place // width]
        if 0 <= row < rows and row != frozen:
            cuda.atomic.add(grad_weight, row * width + place % width, grad_out[grad_out_at + place])


def embedding(out: Strided, weight: Strided, index: Strided) -> None:
    """See "embedding" in `kernel_names`."""
    index, (rows, width) = contiguous(index), weight.layout.shape
    count = math.prod(out.layout.shape)
    launch_flat(embedding_kernel, count, array_of(out), array_of(weight), array_of(index), weight.layout.offset,
                *weight.layout.strides, index.layout.offset, rows, width, notes(), count)  # fmt: skip


def embedding_backward(grad_weight: Strided, grad_out: Strided, index: Strided, frozen: int) -> None:
    """See "embedding_backward" in `kernel_names`."""
    grad_out, index, (rows, width) = contiguous(grad_out), contiguous(index), grad_weight.layout.shape
    count = math.prod(grad_out.layout.shape)
    fill(array_of(grad_weight), 0, rows * width, 0)
    launch_flat(embedding_backward_kernel, count, array_of(grad_weight), array_of(grad_out), array_of(index),
                grad_out.layout.offset, index.layout.offset, rows, width, frozen, count)  # fmt: skip


def choose_forward(out: Strided, weight: Strided, index: Strided) -> Kernel | None:
    """Return the kernel for a table of two axes."""
    return embedding if len(weight.layout.shape) == 2 else None


def choose_backward(grad_out: Strided, index: Strided) -> Kernel | None:
    """Return the kernel for gradients that can be added atomically."""
    return embedding_backward if are_floats(grad_out) else None


CHOICES: dict[str, Any] = {"embedding": choose_forward, "embedding_backward": choose_backward}
