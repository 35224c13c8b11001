"""Activations and their gradients, each in one pass: gelu, silu, softplus, and the gradients of relu, sigmoid and tanh.

Operands are row-major (the gradient of the result is copied if it is not), so a kernel sees one long row. It is cut
into pieces, and each is written by the thread that has it.
"""

import functools
from collections.abc import Callable
from typing import Any

from minitorch_ref.backends.numba_cpu.jit import Array, Kernel, Number, helper, integer, prange
from minitorch_ref.backends.numba_cpu.normal import normal
from minitorch_ref.backends.numba_cpu.operands import flat, is_plain_gradient, size_of
from minitorch_ref.backends.numba_cpu.rows import cut, parts
from minitorch_ref.backends.numba_cpu.scalars import exp, log1p, relu, sigmoid, tanh
from minitorch_ref.storage import Strided

__all__ = [
    "ACCEPTS",
    "gelu",
    "gelu_backward",
    "gelu_tanh",
    "gelu_tanh_backward",
    "relu_backward",
    "sigmoid_backward",
    "silu",
    "silu_backward",
    "softplus",
    "softplus_backward",
    "tanh_backward",
]


@helper
def gelu_of(x: Number) -> Number:
    """Return x * P(Z <= x)."""
    below, _ = normal(x)
    return x * below


@helper
def gelu_slope(grad: Number, x: Number) -> Number:
    """Return grad * (P(Z <= x) + x * density(x))."""
    below, power = normal(x)
    return grad * (below + x * type(x)(0.3989422804014327) * power)


@helper
def gelu_inner(x: Number) -> Number:
    """Return sqrt(2 / pi) * (x + 0.044715 * x^3)."""
    return type(x)(0.7978845608028654) * (x + type(x)(0.044715) * x * x * x)


@helper
def gelu_tanh_of(x: Number) -> Number:
    """Return 0.5 * x * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x^3)))."""
    return type(x)(0.5) * x * (type(x)(1) + tanh(gelu_inner(x)))


@helper
def gelu_tanh_slope(grad: Number, x: Number) -> Number:
    """Return grad times the derivative of gelu_tanh_of."""
    one, half = type(x)(1), type(x)(0.5)
    t = tanh(gelu_inner(x))
    inner_slope = type(x)(0.7978845608028654) * (one + type(x)(3 * 0.044715) * x * x)
    return grad * half * (one + t + x * (one - t * t) * inner_slope)


@helper
def silu_of(x: Number) -> Number:
    """Return x * sigmoid(x)."""
    return x * sigmoid(x)


@helper
def silu_slope(grad: Number, x: Number) -> Number:
    """Return grad * s * (1 + x * (1 - s)), s = sigmoid(x)."""
    one, s = type(x)(1), sigmoid(x)
    return grad * s * (one + x * (one - s))


@helper
def softplus_of(x: Number) -> Number:
    """Return log(1 + exp(x)), the exponential taken of a number that is not positive."""
    return relu(x) + log1p(exp(-abs(x)))


FORWARD: dict[str, Callable[[Any], Any]] = {
    "gelu": gelu_of,
    "gelu_tanh": gelu_tanh_of,
    "silu": silu_of,
    "softplus": softplus_of,
}

BACKWARD: dict[str, Callable[[Any, Any], Any]] = {
    "gelu_backward": gelu_slope,
    "gelu_tanh_backward": gelu_tanh_slope,
    "silu_backward": silu_slope,
    "softplus_backward": helper(lambda grad, x: grad * sigmoid(x), "softplus_slope"),
    # of the result, not of the input:
    "relu_backward": helper(lambda grad, out: grad if out > type(out)(0) else type(out)(0), "relu_slope"),
    "sigmoid_backward": helper(lambda grad, out: grad * out * (type(out)(1) - out), "sigmoid_slope"),
    "tanh_backward": helper(lambda grad, out: grad * (type(out)(1) - out * out), "tanh_slope"),
}


ACCEPTS = dict.fromkeys(BACKWARD, is_plain_gradient)


@functools.cache
def forward_kernel(name: str) -> Kernel:
    """Return the kernel of a function of one number."""
    function = FORWARD[name]

    def apply_to_row(out: Array, x: Array) -> None:
        for i in range(out.size):
            out[i] = function(x[i])

    apply = helper(apply_to_row, f"{name}_row")

    def forward(out: Array, x: Array, at: int, size: int) -> None:
        for item in prange(parts(1, size)):
            _, _, left, right = cut(integer(item), 1, size)
            apply(out[left:right], x[at + left : at + right])

    return Kernel(forward, f"activation.{name}")


@functools.cache
def backward_kernel(name: str) -> Kernel:
    """Return the kernel of the gradient of a function of one number."""
    function = BACKWARD[name]

    def apply_to_row(grad_x: Array, grad_out: Array, x: Array) -> None:
        for i in range(grad_x.size):
            grad_x[i] = function(grad_out[i], x[i])

    apply = helper(apply_to_row, f"{name}_row")

    def backward(grad_x: Array, grad_out: Array, x: Array, at: int, size: int) -> None:
        for item in prange(parts(1, size)):
            _, _, left, right = cut(integer(item), 1, size)
            apply(grad_x[left:right], grad_out[left:right], x[at + left : at + right])

    return Kernel(backward, f"activation.{name}")


def run_forward(name: str, out: Strided, x: Strided) -> None:
    """Write name(x)."""
    size = size_of(out)
    forward_kernel(name)[size](out.storage.data, x.storage.data, x.layout.offset, size)


def run_backward(name: str, grad_x: Strided, grad_out: Strided, x: Strided) -> None:
    """Write grad_out times a derivative."""
    operands = grad_x.storage.data, flat(grad_out), x.storage.data, x.layout.offset
    backward_kernel(name)[size_of(grad_x)](*operands, size_of(grad_x))


gelu = functools.partial(run_forward, "gelu")
gelu_tanh = functools.partial(run_forward, "gelu_tanh")
silu = functools.partial(run_forward, "silu")
gelu_backward = functools.partial(run_backward, "gelu_backward")
gelu_tanh_backward = functools.partial(run_backward, "gelu_tanh_backward")
relu_backward = functools.partial(run_backward, "relu_backward")
sigmoid_backward = functools.partial(run_backward, "sigmoid_backward")
softplus = functools.partial(run_forward, "softplus")
silu_backward = functools.partial(run_backward, "silu_backward")
softplus_backward = functools.partial(run_backward, "softplus_backward")
tanh_backward = functools.partial(run_backward, "tanh_backward")
