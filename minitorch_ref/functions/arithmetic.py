"""The arithmetic of two tensors, or a tensor and a number: broadcast, promoted."""

from typing import TYPE_CHECKING

from minitorch_ref import dtypes
from minitorch_ref.errors import UnsupportedError
from minitorch_ref.functions import dispatch
from minitorch_ref.functions.direct import Zip
from minitorch_ref.functions.function import Context, Function
from minitorch_ref.functions.rounding import trunc
from minitorch_ref.functions.rules import Rules, sent_back
from minitorch_ref.tensors import tensor as tensors

if TYPE_CHECKING:
    from minitorch_ref.dtypes import Scalar
    from minitorch_ref.tensors.tensor import Tensor

__all__ = [
    "Add",
    "Div",
    "DivFloor",
    "FloorDivide",
    "Fmod",
    "Mul",
    "Neg",
    "Remainder",
    "Sub",
    "add",
    "div",
    "floor_divide",
    "fmod",
    "mul",
    "neg",
    "positive",
    "remainder",
    "rsub",
    "sub",
]


class Add(Zip):
    """x + y."""

    name = "add"

    @staticmethod
    def forward(ctx: Context, x: "Tensor", y: "Tensor") -> "Tensor":
        return dispatch.zip_to("add", x, y)

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "tuple[Tensor, Tensor]":
        return grad_output, grad_output


def add(input: "Tensor", other: "Tensor | Scalar", *, alpha: "Scalar" = 1) -> "Tensor":
    """Return input + alpha * other."""
    y = other if isinstance(other, tensors.Tensor) else dispatch.operand(other)
    return Add.apply(input, y if alpha == 1 else mul(y, alpha))


class Sub(Zip):
    """x - y."""

    name = "sub"

    @staticmethod
    def forward(ctx: Context, x: "Tensor", y: "Tensor") -> "Tensor":
        if dtypes.bool_ in (x.dtype, y.dtype):
            raise UnsupportedError("sub: booleans cannot be subtracted; use ^ or logical_xor, or convert with .int()")
        return dispatch.zip_to("sub", x, y)

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "tuple[Tensor, Tensor]":
        return grad_output, -grad_output


def sub(input: "Tensor", other: "Tensor | Scalar", *, alpha: "Scalar" = 1) -> "Tensor":
    """Return input - alpha * other."""
    return Sub.apply(input, dispatch.operand(other) if alpha == 1 else mul(dispatch.operand(other), alpha))


def rsub(input: "Tensor", other: "Tensor | Scalar") -> "Tensor":
    """Return other - input."""
    return Sub.apply(dispatch.operand(other), input)


class Mul(Zip):
    """x * y."""

    name = "mul"
    saves = True

    @staticmethod
    def forward(ctx: Context, x: "Tensor", y: "Tensor") -> "Tensor":
        ctx.save_for_backward(x, y)
        return dispatch.zip_to("mul", x, y)

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "tuple[Tensor | None, ...]":
        return sent_back(Rules.mul, ctx, grad_output)


def mul(input: "Tensor", other: "Tensor | Scalar") -> "Tensor":
    """Return input * other."""
    return Mul.apply(input, dispatch.operand(other))


class Div(Function):
    """x / y, in floating point."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor", y: "Tensor") -> "Tensor":
        ctx.save_for_backward(x, y)
        dtype = dispatch.floating(dtypes.result_type(x, y))
        return dispatch.zip_to("div", dispatch.cast(x, dtype), dispatch.cast(y, dtype))

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "tuple[Tensor | None, ...]":
        x, y = ctx.saved_tensors
        grad_x = grad_output / y.conj()
        return grad_x, -grad_x * (x / y).conj() if ctx.needs_input_grad[1] else None


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
        return DivFloor.apply(input, dispatch.operand(other))
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


class DivFloor(FloorDivide):
    """x / y, rounded down; constant between its jumps, so its derivative is 0."""

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "tuple[Tensor, ...]":
        zeros = grad_output.new_zeros(grad_output.shape)
        return zeros, zeros


def floor_divide(input: "Tensor", other: "Tensor | Scalar") -> "Tensor":
    """Return input / other, rounded down."""
    return FloorDivide.apply(input, dispatch.operand(other))


class Remainder(Function):
    """What is left of x after division by y, with the sign of y."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor", y: "Tensor") -> "Tensor":
        if not dtypes.result_type(x, y).is_floating_point:
            refuse_zero("remainder", y)
        ctx.save_for_backward(x, y)
        return dispatch.zip_to("remainder", x, y)

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "tuple[Tensor, Tensor]":
        x, y = ctx.saved_tensors
        return grad_output, -grad_output * (x / y).detach().floor()


def remainder(input: "Tensor", other: "Tensor | Scalar") -> "Tensor":
    """Return input % other as Python does: with the sign of other."""
    return Remainder.apply(input, dispatch.operand(other))


class Fmod(Function):
    """What is left of x after division by y, with the sign of x."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor", y: "Tensor") -> "Tensor":
        if not dtypes.result_type(x, y).is_floating_point:
            refuse_zero("fmod", y)
        ctx.save_for_backward(x, y)
        return dispatch.zip_to("fmod", x, y)

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "tuple[Tensor, Tensor]":
        x, y = ctx.saved_tensors
        return grad_output, -grad_output * (x / y).detach().trunc()


def fmod(input: "Tensor", other: "Tensor | Scalar") -> "Tensor":
    """Return the remainder of input / other as C does: with the sign of input."""
    return Fmod.apply(input, dispatch.operand(other))


def refuse_zero(name: str, y: "Tensor") -> None:
    """Raise the error of an integer division by zero, if there is one."""
    if not y.strided.array().all():
        raise UnsupportedError(f"{name}: ZeroDivisionError: integers cannot be divided by 0; divide floats instead")


class Neg(Function):
    """-x."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor") -> "Tensor":
        if x.dtype is dtypes.bool_:
            raise UnsupportedError("neg: booleans have no negative; use ~ or logical_not, or convert with .int()")
        return dispatch.map_same("neg", x)

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "Tensor":
        return -grad_output


def neg(input: "Tensor") -> "Tensor":
    """Return -input."""
    return Neg.apply(input)


def positive(input: "Tensor") -> "Tensor":
    """Return input itself."""
    if input.dtype is dtypes.bool_:
        raise UnsupportedError("positive: booleans have no sign; convert with .int()")
    return input
