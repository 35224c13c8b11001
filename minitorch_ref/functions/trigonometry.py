"""Trigonometric and hyperbolic functions, angles in radians; integers become float32 first."""

from typing import TYPE_CHECKING

from minitorch_ref import dtypes
from minitorch_ref.functions import dispatch
from minitorch_ref.functions.function import Context, Function

if TYPE_CHECKING:
    from minitorch_ref.tensors.tensor import Tensor

__all__ = [
    "Acos",
    "Asin",
    "Atan",
    "Atan2",
    "Cos",
    "Cosh",
    "Sigmoid",
    "Sin",
    "Sinh",
    "Tan",
    "Tanh",
    "acos",
    "asin",
    "atan",
    "atan2",
    "cos",
    "cosh",
    "sigmoid",
    "sin",
    "sinh",
    "tan",
    "tanh",
]


class Sin(Function):
    """the sine of x."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor") -> "Tensor":
        ctx.save_for_backward(x)
        return dispatch.map_float("sin", x)

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "Tensor":
        (x,) = ctx.saved_tensors
        return grad_output * x.cos().conj()


def sin(input: "Tensor") -> "Tensor":
    """Return the sine of x, for each element."""
    return Sin.apply(input)


class Cos(Function):
    """the cosine of x."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor") -> "Tensor":
        ctx.save_for_backward(x)
        return dispatch.map_float("cos", x)

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "Tensor":
        (x,) = ctx.saved_tensors
        return -grad_output * x.sin().conj()


def cos(input: "Tensor") -> "Tensor":
    """Return the cosine of x, for each element."""
    return Cos.apply(input)


class Tan(Function):
    """the tangent of x."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor") -> "Tensor":
        out = dispatch.map_float("tan", x)
        ctx.save_for_backward(out)
        return out

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "Tensor":
        (out,) = ctx.saved_tensors
        return grad_output * (1 + out * out).conj()


def tan(input: "Tensor") -> "Tensor":
    """Return the tangent of x, for each element."""
    return Tan.apply(input)


class Asin(Function):
    """the arc sine of x."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor") -> "Tensor":
        ctx.save_for_backward(x)
        return dispatch.map_float("asin", x)

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "Tensor":
        (x,) = ctx.saved_tensors
        return grad_output * (1 - x * x).rsqrt().conj()


def asin(input: "Tensor") -> "Tensor":
    """Return the arc sine of x, for each element."""
    return Asin.apply(input)


class Acos(Function):
    """the arc cosine of x."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor") -> "Tensor":
        ctx.save_for_backward(x)
        return dispatch.map_float("acos", x)

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "Tensor":
        (x,) = ctx.saved_tensors
        return -grad_output * (1 - x * x).rsqrt().conj()


def acos(input: "Tensor") -> "Tensor":
    """Return the arc cosine of x, for each element."""
    return Acos.apply(input)


class Atan(Function):
    """the arc tangent of x."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor") -> "Tensor":
        ctx.save_for_backward(x)
        return dispatch.map_float("atan", x)

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "Tensor":
        (x,) = ctx.saved_tensors
        return grad_output / (x * x + 1).conj()


def atan(input: "Tensor") -> "Tensor":
    """Return the arc tangent of x, for each element."""
    return Atan.apply(input)


class Sinh(Function):
    """the hyperbolic sine of x."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor") -> "Tensor":
        ctx.save_for_backward(x)
        return dispatch.map_float("sinh", x)

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "Tensor":
        (x,) = ctx.saved_tensors
        return grad_output * x.cosh().conj()


def sinh(input: "Tensor") -> "Tensor":
    """Return the hyperbolic sine of x, for each element."""
    return Sinh.apply(input)


class Cosh(Function):
    """the hyperbolic cosine of x."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor") -> "Tensor":
        ctx.save_for_backward(x)
        return dispatch.map_float("cosh", x)

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "Tensor":
        (x,) = ctx.saved_tensors
        return grad_output * x.sinh().conj()


def cosh(input: "Tensor") -> "Tensor":
    """Return the hyperbolic cosine of x, for each element."""
    return Cosh.apply(input)


class Tanh(Function):
    """the hyperbolic tangent of x."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor") -> "Tensor":
        out = dispatch.map_float("tanh", x)
        ctx.save_for_backward(out)
        return out

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "Tensor":
        (out,) = ctx.saved_tensors
        fused = dispatch.fused_gradient("tanh_backward", grad_output, out)
        return grad_output * (1 - out * out).conj() if fused is None else fused


def tanh(input: "Tensor") -> "Tensor":
    """Return the hyperbolic tangent of x, for each element."""
    return Tanh.apply(input)


class Sigmoid(Function):
    """1 / (1 + exp(-x))."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor") -> "Tensor":
        out = dispatch.map_float("sigmoid", x)
        ctx.save_for_backward(out)
        return out

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "Tensor":
        (out,) = ctx.saved_tensors
        fused = dispatch.fused_gradient("sigmoid_backward", grad_output, out)
        return grad_output * (1 - out) * out if fused is None else fused


def sigmoid(input: "Tensor") -> "Tensor":
    """Return 1 / (1 + exp(-x)), for each element."""
    return Sigmoid.apply(input)


class Atan2(Function):
    """The angle of the point (y, x)."""

    @staticmethod
    def forward(ctx: Context, y: "Tensor", x: "Tensor") -> "Tensor":
        ctx.save_for_backward(y, x)
        dtype = dispatch.floating(dtypes.result_type(x, y))
        return dispatch.zip_to("atan2", dispatch.cast(y, dtype), dispatch.cast(x, dtype))

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "tuple[Tensor, Tensor]":
        y, x = ctx.saved_tensors
        scaled = grad_output / (x * x + y * y)
        return scaled * x, -scaled * y


def atan2(input: "Tensor", other: "Tensor") -> "Tensor":
    """Return the angle in radians between the x axis and the point with x = other, y = input."""
    return Atan2.apply(input, other)
