"""The arithmetic of two tensors, or a tensor and a number: broadcast, promoted."""

from typing import TYPE_CHECKING

from minitorch_ref import dtypes
from minitorch_ref.errors import UnsupportedError
from minitorch_ref.functions import dispatch
from minitorch_ref.functions.function import Context, Function
from minitorch_ref.functions.rounding import trunc

if TYPE_CHECKING:
    from minitorch_ref.dtypes import Scalar
    from minitorch_ref.tensors.tensor import Tensor

__all__ = [
    "Add",
    "Div",
    "FloorDivide",
    "Fmod",
    "Maximum",
    "Minimum",
    "Mul",
    "Neg",
    "Pow",
    "Remainder",
    "Sub",
    "add",
    "div",
    "floor_divide",
    "fmod",
    "maximum",
    "minimum",
    "mul",
    "neg",
    "positive",
    "pow",
    "remainder",
    "rsub",
    "square",
    "sub",
]


class Add(Function):
    """x + y."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor", y: "Tensor") -> "Tensor":
        return dispatch.zip_to("add", x, y)


def add(input: "Tensor", other: "Tensor | Scalar", *, alpha: "Scalar" = 1) -> "Tensor":
    """Return input + alpha * other."""
    return Add.apply(input, dispatch.operand(other) if alpha == 1 else mul(dispatch.operand(other), alpha))


class Sub(Function):
    """x - y."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor", y: "Tensor") -> "Tensor":
        if dtypes.bool_ in (x.dtype, y.dtype):
            raise UnsupportedError("sub: booleans cannot be subtracted; use ^ or logical_xor, or convert with .int()")
        return dispatch.zip_to("sub", x, y)


def sub(input: "Tensor", other: "Tensor | Scalar", *, alpha: "Scalar" = 1) -> "Tensor":
    """Return input - alpha * other."""
    return Sub.apply(input, dispatch.operand(other) if alpha == 1 else mul(dispatch.operand(other), alpha))


def rsub(input: "Tensor", other: "Tensor | Scalar") -> "Tensor":
    """Return other - input."""
    return Sub.apply(dispatch.operand(other), input)


class Mul(Function):
    """x * y."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor", y: "Tensor") -> "Tensor":
        return dispatch.zip_to("mul", x, y)


def mul(input: "Tensor", other: "Tensor | Scalar") -> "Tensor":
    """Return input * other."""
    return Mul.apply(input, dispatch.operand(other))


class Div(Function):
    """x / y, in floating point."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor", y: "Tensor") -> "Tensor":
        dtype = dispatch.floating(dtypes.result_type(x, y))
        return dispatch.zip_to("div", dispatch.cast(x, dtype), dispatch.cast(y, dtype))


def div(input: "Tensor", other: "Tensor | Scalar", *, rounding_mode: str | None = None) -> "Tensor":
    """Return input / other.

    Args:
        input: the dividend.
        other: the divisor.
        rounding_mode: None is true division, in floating point; "trunc" rounds towards 0 and "floor" down, and both
            keep integers.
    """
    if rounding_mode is None:
        return Div.apply(input, dispatch.operand(other))
    if rounding_mode == "floor":
        return floor_divide(input, other)
    if rounding_mode != "trunc":
        raise UnsupportedError(f"div: rounding_mode must be None, 'trunc' or 'floor', got {rounding_mode!r}")
    y = dispatch.operand(other)
    dtype = dtypes.result_type(input, y)
    if dtype.is_floating_point:
        return trunc(div(input, y))
    refuse_zero("div", y)
    return div(sub(input, fmod(input, y)), y, rounding_mode="floor")


class FloorDivide(Function):
    """x / y, rounded down."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor", y: "Tensor") -> "Tensor":
        if not dtypes.result_type(x, y).is_floating_point:
            refuse_zero("floor_divide", y)
        return dispatch.zip_to("floor_divide", x, y)


def floor_divide(input: "Tensor", other: "Tensor | Scalar") -> "Tensor":
    """Return input / other, rounded down."""
    return FloorDivide.apply(input, dispatch.operand(other))


class Remainder(Function):
    """What is left of x after division by y, with the sign of y."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor", y: "Tensor") -> "Tensor":
        if not dtypes.result_type(x, y).is_floating_point:
            refuse_zero("remainder", y)
        return dispatch.zip_to("remainder", x, y)


def remainder(input: "Tensor", other: "Tensor | Scalar") -> "Tensor":
    """Return input % other as Python does: with the sign of other."""
    return Remainder.apply(input, dispatch.operand(other))


class Fmod(Function):
    """What is left of x after division by y, with the sign of x."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor", y: "Tensor") -> "Tensor":
        if not dtypes.result_type(x, y).is_floating_point:
            refuse_zero("fmod", y)
        return dispatch.zip_to("fmod", x, y)


def fmod(input: "Tensor", other: "Tensor | Scalar") -> "Tensor":
    """Return the remainder of input / other as C does: with the sign of input."""
    return Fmod.apply(input, dispatch.operand(other))


def refuse_zero(name: str, y: "Tensor") -> None:
    """Raise the error of an integer division by zero, if there is one."""
    if not y.strided.array().all():
        raise UnsupportedError(f"{name}: ZeroDivisionError: integers cannot be divided by 0; divide floats instead")


class Pow(Function):
    """x to the power y."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor", y: "Tensor") -> "Tensor":
        if not dtypes.result_type(x, y).is_floating_point and (y.strided.array() < 0).any():
            raise UnsupportedError("pow: integers to negative integer powers are not allowed; use a float base")
        return dispatch.zip_to("pow", x, y)


def pow(input: "Tensor | Scalar", exponent: "Tensor | Scalar") -> "Tensor":
    """Return input to the power exponent."""
    return Pow.apply(dispatch.operand(input), dispatch.operand(exponent))


def square(input: "Tensor") -> "Tensor":
    """Return input to the power 2."""
    return pow(input, 2)


class Neg(Function):
    """-x."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor") -> "Tensor":
        if x.dtype is dtypes.bool_:
            raise UnsupportedError("neg: booleans have no negative; use ~ or logical_not, or convert with .int()")
        return dispatch.map_same("neg", x)


def neg(input: "Tensor") -> "Tensor":
    """Return -input."""
    return Neg.apply(input)


def positive(input: "Tensor") -> "Tensor":
    """Return input itself."""
    if input.dtype is dtypes.bool_:
        raise UnsupportedError("positive: booleans have no sign; convert with .int()")
    return input


class Maximum(Function):
    """The larger of x and y; NaN wins."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor", y: "Tensor") -> "Tensor":
        return dispatch.zip_to("maximum", x, y)


def maximum(input: "Tensor", other: "Tensor") -> "Tensor":
    """Return the larger of each pair of elements; NaN if one is NaN."""
    return Maximum.apply(input, other)


class Minimum(Function):
    """The smaller of x and y; NaN wins."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor", y: "Tensor") -> "Tensor":
        return dispatch.zip_to("minimum", x, y)


def minimum(input: "Tensor", other: "Tensor") -> "Tensor":
    """Return the smaller of each pair of elements; NaN if one is NaN."""
    return Minimum.apply(input, other)
