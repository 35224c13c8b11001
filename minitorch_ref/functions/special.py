"""Functions of a field: the error function, steps between numbers, shifts of bits, sums in the space of logarithms."""

import math
from typing import TYPE_CHECKING

from minitorch_ref import dtypes
from minitorch_ref.errors import UnsupportedError
from minitorch_ref.functions import arithmetic, dispatch, exponential, selection
from minitorch_ref.functions.function import Context, Function

if TYPE_CHECKING:
    from minitorch_ref.dtypes import Scalar
    from minitorch_ref.tensors.tensor import Tensor

__all__ = [
    "Erf",
    "Erfinv",
    "Lerp",
    "ShiftLeft",
    "ShiftRight",
    "addcdiv",
    "addcmul",
    "bitwise_left_shift",
    "bitwise_right_shift",
    "erf",
    "erfc",
    "erfinv",
    "lerp",
    "logaddexp",
    "xlogy",
]


class Erf(Function):
    """2 / sqrt(pi) times the integral of exp(-t^2) from 0 to x."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor") -> "Tensor":
        ctx.save_for_backward(x)
        return dispatch.map_float("erf", x)

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "tuple[Tensor]":
        (x,) = ctx.saved_tensors
        return (grad_output * (2 / math.sqrt(math.pi)) * exponential.exp(-x * x),)


def erf(input: "Tensor") -> "Tensor":
    """Return 2 / sqrt(pi) times the integral of exp(-t^2) from 0 to x, for each element."""
    return Erf.apply(input)


def erfc(input: "Tensor") -> "Tensor":
    """Return 1 - erf(x), for each element."""
    return 1 - Erf.apply(input)


class Erfinv(Function):
    """The number whose erf is x."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor") -> "Tensor":
        out = dispatch.map_float("erfinv", x)
        ctx.save_for_backward(out)
        return out

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "tuple[Tensor]":
        (out,) = ctx.saved_tensors
        return (grad_output * (math.sqrt(math.pi) / 2) * exponential.exp(out * out),)


def erfinv(input: "Tensor") -> "Tensor":
    """Return the number whose erf is x, for each element between -1 and 1."""
    return Erfinv.apply(input)


class Lerp(Function):
    """start + weight * (end - start)."""

    @staticmethod
    def forward(ctx: Context, start: "Tensor", end: "Tensor", weight: "Tensor") -> "Tensor":
        ctx.save_for_backward(start, end, weight)
        step = dispatch.zip_to("mul", weight, dispatch.zip_to("sub", end, start))
        return dispatch.zip_to("add", start, step)

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "tuple[Tensor, Tensor, Tensor]":
        start, end, weight = ctx.saved_tensors
        return grad_output * (1 - weight), grad_output * weight, grad_output * (end - start)


def lerp(input: "Tensor", end: "Tensor", weight: "Tensor | Scalar") -> "Tensor":
    """Return input + weight * (end - input): the way from input (weight 0) to end (weight 1)."""
    if input.dtype is not end.dtype or input.dtype.category < dtypes.FLOATING:
        raise UnsupportedError(f"lerp: takes two tensors of one floating type, got {input.dtype} and {end.dtype}")
    return Lerp.apply(input, end, dispatch.operand(weight))


def addcmul(input: "Tensor", tensor1: "Tensor", tensor2: "Tensor", *, value: "Scalar" = 1) -> "Tensor":
    """Return input + value * tensor1 * tensor2."""
    return arithmetic.add(input, tensor1 * tensor2, alpha=value)


def addcdiv(input: "Tensor", tensor1: "Tensor", tensor2: "Tensor", *, value: "Scalar" = 1) -> "Tensor":
    """Return input + value * tensor1 / tensor2."""
    return arithmetic.add(input, tensor1 / tensor2, alpha=value)


class LogAddExp(Function):
    """log(exp(x) + exp(y))."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor", y: "Tensor") -> "Tensor":
        ctx.save_for_backward(x, y)
        return dispatch.zip_to("logaddexp", x, y)

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "tuple[Tensor, Tensor]":
        x, y = ctx.saved_tensors
        return grad_output / (1 + exponential.exp(y - x)), grad_output / (1 + exponential.exp(x - y))


def logaddexp(input: "Tensor", other: "Tensor") -> "Tensor":
    """Return log(exp(input) + exp(other)) without overflow."""
    if dtypes.result_type(input, other).category < dtypes.FLOATING:
        raise UnsupportedError(f"logaddexp: takes floating-point numbers, got {input.dtype} and {other.dtype}")
    return LogAddExp.apply(input, other)


def xlogy(input: "Tensor | Scalar", other: "Tensor | Scalar") -> "Tensor":
    """Return input * log(other), 0 where input is 0 even if the logarithm is not finite."""
    x, y = dispatch.operand(input), dispatch.operand(other)
    zero = (x == 0) & (y == y)
    return selection.where(zero, 0, x * exponential.log(selection.where(zero, 1, y)))


class ShiftLeft(Function):
    """x * 2^y for integers."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor", y: "Tensor") -> "Tensor":
        return dispatch.zip_to("shift_left", integers(x), integers(y))


def bitwise_left_shift(input: "Tensor | Scalar", other: "Tensor | Scalar") -> "Tensor":
    """Return input with its bits moved to the left by `other` places."""
    return ShiftLeft.apply(dispatch.operand(input), dispatch.operand(other))


class ShiftRight(Function):
    """x / 2^y for integers, rounded down."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor", y: "Tensor") -> "Tensor":
        return dispatch.zip_to("shift_right", integers(x), integers(y))


def bitwise_right_shift(input: "Tensor | Scalar", other: "Tensor | Scalar") -> "Tensor":
    """Return input with its bits moved to the right by `other` places; the sign stays."""
    return ShiftRight.apply(dispatch.operand(input), dispatch.operand(other))


def integers(x: "Tensor") -> "Tensor":
    """Return x if its elements are integers."""
    if x.dtype.category > dtypes.INTEGER:
        raise UnsupportedError(f"bitwise shift: takes integers, got {x.dtype}")
    return x
