"""Rows of a table looked up by number, and the gradient of the table.

Forward, a thread takes a stretch of the numbers and writes their rows of the output. Backward, several numbers may name
one row of the table, so the table is shared out instead: each thread owns an equal stretch of its rows, goes through
all numbers, and adds the gradients that fall to its own rows, in the order of the numbers. No two threads write to one
place, and the sums are the same whatever the number of threads.
"""

from minitorch_ref import threads
from minitorch_ref.backends.numba_cpu.jit import Array, helper, integer, kernel, prange
from minitorch_ref.backends.numba_cpu.memory import copy_memory, fill
from minitorch_ref.backends.numba_cpu.operands import are_taken_flat, flat, size_of
from minitorch_ref.storage import Strided

__all__ = ["embedding", "embedding_backward"]

ACCEPTS = dict.fromkeys(["embedding", "embedding_backward"], are_taken_flat)


def embedding(out: Strided, weight: Strided, index: Strided) -> None:
    """Write the rows that the numbers name."""
    look_up[size_of(out)](flat(out), flat(weight), flat(index))


def embedding_backward(grad_weight: Strided, grad_out: Strided, index: Strided, frozen: int) -> None:
    """Write the sum of the gradients of each row, 0 for the row `frozen`."""
    rows, width = grad_weight.layout.shape
    work = size_of(grad_weight) + size_of(grad_out)
    parts = max(1, min(rows, threads.get_num_threads()))
    add_up[work](flat(grad_weight), flat(grad_out), flat(index), rows, width, frozen, parts)


@helper
def add(total: Array, x: Array) -> None:
    """Add x to total."""
    for i in range(total.size):
        total[i] += x[i]


@kernel
def look_up(out: Array, weight: Array, index: Array) -> None:
    """A thread writes the rows of some of the numbers."""
    width = out.size // index.size
    for number in prange(index.size):
        i = integer(number)
        copy_memory(out, i * width, weight, index[i] * width, width)


@kernel
def add_up(grad_weight: Array, grad_out: Array, index: Array, rows: int, width: int, frozen: int, parts: int) -> None:
    """A thread adds up what belongs to its rows of the table."""
    share = (rows + parts - 1) // parts
    for part in prange(parts):
        first = integer(part) * share
        last = min(rows, first + share)
        if first < last:
            fill(grad_weight[first * width : last * width], grad_weight.dtype.type(0))
        for i in range(index.size):
            row = index[i]
            if first <= row < last and row != frozen:
                add(grad_weight[row * width : (row + 1) * width], grad_out[i * width : (i + 1) * width])
