"""The inverse hyperbolic functions; integers become float32 first."""

from typing import TYPE_CHECKING

from minitorch_ref.functions import dispatch
from minitorch_ref.functions.function import Context, Function

if TYPE_CHECKING:
    from minitorch_ref.tensors.tensor import Tensor

__all__ = ["Acosh", "Asinh", "Atanh", "acosh", "asinh", "atanh"]


class Asinh(Function):
    """The number whose hyperbolic sine is x."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor") -> "Tensor":
        ctx.save_for_backward(x)
        return dispatch.map_float("asinh", x)

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "Tensor":
        (x,) = ctx.saved_tensors
        return grad_output * (x * x + 1).rsqrt().conj()


def asinh(input: "Tensor") -> "Tensor":
    """Return the number whose hyperbolic sine is x, for each element."""
    return Asinh.apply(input)


class Acosh(Function):
    """The number from 0 up whose hyperbolic cosine is x."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor") -> "Tensor":
        ctx.save_for_backward(x)
        return dispatch.map_float("acosh", x)

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "Tensor":
        (x,) = ctx.saved_tensors
        return grad_output * ((x - 1).rsqrt() * (x + 1).rsqrt()).conj()


def acosh(input: "Tensor") -> "Tensor":
    """Return the number from 0 up whose hyperbolic cosine is x, for each element; NaN below 1."""
    return Acosh.apply(input)


class Atanh(Function):
    """The number whose hyperbolic tangent is x."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor") -> "Tensor":
        ctx.save_for_backward(x)
        return dispatch.map_float("atanh", x)

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "Tensor":
        (x,) = ctx.saved_tensors
        return grad_output / (1 - x * x).conj()


def atanh(input: "Tensor") -> "Tensor":
    """Return the number whose hyperbolic tangent is x, for each element."""
    return Atanh.apply(input)
