"""Exponentials, logarithms, roots and reciprocals; integers become float32 first."""

from typing import TYPE_CHECKING

from minitorch_ref.functions import dispatch
from minitorch_ref.functions.function import Context, Function

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


class Exp(Function):
    """e to the power x."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor") -> "Tensor":
        return dispatch.map_float("exp", x)


def exp(input: "Tensor") -> "Tensor":
    """Return e to the power x, for each element."""
    return Exp.apply(input)


class Exp2(Function):
    """2 to the power x."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor") -> "Tensor":
        return dispatch.map_float("exp2", x)


def exp2(input: "Tensor") -> "Tensor":
    """Return 2 to the power x, for each element."""
    return Exp2.apply(input)


class Expm1(Function):
    """exp(x) - 1, exact near 0."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor") -> "Tensor":
        return dispatch.map_float("expm1", x)


def expm1(input: "Tensor") -> "Tensor":
    """Return exp(x) - 1, exact near 0, for each element."""
    return Expm1.apply(input)


class Log(Function):
    """the natural logarithm of x."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor") -> "Tensor":
        return dispatch.map_float("log", x)


def log(input: "Tensor") -> "Tensor":
    """Return the natural logarithm of x, for each element."""
    return Log.apply(input)


class Log1p(Function):
    """log(1 + x), exact near 0."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor") -> "Tensor":
        return dispatch.map_float("log1p", x)


def log1p(input: "Tensor") -> "Tensor":
    """Return log(1 + x), exact near 0, for each element."""
    return Log1p.apply(input)


class Log2(Function):
    """the logarithm of x to base 2."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor") -> "Tensor":
        return dispatch.map_float("log2", x)


def log2(input: "Tensor") -> "Tensor":
    """Return the logarithm of x to base 2, for each element."""
    return Log2.apply(input)


class Log10(Function):
    """the logarithm of x to base 10."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor") -> "Tensor":
        return dispatch.map_float("log10", x)


def log10(input: "Tensor") -> "Tensor":
    """Return the logarithm of x to base 10, for each element."""
    return Log10.apply(input)


class Sqrt(Function):
    """the square root of x."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor") -> "Tensor":
        return dispatch.map_float("sqrt", x)


def sqrt(input: "Tensor") -> "Tensor":
    """Return the square root of x, for each element."""
    return Sqrt.apply(input)


class Rsqrt(Function):
    """1 divided by the square root of x."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor") -> "Tensor":
        return dispatch.map_float("rsqrt", x)


def rsqrt(input: "Tensor") -> "Tensor":
    """Return 1 divided by the square root of x, for each element."""
    return Rsqrt.apply(input)


class Reciprocal(Function):
    """1 divided by x."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor") -> "Tensor":
        return dispatch.map_float("reciprocal", x)


def reciprocal(input: "Tensor") -> "Tensor":
    """Return 1 divided by x, for each element."""
    return Reciprocal.apply(input)
