"""Softmax along one axis, and its gradient.

An axis splits the elements into blocks: (outer, size, inner), with stride `inner` along the axis.

- Along the last axis (inner = 1) the elements of a row lie side by side: each thread takes whole rows.
- Otherwise each thread takes a stripe of columns of one block and walks down the axis, all columns of it in step.

Every element belongs to one row or stripe and is written by the thread that has it: no two write to one place.
"""

import math

import numpy as np

from minitorch_ref.backends.numba_cpu.bits import larger
from minitorch_ref.backends.numba_cpu.extremes import largest_of_row
from minitorch_ref.backends.numba_cpu.jit import Array, Number, helper, integer, kernel, prange, summing_helper
from minitorch_ref.backends.numba_cpu.operands import flat, is_plain_gradient
from minitorch_ref.backends.numba_cpu.scalars import exp
from minitorch_ref.storage import Strided

__all__ = ["ACCEPTS", "softmax", "softmax_backward"]

ACCEPTS = {"softmax_backward": is_plain_gradient}

STRIPE = 256
"""Columns that a thread takes at once: small enough for a row of each array to stay in the first-level cache."""


def blocks(x: Strided, dim: int) -> tuple[int, int, int]:
    """Return (outer, size, inner) of an axis."""
    shape = x.layout.shape
    return math.prod(shape[:dim]), shape[dim], math.prod(shape[dim + 1 :])


def softmax(out: Strided, x: Strided, dim: int) -> None:
    """Write exp(x) / sum(exp(x)) along an axis."""
    outer, size, inner = blocks(x, dim)
    loop = softmax_rows if inner == 1 else softmax_stripes
    operands = out.storage.data, out.layout.offset, x.storage.data, x.layout.offset
    loop[outer * size * inner](*operands, outer, size, inner)


def softmax_backward(grad_x: Strided, grad_out: Strided, out: Strided, dim: int) -> None:
    """Write out * (grad_out - sum(grad_out * out)), the sum along an axis."""
    outer, size, inner = blocks(out, dim)
    loop = softmax_backward_rows if inner == 1 else softmax_backward_stripes
    operands = grad_x.storage.data, flat(grad_out), out.storage.data, out.layout.offset
    loop[outer * size * inner](*operands, outer, size, inner)


# ---- along the last axis ----


@summing_helper
def exp_row(out: Array, x: Array, top: Number) -> Number:
    """Write exp(x - top) and return the sum."""
    total = x.dtype.type(0)
    for i in range(out.size):
        power = exp(x[i] - top)
        out[i] = power
        total += power
    return total


@helper
def multiply_row(out: Array, factor: Number) -> None:
    """Multiply in place."""
    for i in range(out.size):
        out[i] *= factor


@summing_helper
def dot_row(x: Array, y: Array) -> Number:
    """Return the sum of the products."""
    total = x.dtype.type(0)
    for i in range(x.size):
        total += x[i] * y[i]
    return total


@helper
def gradient_row(grad_x: Array, grad_out: Array, out: Array, dot: Number) -> None:
    """Write out * (grad_out - dot)."""
    for i in range(out.size):
        grad_x[i] = out[i] * (grad_out[i] - dot)


@kernel
def softmax_rows(out: Array, out_start: int, x: Array, x_start: int, outer: int, size: int, inner: int) -> None:
    """A thread takes whole rows."""
    for row in prange(outer):
        first = integer(row) * size
        target = out[out_start + first : out_start + first + size]
        source = x[x_start + first : x_start + first + size]
        multiply_row(target, 1 / exp_row(target, source, largest_of_row(source)))


@kernel
def softmax_backward_rows(
    grad_x: Array, grad_out: Array, out: Array, out_start: int,
    outer: int, size: int, inner: int,
) -> None:  # fmt: skip
    """A thread takes whole rows."""
    for row in prange(outer):
        first = integer(row) * size
        target = grad_x[first : first + size]
        grad = grad_out[first : first + size]
        result = out[out_start + first : out_start + first + size]
        gradient_row(target, grad, result, dot_row(grad, result))


# ---- along another axis ----


@helper
def keep_larger(top: Array, x: Array) -> None:
    """Put each number of x that is larger into its place in top."""
    for i in range(top.size):
        top[i] = larger(top[i], x[i])


@helper
def add_powers(out: Array, total: Array, x: Array, top: Array) -> None:
    """Write exp(x - top), and add it to total."""
    for i in range(out.size):
        out[i] = exp(x[i] - top[i])
    for i in range(out.size):
        total[i] += out[i]


@helper
def divide(out: Array, total: Array) -> None:
    """Divide in place."""
    for i in range(out.size):
        out[i] /= total[i]


@helper
def add_products(total: Array, x: Array, y: Array) -> None:
    """Add the products to total."""
    for i in range(total.size):
        total[i] += x[i] * y[i]


@helper
def gradient(grad_x: Array, grad_out: Array, out: Array, dot: Array) -> None:
    """Write out * (grad_out - dot)."""
    for i in range(out.size):
        grad_x[i] = out[i] * (grad_out[i] - dot[i])


@kernel
def softmax_stripes(out: Array, out_start: int, x: Array, x_start: int, outer: int, size: int, inner: int) -> None:
    """A thread takes STRIPE columns, or what is left of them, of one block."""
    stripes = (inner + STRIPE - 1) // STRIPE
    for item in prange(outer * stripes):
        block, stripe = integer(item) // stripes, integer(item) % stripes
        width = min(STRIPE, inner - stripe * STRIPE)
        first = block * size * inner + stripe * STRIPE
        top = np.full(width, -np.inf, x.dtype)
        total = np.zeros(width, x.dtype)
        for k in range(size):
            at = x_start + first + k * inner
            keep_larger(top, x[at : at + width])
        for k in range(size):
            at, to = x_start + first + k * inner, out_start + first + k * inner
            add_powers(out[to : to + width], total, x[at : at + width], top)
        for k in range(size):
            to = out_start + first + k * inner
            divide(out[to : to + width], total)


@kernel
def softmax_backward_stripes(
    grad_x: Array, grad_out: Array, out: Array, out_start: int,
    outer: int, size: int, inner: int,
) -> None:  # fmt: skip
    """A thread takes STRIPE columns, or what is left of them, of one block."""
    stripes = (inner + STRIPE - 1) // STRIPE
    for item in prange(outer * stripes):
        block, stripe = integer(item) // stripes, integer(item) % stripes
        width = min(STRIPE, inner - stripe * STRIPE)
        first = block * size * inner + stripe * STRIPE
        dot = np.zeros(width, out.dtype)
        for k in range(size):
            step = first + k * inner
            grad = grad_out[step : step + width]
            add_products(dot, grad, out[out_start + step : out_start + step + width])
        for k in range(size):
            step = first + k * inner
            gradient(
                grad_x[step : step + width],
                grad_out[step : step + width],
                out[out_start + step : out_start + step + width],
                dot,
            )
