"""Layer normalization of rows, and its gradients.

Forward, a thread takes whole rows. Backward, the gradients of weight and bias are sums over all rows: the rows are cut
into `CHUNKS` parts, whatever the number of threads, each with a sum of its own; these are added up at the end, so the
result is the same on any number of threads and no two threads add to one place.
"""

import math

import numpy as np

from minitorch_ref.backends.numba_cpu.jit import Array, Number, helper, integer, kernel, prange, summing_helper
from minitorch_ref.backends.numba_cpu.memory import fill
from minitorch_ref.backends.numba_cpu.operands import flat, is_plain_gradient, size_of
from minitorch_ref.backends.numba_cpu.reduce import sum_of_row
from minitorch_ref.storage import Strided

__all__ = ["ACCEPTS", "layer_norm", "layer_norm_backward"]

ACCEPTS = {"layer_norm_backward": is_plain_gradient}

CHUNKS = 16


def layer_norm(
    out: Strided, mean: Strided, rstd: Strided, x: Strided, weight: Strided | None, bias: Strided | None, eps: float
) -> None:
    """Write (x - mean) * rstd * weight + bias, the means of rows and 1 / sqrt(variance + eps)."""
    rows = size_of(mean)
    operands = [part for y in (weight, bias) for part in vector(y, x)]
    outputs = [y.storage.data for y in (out, mean, rstd)]
    forward_rows[size_of(x)](*outputs, x.storage.data, x.layout.offset, *operands, rows, size_of(x) // rows, eps)


def layer_norm_backward(
    grad_x: Strided, grad_weight: Strided, grad_bias: Strided,
    grad_out: Strided, x: Strided, mean: Strided, rstd: Strided, weight: Strided | None,
) -> None:  # fmt: skip
    """Write the gradients of the input, the weight and the bias."""
    rows = size_of(mean)
    columns = size_of(x) // rows
    sums = np.empty((2, CHUNKS, columns), x.storage.data.dtype)
    outputs = [y.storage.data for y in (grad_x, grad_weight, grad_bias)]
    operands = flat(grad_out), x.storage.data, x.layout.offset
    more = mean.storage.data, rstd.storage.data, *vector(weight, x)
    backward_rows[2 * size_of(x)](*outputs, sums, *operands, *more, rows, columns)


def vector(y: Strided | None, like: Strided) -> tuple[Array, int]:
    """Return the memory and the beginning of a parameter; an empty array if there is none."""
    return (np.empty(0, like.storage.data.dtype), 0) if y is None else (y.storage.data, y.layout.offset)


@summing_helper
def squared_distances(x: Array, centre: Number) -> Number:
    """Return the sum of the squared distances from a centre."""
    result = x.dtype.type(0)
    for i in range(x.size):
        distance = x[i] - centre
        result += distance * distance
    return result


@helper
def standardize_row(out: Array, x: Array, centre: Number, rstd: Number, weight: Array, bias: Array) -> None:
    """Write (x - centre) * rstd * weight + bias."""
    for i in range(out.size):
        out[i] = (x[i] - centre) * rstd * weight[i] + bias[i]


@helper
def add_row(out: Array, x: Array) -> None:
    """Add in place."""
    for i in range(out.size):
        out[i] += x[i]


@kernel
def forward_rows(
    out: Array, mean: Array, rstd: Array, x: Array, at: int, weight: Array, at_weight: int, bias: Array, at_bias: int,
    rows: int, columns: int, eps: float,
) -> None:  # fmt: skip
    """Row by row: mean, variance, result."""
    scales = weight[at_weight : at_weight + columns] if weight.size else np.ones(columns, x.dtype)
    shifts = bias[at_bias : at_bias + columns] if bias.size else np.zeros(columns, x.dtype)
    sources, targets = x[at : at + rows * columns].reshape((rows, columns)), out.reshape((rows, columns))
    one = x.dtype.type(1)
    share = one / x.dtype.type(columns)
    for index in prange(rows):
        row = integer(index)
        source = sources[row]
        centre = sum_of_row(source) * share
        variance = squared_distances(source, centre) * share
        scale = one / math.sqrt(variance + x.dtype.type(eps))
        mean[row], rstd[row] = centre, scale
        standardize_row(targets[row], source, centre, scale, scales, shifts)


@summing_helper
def two_sums(grad: Array, x: Array, centre: Number, rstd: Number, weight: Array) -> tuple[Number, Number]:
    """Return the sums of h and of h * standard, h = grad * weight."""
    first, second = x.dtype.type(0), x.dtype.type(0)
    for i in range(x.size):
        h = grad[i] * weight[i]
        first += h
        second += h * ((x[i] - centre) * rstd)
    return first, second


@helper
def gradient_row(
    out: Array, grad: Array, x: Array, weight: Array, centre: Number, rstd: Number, first: Number, second: Number
) -> None:
    """Write rstd * (h - first - standard * second)."""
    shift, slope = rstd * first, rstd * rstd * second
    for i in range(x.size):
        out[i] = grad[i] * weight[i] * rstd - shift - (x[i] - centre) * slope


@helper
def add_gradients(to_weight: Array, to_bias: Array, grad: Array, x: Array, centre: Number, rstd: Number) -> None:
    """Add grad * standard and grad."""
    for i in range(x.size):
        to_weight[i] += grad[i] * ((x[i] - centre) * rstd)
        to_bias[i] += grad[i]


@kernel
def backward_rows(
    grad_x: Array, grad_weight: Array, grad_bias: Array, sums: Array, grad_out: Array, x: Array, at: int,
    mean: Array, rstd: Array, weight: Array, at_weight: int, rows: int, columns: int,
) -> None:  # fmt: skip
    """A thread takes a chunk of rows, and adds to the sums of that chunk; in the end one adds up the sums."""
    scales = weight[at_weight : at_weight + columns] if weight.size else np.ones(columns, x.dtype)
    sources, targets = x[at : at + rows * columns].reshape((rows, columns)), grad_x.reshape((rows, columns))
    grads = grad_out.reshape((rows, columns))
    per_chunk, share = (rows + CHUNKS - 1) // CHUNKS, x.dtype.type(1) / x.dtype.type(columns)
    for chunk in prange(CHUNKS):
        to_weight, to_bias = sums[0, chunk], sums[1, chunk]
        fill(to_weight, x.dtype.type(0))
        fill(to_bias, x.dtype.type(0))
        for row in range(integer(chunk) * per_chunk, min(rows, (integer(chunk) + 1) * per_chunk)):
            source, grad = sources[row], grads[row]
            centre, scale = mean[row], rstd[row]
            first, second = two_sums(grad, source, centre, scale, scales)
            gradient_row(targets[row], grad, source, scales, centre, scale, first * share, second * share)
            add_gradients(to_weight, to_bias, grad, source, centre, scale)
    fill(grad_weight, x.dtype.type(0))
    fill(grad_bias, x.dtype.type(0))
    for chunk in range(CHUNKS):
        add_row(grad_weight, sums[0, chunk])
        add_row(grad_bias, sums[1, chunk])
