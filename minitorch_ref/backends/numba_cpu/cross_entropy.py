"""Cross-entropy of rows of logits with one class each, and its gradient; no array of probabilities is kept.

A thread takes whole rows and writes their loss, their log of the sum of powers and their gradient: no two write to one
place. The classes are counted and the losses added up before and after the parallel loop, always in the same order.
"""

import math

from minitorch_ref.backends.numba_cpu.extremes import largest_of_row
from minitorch_ref.backends.numba_cpu.jit import Array, Number, helper, integer, kernel, prange
from minitorch_ref.backends.numba_cpu.log_softmax import sum_of_powers
from minitorch_ref.backends.numba_cpu.operands import are_plain, are_taken_flat
from minitorch_ref.backends.numba_cpu.scalars import exp
from minitorch_ref.storage import Strided

__all__ = ["ACCEPTS", "cross_entropy", "cross_entropy_backward"]


def takes(x: Strided, target: Strided, *others: Strided) -> bool:
    """Say whether classes are int64 and all but the gradient is row-major."""
    return target.storage.dtype.name == "int64" and are_plain(x, target) and are_taken_flat(x, *others)


ACCEPTS = {"cross_entropy": takes, "cross_entropy_backward": takes}


def cross_entropy(
    total: Strided, losses: Strided, powers: Strided, counts: Strided, x: Strided, target: Strided,
    ignored: int, is_mean: bool,
) -> None:  # fmt: skip
    """Write the losses of rows, their sum or mean, and how many classes counted and how many were out of range."""
    operands = [part for y in (x, target) for part in (y.storage.data, y.layout.offset)]
    outputs = [y.storage.data for y in (total, losses, powers, counts)]
    loss_rows[x.layout.shape[0] * x.layout.shape[1] * 4](*outputs, *operands, x.layout.shape[1], ignored, is_mean)


def cross_entropy_backward(
    grad_x: Strided, x: Strided, target: Strided, powers: Strided, grad_out: Strided, ignored: int, is_mean: bool
) -> None:
    """Write (softmax(x) - one hot) * grad_out, which is one number or one for each row."""
    operands = [part for y in (x, target) for part in (y.storage.data, y.layout.offset)]
    more = powers.storage.data, grad_out.storage.data, grad_out.layout.offset
    rows, columns = x.layout.shape
    each = grad_out.layout.strides[0] if grad_out.layout.shape else 0
    gradient_rows[rows * columns * 4](grad_x.storage.data, *operands, *more, each, rows, columns, ignored, is_mean)


@helper
def write_powers(out: Array, x: Array, log_total: Number, factor: Number) -> None:
    """Write exp(x - log_total) * factor."""
    for i in range(out.size):
        out[i] = exp(x[i] - log_total) * factor


@helper
def rows_that_count(target: Array, start: int, rows: int, ignored: int) -> int:
    """Return how many classes are not the ignored one."""
    count = 0
    for row in range(rows):
        count += target[start + row] != ignored
    return count


@kernel
def loss_rows(
    total: Array, losses: Array, powers: Array, counts: Array,
    x: Array, at: int, target: Array, at_target: int, columns: int, ignored: int, is_mean: bool,
) -> None:  # fmt: skip
    """log(sum(exp(x))) - x[class], row by row."""
    rows = losses.size
    counts[0], counts[1] = rows_that_count(target, at_target, rows, ignored), 0
    for row in range(rows):
        label = target[at_target + row]
        counts[1] += label != ignored and (label < 0 or label >= columns)
    if counts[1] == 0:
        for row in prange(rows):
            first = at + integer(row) * columns
            logits = x[first : first + columns]
            top = largest_of_row(logits)
            log_total = math.log(sum_of_powers(logits, top))
            powers[row] = top + log_total
            label = target[at_target + integer(row)]
            losses[row] = 0
            if label != ignored:
                losses[row] = log_total - (logits[label] - top)
        whole = 0.0
        for row in range(rows):
            whole += losses[row]
        total[0] = whole / counts[0] if is_mean else whole


@kernel
def gradient_rows(
    grad_x: Array, x: Array, at: int, target: Array, at_target: int, powers: Array, grad_out: Array, at_grad: int,
    each: int, rows: int, columns: int, ignored: int, is_mean: bool,
) -> None:  # fmt: skip
    """(exp(x - powers) - one hot) * grad, row by row, 0 for the ignored class; `each` is the step of grad_out."""
    count = rows_that_count(target, at_target, rows, ignored)
    for row in prange(rows):
        i = integer(row)
        grad = grad_out[at_grad + i * each]
        grad = grad / count if is_mean else grad
        label = target[at_target + i]
        factor = x.dtype.type(0 if label == ignored else grad)
        out = grad_x[i * columns : (i + 1) * columns]
        write_powers(out, x[at + i * columns : at + (i + 1) * columns], powers[i], factor)
        if label != ignored:
            out[label] -= factor
