"""The logarithm of softmax along one axis, and its gradient.

A thread takes whole rows, and writes what is theirs. An axis other than the last is made the last one first.
"""

import math
from typing import Any

import numpy as np

from minitorch_ref.backends.numba_cpu.extremes import largest_of_row
from minitorch_ref.backends.numba_cpu.jit import Array, Number, helper, integer, kernel, prange, summing_helper
from minitorch_ref.backends.numba_cpu.operands import flat, is_plain_gradient, size_of
from minitorch_ref.backends.numba_cpu.reduce import sum_of_row
from minitorch_ref.backends.numba_cpu.scalars import exp
from minitorch_ref.storage import Strided

__all__ = ["ACCEPTS", "log_softmax", "log_softmax_backward", "sum_of_powers"]

ACCEPTS = {"log_softmax_backward": is_plain_gradient}


def log_softmax(out: Strided, x: Strided, dim: int) -> None:
    """Write x - log(sum(exp(x))), the sum along an axis."""
    by_rows(log_softmax_rows, out, dim, x)


def log_softmax_backward(grad_x: Strided, grad_out: Strided, out: Strided, dim: int) -> None:
    """Write grad_out - exp(out) * sum(grad_out), the sum along an axis."""
    by_rows(log_softmax_backward_rows, grad_x, dim, grad_out, out)


def by_rows(loop: Any, out: Strided, dim: int, *inputs: Strided) -> None:
    """Run a loop over rows, which are the lines along an axis."""
    columns = out.layout.shape[dim]
    rows = size_of(out) // columns
    if dim == len(out.layout.shape) - 1:
        loop[2 * rows * columns](*[flat(x) for x in (out, *inputs)], rows, columns)
        return
    lines = [np.ascontiguousarray(np.moveaxis(x.array(), dim, -1)).reshape(-1) for x in (out, *inputs)]
    loop[2 * rows * columns](*lines, rows, columns)
    target = np.moveaxis(out.array(), dim, -1)
    target[...] = lines[0].reshape(target.shape)


@summing_helper
def sum_of_powers(x: Array, top: Number) -> Number:
    """Return the sum of exp(x - top)."""
    total = x.dtype.type(0)
    for i in range(x.size):
        total += exp(x[i] - top)
    return total


@helper
def subtract(out: Array, x: Array, first: Number, second: Number) -> None:
    """Write (x - first) - second: the first is close to x, so that what is left has all its digits."""
    for i in range(out.size):
        out[i] = x[i] - first - second


@helper
def subtract_powers(grad_x: Array, grad_out: Array, out: Array, total: Number) -> None:
    """Write grad_out - exp(out) * total."""
    for i in range(grad_x.size):
        grad_x[i] = grad_out[i] - exp(out[i]) * total


@kernel
def log_softmax_rows(out: Array, x: Array, rows: int, columns: int) -> None:
    """A thread takes whole rows."""
    for row in prange(rows):
        first = integer(row) * columns
        source = x[first : first + columns]
        top = largest_of_row(source)
        subtract(out[first : first + columns], source, top, math.log(sum_of_powers(source, top)))


@kernel
def log_softmax_backward_rows(grad_x: Array, grad_out: Array, out: Array, rows: int, columns: int) -> None:
    """A thread takes whole rows."""
    for row in prange(rows):
        first = integer(row) * columns
        grad = grad_out[first : first + columns]
        subtract_powers(grad_x[first : first + columns], grad, out[first : first + columns], sum_of_row(grad))
