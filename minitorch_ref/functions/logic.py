"""Logic on truth values and on bits."""

from typing import TYPE_CHECKING

from minitorch_ref import dtypes
from minitorch_ref.errors import DTypeError, UnsupportedError
from minitorch_ref.functions import dispatch
from minitorch_ref.functions.function import Context, Function

if TYPE_CHECKING:
    from minitorch_ref.dtypes import Scalar
    from minitorch_ref.tensors.tensor import Tensor

__all__ = [
    "BitwiseAnd",
    "BitwiseNot",
    "BitwiseOr",
    "BitwiseXor",
    "LogicalAnd",
    "LogicalNot",
    "LogicalOr",
    "LogicalXor",
    "bitwise_and",
    "bitwise_not",
    "bitwise_or",
    "bitwise_xor",
    "logical_and",
    "logical_not",
    "logical_or",
    "logical_xor",
]


class LogicalAnd(Function):
    """Whether both are true; what is not 0 is true."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor", y: "Tensor") -> "Tensor":
        return dispatch.zip_to("logical_and", x, y, dtypes.bool_)


def logical_and(input: "Tensor", other: "Tensor") -> "Tensor":
    """Return, for each pair of elements, whether both are true; what is not 0 is true."""
    return LogicalAnd.apply(input, other)


class LogicalOr(Function):
    """Whether at least one is true; what is not 0 is true."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor", y: "Tensor") -> "Tensor":
        return dispatch.zip_to("logical_or", x, y, dtypes.bool_)


def logical_or(input: "Tensor", other: "Tensor") -> "Tensor":
    """Return, for each pair of elements, whether at least one is true; what is not 0 is true."""
    return LogicalOr.apply(input, other)


class LogicalXor(Function):
    """Whether exactly one is true; what is not 0 is true."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor", y: "Tensor") -> "Tensor":
        return dispatch.zip_to("logical_xor", x, y, dtypes.bool_)


def logical_xor(input: "Tensor", other: "Tensor") -> "Tensor":
    """Return, for each pair of elements, whether exactly one is true; what is not 0 is true."""
    return LogicalXor.apply(input, other)


class LogicalNot(Function):
    """Whether x is 0."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor") -> "Tensor":
        return dispatch.map_same("logical_not", x, dtypes.bool_)


def logical_not(input: "Tensor") -> "Tensor":
    """Return, for each element, whether it is 0."""
    return LogicalNot.apply(input)


class BitwiseAnd(Function):
    """The bits set in both."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor", y: "Tensor") -> "Tensor":
        refuse_floats("bitwise_and", x, y)
        return dispatch.zip_to("bitwise_and", x, y)


def bitwise_and(input: "Tensor", other: "Tensor | Scalar") -> "Tensor":
    """Return the bits set in both, for each pair of integers or booleans."""
    return BitwiseAnd.apply(input, dispatch.operand(other))


class BitwiseOr(Function):
    """The bits set in at least one."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor", y: "Tensor") -> "Tensor":
        refuse_floats("bitwise_or", x, y)
        return dispatch.zip_to("bitwise_or", x, y)


def bitwise_or(input: "Tensor", other: "Tensor | Scalar") -> "Tensor":
    """Return the bits set in at least one, for each pair of integers or booleans."""
    return BitwiseOr.apply(input, dispatch.operand(other))


class BitwiseXor(Function):
    """The bits set in exactly one."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor", y: "Tensor") -> "Tensor":
        refuse_floats("bitwise_xor", x, y)
        return dispatch.zip_to("bitwise_xor", x, y)


def bitwise_xor(input: "Tensor", other: "Tensor | Scalar") -> "Tensor":
    """Return the bits set in exactly one, for each pair of integers or booleans."""
    return BitwiseXor.apply(input, dispatch.operand(other))


class BitwiseNot(Function):
    """The bits of x flipped."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor") -> "Tensor":
        if x.dtype.is_floating_point:
            raise DTypeError(f"bitwise_not: takes integers and booleans, got {x.dtype}; compare or convert first")
        return dispatch.map_same("bitwise_not", x)


def bitwise_not(input: "Tensor") -> "Tensor":
    """Return the bits of each integer, or each boolean, flipped."""
    return BitwiseNot.apply(input)


def refuse_floats(name: str, *operands: "Tensor") -> None:
    """Raise the error of an operation on bits that meets a floating-point number."""
    for operand in operands:
        if operand.dtype.is_floating_point:
            raise UnsupportedError(
                f"{name}: takes integers and booleans, got {operand.dtype}; compare or convert first"
            )
