"""Rounding, absolute value, sign, and ReLU: functions made of straight pieces."""

from typing import TYPE_CHECKING

from minitorch_ref import dtypes
from minitorch_ref.functions import dispatch
from minitorch_ref.functions.direct import Map
from minitorch_ref.functions.function import Context, Function

if TYPE_CHECKING:
    from minitorch_ref.tensors.tensor import Tensor

__all__ = [
    "Abs",
    "Ceil",
    "Floor",
    "Relu",
    "Round",
    "Sign",
    "Trunc",
    "abs",
    "ceil",
    "floor",
    "relu",
    "round",
    "sign",
    "trunc",
]


class Abs(Function):
    """x without its sign."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor") -> "Tensor":
        ctx.save_for_backward(x)
        return dispatch.map_same("abs", x, dtypes.real_type(x.dtype))

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "Tensor":
        (x,) = ctx.saved_tensors
        return grad_output * x.sgn()


def abs(input: "Tensor") -> "Tensor":
    """Return each element without its sign."""
    return Abs.apply(input)


class Sign(Function):
    """-1, 0 or 1; of a NaN, 0."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor") -> "Tensor":
        return dispatch.map_same("sign", x)

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "Tensor":
        return grad_output.new_zeros(grad_output.shape)


def sign(input: "Tensor") -> "Tensor":
    """Return -1, 0 or 1 for each element."""
    return Sign.apply(input)


class Floor(Function):
    """x rounded down; integers stay as they are."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor") -> "Tensor":
        return dispatch.map_same("floor", x)

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "Tensor":
        return grad_output.new_zeros(grad_output.shape)


def floor(input: "Tensor") -> "Tensor":
    """Return each element rounded down."""
    return Floor.apply(input)


class Ceil(Function):
    """x rounded up; integers stay as they are."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor") -> "Tensor":
        return dispatch.map_same("ceil", x)

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "Tensor":
        return grad_output.new_zeros(grad_output.shape)


def ceil(input: "Tensor") -> "Tensor":
    """Return each element rounded up."""
    return Ceil.apply(input)


class Trunc(Function):
    """x rounded towards 0; integers stay as they are."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor") -> "Tensor":
        return dispatch.map_same("trunc", x)

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "Tensor":
        return grad_output.new_zeros(grad_output.shape)


def trunc(input: "Tensor") -> "Tensor":
    """Return each element rounded towards 0."""
    return Trunc.apply(input)


class Round(Function):
    """x rounded to the nearest integer, halves to the even one."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor") -> "Tensor":
        return dispatch.map_same("round", x)

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "Tensor":
        return grad_output.new_zeros(grad_output.shape)


def round(input: "Tensor", *, decimals: int = 0) -> "Tensor":
    """Return each element rounded to some decimals, halves to even; negative `decimals` round to tens, hundreds..."""
    if decimals == 0:
        return Round.apply(input)
    scale = 10.0**-decimals if decimals < 0 else 10.0**decimals
    return Round.apply(input * scale) / scale if decimals > 0 else Round.apply(input / scale) * scale


class Relu(Map):
    """x where it is positive, else 0."""

    name = "relu"

    @staticmethod
    def forward(ctx: Context, x: "Tensor") -> "Tensor":
        out = dispatch.map_same("relu", x)
        ctx.save_for_backward(out)
        return out

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "Tensor":
        (out,) = ctx.saved_tensors
        fused = dispatch.fused_gradient("relu_backward", grad_output, out)
        return grad_output * (out > 0) if fused is None else fused


def relu(input: "Tensor") -> "Tensor":
    """Return each element where it is positive, else 0."""
    return Relu.apply(input)
