"""Batch normalization of channels, and its gradients.

- (N, C, L): a thread takes a whole channel, N rows of L elements each; what it has read once stays in its cache.
- (N, C): the elements of a channel lie far apart, so a thread takes a stripe of channels and walks down the batch, all
  channels of the stripe in step.

Every channel belongs to one thread, which writes its mean, its variance, its gradients and its elements. Sums are
kept in float64 from row to row.
"""

import math

import numpy as np

from minitorch_ref.backends.numba_cpu.jit import Array, Number, helper, integer, kernel, prange, summing_helper
from minitorch_ref.backends.numba_cpu.layer_norm import squared_distances, vector
from minitorch_ref.backends.numba_cpu.operands import flat, is_plain_gradient, size_of
from minitorch_ref.backends.numba_cpu.reduce import sum_of_row
from minitorch_ref.storage import Strided

__all__ = ["ACCEPTS", "batch_norm", "batch_norm_backward"]

ACCEPTS = {"batch_norm_backward": is_plain_gradient}

STRIPE = 128
"""Channels that a thread takes at once: two cache lines of each array and more, and few enough to stay near."""


def batch_norm(
    out: Strided, mean: Strided, var: Strided, x: Strided, weight: Strided | None, bias: Strided | None,
    eps: float, fixed: bool,
) -> None:  # fmt: skip
    """Write (x - mean) / sqrt(var + eps) * weight + bias; first mean and var, unless they are fixed."""
    n, channels = x.layout.shape[:2]
    size = size_of(x) // (n * channels)
    loop = forward_columns if size == 1 else forward_channels
    outputs = [y.storage.data for y in (out, mean, var)]
    parameters = [part for y in (weight, bias) for part in vector(y, x)]
    loop[size_of(x)](*outputs, x.storage.data, x.layout.offset, *parameters, n, channels, size, eps, fixed)


def batch_norm_backward(
    grad_x: Strided, grad_weight: Strided, grad_bias: Strided,
    grad_out: Strided, x: Strided, mean: Strided, var: Strided, weight: Strided | None, eps: float, fixed: bool,
) -> None:  # fmt: skip
    """Write the gradients of the input, the weight and the bias."""
    n, channels = x.layout.shape[:2]
    size = size_of(x) // (n * channels)
    loop = backward_columns if size == 1 else backward_channels
    outputs = [y.storage.data for y in (grad_x, grad_weight, grad_bias)]
    operands = flat(grad_out), x.storage.data, x.layout.offset, mean.storage.data, var.storage.data
    loop[2 * size_of(x)](*outputs, *operands, *vector(weight, x), n, channels, size, eps, fixed)


@helper
def scale_of(variance: Number, eps: float) -> Number:
    """Return 1 / sqrt(variance + eps)."""
    return type(variance)(1) / math.sqrt(variance + type(variance)(eps))


# ---- a channel at a time ----


@helper
def affine_row(out: Array, x: Array, centre: Number, scale: Number, shift: Number) -> None:
    """Write (x - centre) * scale + shift."""
    for i in range(out.size):
        out[i] = (x[i] - centre) * scale + shift


@kernel
def forward_channels(
    out: Array, mean: Array, var: Array, x: Array, at: int,
    weight: Array, at_weight: int, bias: Array, at_bias: int,
    n: int, channels: int, size: int, eps: float, fixed: bool,
) -> None:  # fmt: skip
    """Channel by channel: mean, variance, result."""
    for index in prange(channels):
        channel = integer(index)
        if not fixed:
            total = 0.0
            for i in range(n):
                start = at + (i * channels + channel) * size
                total += sum_of_row(x[start : start + size])
            mean[channel] = total / (n * size)
            total = 0.0
            for i in range(n):
                start = at + (i * channels + channel) * size
                total += squared_distances(x[start : start + size], mean[channel])
            var[channel] = total / (n * size)
        scale = scale_of(var[channel], eps)
        if weight.size:
            scale *= weight[at_weight + channel]
        shift = bias[at_bias + channel] if bias.size else x.dtype.type(0)
        for i in range(n):
            to = (i * channels + channel) * size
            affine_row(out[to : to + size], x[at + to : at + to + size], mean[channel], scale, shift)


@summing_helper
def sums_of_row(grad: Array, x: Array, centre: Number) -> tuple[Number, Number]:
    """Return the sums of grad and of grad * (x - centre)."""
    first, second = x.dtype.type(0), x.dtype.type(0)
    for i in range(x.size):
        first += grad[i]
        second += grad[i] * (x[i] - centre)
    return first, second


@helper
def gradient_of_row(
    out: Array, grad: Array, x: Array, centre: Number, scale: Number, shift: Number, slope: Number
) -> None:
    """Write (grad - shift - (x - centre) * slope) * scale."""
    for i in range(out.size):
        out[i] = (grad[i] - shift - (x[i] - centre) * slope) * scale


@kernel
def backward_channels(
    grad_x: Array, grad_weight: Array, grad_bias: Array, grad_out: Array, x: Array, at: int, mean: Array, var: Array,
    weight: Array, at_weight: int, n: int, channels: int, size: int, eps: float, fixed: bool,
) -> None:  # fmt: skip
    """Channel by channel: two sums, and from them the gradients."""
    for index in prange(channels):
        channel = integer(index)
        centre, scale = mean[channel], scale_of(var[channel], eps)
        total, along = 0.0, 0.0
        for i in range(n):
            to = (i * channels + channel) * size
            first, second = sums_of_row(grad_out[to : to + size], x[at + to : at + to + size], centre)
            total += first
            along += second
        grad_bias[channel], grad_weight[channel] = total, along * scale
        shift, slope = x.dtype.type(0), x.dtype.type(0)
        if not fixed:
            shift = x.dtype.type(total / (n * size))
            slope = x.dtype.type(along / (n * size)) * scale * scale
        if weight.size:
            scale *= weight[at_weight + channel]
        for i in range(n):
            to = (i * channels + channel) * size
            source = x[at + to : at + to + size]
            gradient_of_row(grad_x[to : to + size], grad_out[to : to + size], source, centre, scale, shift, slope)


# ---- a stripe of channels at a time ----


@helper
def add_wide(total: Array, x: Array) -> None:
    """Add to sums in float64."""
    for i in range(total.size):
        total[i] += x[i]


@helper
def add_squares(total: Array, x: Array, centre: Array) -> None:
    """Add squared distances to sums in float64."""
    for i in range(total.size):
        distance = x[i] - centre[i]
        total[i] += distance * distance


@helper
def affine_columns(out: Array, x: Array, centre: Array, scale: Array, shift: Array) -> None:
    """Write (x - centre) * scale + shift, with numbers for each column."""
    for i in range(out.size):
        out[i] = (x[i] - centre[i]) * scale[i] + shift[i]


@helper
def measure_columns(mean: Array, var: Array, x: Array, at: int, n: int, channels: int) -> None:
    """Write the means and the variances of some columns, the first of which begins at `at`."""
    total, squares = np.zeros(mean.size), np.zeros(mean.size)
    for i in range(at, at + n * channels, channels):
        add_wide(total, x[i : i + mean.size])
    for j in range(mean.size):
        mean[j] = total[j] / n
    for i in range(at, at + n * channels, channels):
        add_squares(squares, x[i : i + mean.size], mean)
    for j in range(mean.size):
        var[j] = squares[j] / n


@kernel
def forward_columns(
    out: Array, mean: Array, var: Array, x: Array, at: int,
    weight: Array, at_weight: int, bias: Array, at_bias: int,
    n: int, channels: int, size: int, eps: float, fixed: bool,
) -> None:  # fmt: skip
    """A thread takes STRIPE channels: means, variances, results."""
    for item in prange((channels + STRIPE - 1) // STRIPE):
        left = integer(item) * STRIPE
        right = min(channels, left + STRIPE)
        centres = mean[left:right]
        if not fixed:
            measure_columns(centres, var[left:right], x, at + left, n, channels)
        scale, shift = np.empty(right - left, x.dtype), np.zeros(right - left, x.dtype)
        for j in range(right - left):
            scale[j] = scale_of(var[left + j], eps)
            if weight.size:
                scale[j] *= weight[at_weight + left + j]
            if bias.size:
                shift[j] = bias[at_bias + left + j]
        for i in range(0, n * channels, channels):
            affine_columns(out[i + left : i + right], x[at + i + left : at + i + right], centres, scale, shift)


@helper
def add_two_sums(total: Array, along: Array, grad: Array, x: Array, centre: Array) -> None:
    """Add grad, and grad * (x - centre), to sums in float64."""
    for i in range(total.size):
        total[i] += grad[i]
        along[i] += grad[i] * (x[i] - centre[i])


@helper
def gradient_columns(
    out: Array, grad: Array, x: Array, centre: Array, scale: Array, shift: Array, slope: Array
) -> None:
    """Write (grad - shift - (x - centre) * slope) * scale, with numbers for each column."""
    for i in range(out.size):
        out[i] = (grad[i] - shift[i] - (x[i] - centre[i]) * slope[i]) * scale[i]


@kernel
def backward_columns(
    grad_x: Array, grad_weight: Array, grad_bias: Array, grad_out: Array, x: Array, at: int, mean: Array, var: Array,
    weight: Array, at_weight: int, n: int, channels: int, size: int, eps: float, fixed: bool,
) -> None:  # fmt: skip
    """A thread takes STRIPE channels: their sums, and from them the gradients."""
    for item in prange((channels + STRIPE - 1) // STRIPE):
        left = integer(item) * STRIPE
        right = min(channels, left + STRIPE)
        centres = mean[left:right]
        total, along = np.zeros(right - left), np.zeros(right - left)
        for i in range(0, n * channels, channels):
            add_two_sums(total, along, grad_out[i + left : i + right], x[at + i + left : at + i + right], centres)
        scale = np.empty(right - left, x.dtype)
        shift, slope = np.zeros(right - left, x.dtype), np.zeros(right - left, x.dtype)
        for j in range(right - left):
            scale[j] = scale_of(var[left + j], eps)
            grad_bias[left + j], grad_weight[left + j] = total[j], along[j] * scale[j]
            if not fixed:
                shift[j], slope[j] = total[j] / n, along[j] / n * scale[j] * scale[j]
            if weight.size:
                scale[j] *= weight[at_weight + left + j]
        for i in range(0, n * channels, channels):
            grad, source = grad_out[i + left : i + right], x[at + i + left : at + i + right]
            gradient_columns(grad_x[i + left : i + right], grad, source, centres, scale, shift, slope)
