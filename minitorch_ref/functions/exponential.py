"""Exponentials, logarithms, roots and reciprocals; integers become float32 first."""

import math
from typing import TYPE_CHECKING

from minitorch_ref.functions import dispatch
from minitorch_ref.functions.function import Context, Function
from minitorch_ref.functions.rules import Rules, sent_back

if TYPE_CHECKING:
    from minitorch_ref.tensors.tensor import Tensor

__all__ = [
    "Exp",
    "Exp2",
    "Expm1",
    "Log",
    "Log1p",
    "Log2",
    "Log10",
    "Reciprocal",
    "Rsqrt",
    "Sqrt",
    "exp",
    "exp2",
    "expm1",
    "log",
    "log1p",
    "log2",
    "log10",
    "reciprocal",
    "rsqrt",
    "sqrt",
]


LN2, LN10 = math.log(2), math.log(10)


class Exp(Function):
    """e to the power x."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor") -> "Tensor":
        out = dispatch.map_float("exp", x)
        ctx.save_for_backward(out)
        return out

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "tuple[Tensor | None, ...]":
        return sent_back(Rules.exp, ctx, grad_output)


def exp(input: "Tensor") -> "Tensor":
    """Return e to the power x, for each element."""
    return Exp.apply(input)


class Exp2(Function):
    """2 to the power x."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor") -> "Tensor":
        out = dispatch.map_float("exp2", x)
        ctx.save_for_backward(out)
        return out

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "Tensor":
        (out,) = ctx.saved_tensors
        return grad_output * out * LN2


def exp2(input: "Tensor") -> "Tensor":
    """Return 2 to the power x, for each element."""
    return Exp2.apply(input)


class Expm1(Function):
    """exp(x) - 1, exact near 0."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor") -> "Tensor":
        out = dispatch.map_float("expm1", x)
        ctx.save_for_backward(out)
        return out

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "Tensor":
        (out,) = ctx.saved_tensors
        return grad_output * (out + 1)


def expm1(input: "Tensor") -> "Tensor":
    """Return exp(x) - 1, exact near 0, for each element."""
    return Expm1.apply(input)


class Log(Function):
    """the natural logarithm of x."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor") -> "Tensor":
        ctx.save_for_backward(x)
        return dispatch.map_float("log", x)

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "tuple[Tensor | None, ...]":
        return sent_back(Rules.log, ctx, grad_output)


def log(input: "Tensor") -> "Tensor":
    """Return the natural logarithm of x, for each element."""
    return Log.apply(input)


class Log1p(Function):
    """log(1 + x), exact near 0."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor") -> "Tensor":
        ctx.save_for_backward(x)
        return dispatch.map_float("log1p", x)

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "Tensor":
        (x,) = ctx.saved_tensors
        return grad_output / (x + 1)


def log1p(input: "Tensor") -> "Tensor":
    """Return log(1 + x), exact near 0, for each element."""
    return Log1p.apply(input)


class Log2(Function):
    """the logarithm of x to base 2."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor") -> "Tensor":
        ctx.save_for_backward(x)
        return dispatch.map_float("log2", x)

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "Tensor":
        (x,) = ctx.saved_tensors
        return grad_output / (x * LN2)


def log2(input: "Tensor") -> "Tensor":
    """Return the logarithm of x to base 2, for each element."""
    return Log2.apply(input)


class Log10(Function):
    """the logarithm of x to base 10."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor") -> "Tensor":
        ctx.save_for_backward(x)
        return dispatch.map_float("log10", x)

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "Tensor":
        (x,) = ctx.saved_tensors
        return grad_output / (x * LN10)


def log10(input: "Tensor") -> "Tensor":
    """Return the logarithm of x to base 10, for each element."""
    return Log10.apply(input)


class Sqrt(Function):
    """the square root of x."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor") -> "Tensor":
        out = dispatch.map_float("sqrt", x)
        ctx.save_for_backward(out)
        return out

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "Tensor":
        (out,) = ctx.saved_tensors
        return grad_output / (2 * out.conj())


def sqrt(input: "Tensor") -> "Tensor":
    """Return the square root of x, for each element."""
    return Sqrt.apply(input)


class Rsqrt(Function):
    """1 divided by the square root of x."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor") -> "Tensor":
        out = dispatch.map_float("rsqrt", x)
        ctx.save_for_backward(out)
        return out

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "Tensor":
        (out,) = ctx.saved_tensors
        return -0.5 * grad_output * out**3


def rsqrt(input: "Tensor") -> "Tensor":
    """Return 1 divided by the square root of x, for each element."""
    return Rsqrt.apply(input)


class Reciprocal(Function):
    """1 divided by x."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor") -> "Tensor":
        out = dispatch.map_float("reciprocal", x)
        ctx.save_for_backward(out)
        return out

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "Tensor":
        (out,) = ctx.saved_tensors
        return -grad_output * (out * out).conj()


def reciprocal(input: "Tensor") -> "Tensor":
    """Return 1 divided by x, for each element."""
    return Reciprocal.apply(input)
