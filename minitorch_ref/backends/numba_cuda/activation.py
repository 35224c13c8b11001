"""Activations of several steps, and gradients of activations, each in one pass.

They are functions of one or two numbers, so the kernels are those of `pointwise`: each thread writes elements of its
own, and there is no race. Constants are given the type of the operand: with a float64 one, float32 numbers would be
computed in float64, which most GPUs do many times slower.
"""

import math
from functools import cache, partial
from typing import Any

import numpy as np

from minitorch_ref.backends.interface import Kernel
from minitorch_ref.backends.numba_cuda.api import cuda
from minitorch_ref.backends.numba_cuda.operands import are_floats
from minitorch_ref.backends.numba_cuda.pointwise import kernel_of_one, kernel_of_two, launch_pointwise
from minitorch_ref.storage import Strided

__all__ = ["CHOICES", "NAMES", "activation_kernel"]

NAMES = {
    "gelu": 1, "gelu_tanh": 1, "silu": 1, "gelu_backward": 2, "gelu_tanh_backward": 2, "silu_backward": 2,
    "relu_backward": 2, "sigmoid_backward": 2, "tanh_backward": 2,
}  # fmt: skip
"""Every kernel of this file, and of how many numbers it is a function."""


def logistic_of(kind: Any) -> Any:
    """Return the logistic function: exp is only taken of numbers that are not positive, so nothing overflows."""
    zero, one = kind(0), kind(1)

    @cuda.jit(device=True)
    def logistic(x):
        small = math.exp(-abs(x))
        return one / (one + small) if x >= zero else small / (one + small)

    return logistic


def values_of(kind: Any) -> tuple[Any, ...]:
    """Return the activations for one floating-point type."""
    half, one, root = kind(0.5), kind(1), kind(math.sqrt(0.5))
    factor, cubic, logistic = kind(math.sqrt(2 / math.pi)), kind(0.044715), logistic_of(kind)

    def gelu(x):
        return half * x * (one + math.erf(x * root))

    def gelu_tanh(x):
        return half * x * (one + math.tanh(factor * (x + cubic * x * x * x)))

    def silu(x):
        return x * logistic(x)

    return gelu, gelu_tanh, silu


def gradients_of(kind: Any) -> tuple[Any, ...]:
    """Return the gradients for one floating-point type, each computed from what the activation has saved."""
    zero, half, one, three, root = kind(0), kind(0.5), kind(1), kind(3), kind(math.sqrt(0.5))
    factor, cubic, logistic = kind(math.sqrt(2 / math.pi)), kind(0.044715), logistic_of(kind)
    density = kind(1 / math.sqrt(2 * math.pi))

    def gelu_backward(grad, x):
        return grad * (half * (one + math.erf(x * root)) + x * density * math.exp(-half * x * x))

    def gelu_tanh_backward(grad, x):
        t = math.tanh(factor * (x + cubic * x * x * x))
        return grad * half * (one + t + x * (one - t * t) * factor * (one + three * cubic * x * x))

    def silu_backward(grad, x):
        s = logistic(x)
        return grad * s * (one + x * (one - s))

    def relu_backward(grad, out):
        return grad * (one if out > zero else zero)

    def sigmoid_backward(grad, out):
        return grad * (one - out) * out

    def tanh_backward(grad, out):
        return grad * (one - out * out)

    return gelu_backward, gelu_tanh_backward, silu_backward, relu_backward, sigmoid_backward, tanh_backward


@cache
def activation_kernel(name: str, dtype: np.dtype[Any]) -> Any:
    """Return the kernel of one of these functions for one floating-point type."""
    found = {f.__name__: f for f in (*values_of(dtype.type), *gradients_of(dtype.type))}
    function = cuda.jit(device=True)(found[name])
    return (kernel_of_one if NAMES[name] == 1 else kernel_of_two)(function)


def activation(name: str, out: Strided, *operands: Strided) -> None:
    """Write the function of one or two operands; see its name in `kernel_names`."""
    launch_pointwise(activation_kernel(name, out.storage.dtype.numpy), out, *operands)


def choose(name: str, *operands: Strided) -> Kernel | None:
    """Return the kernel for floating-point numbers of one type."""
    return partial(activation, name) if are_floats(*operands) else None


CHOICES: dict[str, Any] = {name: partial(choose, name) for name in NAMES}
