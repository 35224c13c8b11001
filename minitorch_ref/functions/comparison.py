"""Comparisons; the result is a tensor of booleans."""

from typing import TYPE_CHECKING

from minitorch_ref import dtypes
from minitorch_ref.errors import UnsupportedError
from minitorch_ref.functions import dispatch
from minitorch_ref.functions.function import Context, Function

if TYPE_CHECKING:
    from minitorch_ref.dtypes import Scalar
    from minitorch_ref.tensors.tensor import Tensor

__all__ = [
    "Eq",
    "Ge",
    "Gt",
    "Isfinite",
    "Isinf",
    "Isnan",
    "Le",
    "Lt",
    "Ne",
    "allclose",
    "eq",
    "equal",
    "ge",
    "gt",
    "isclose",
    "isfinite",
    "isinf",
    "isnan",
    "le",
    "lt",
    "ne",
]


class Eq(Function):
    """Whether x is equal to y."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor", y: "Tensor") -> "Tensor":
        return dispatch.zip_to("eq", x, y, dtypes.bool_)


def eq(input: "Tensor", other: "Tensor | Scalar") -> "Tensor":
    """Return, for each pair of elements, whether input is equal to other."""
    return Eq.apply(input, dispatch.operand(other))


class Ne(Function):
    """Whether x is different from y."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor", y: "Tensor") -> "Tensor":
        return dispatch.zip_to("ne", x, y, dtypes.bool_)


def ne(input: "Tensor", other: "Tensor | Scalar") -> "Tensor":
    """Return, for each pair of elements, whether input is different from other."""
    return Ne.apply(input, dispatch.operand(other))


class Lt(Function):
    """Whether x is less than y."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor", y: "Tensor") -> "Tensor":
        return dispatch.zip_to("lt", x, y, dtypes.bool_)


def lt(input: "Tensor", other: "Tensor | Scalar") -> "Tensor":
    """Return, for each pair of elements, whether input is less than other."""
    return Lt.apply(input, dispatch.operand(other))


class Le(Function):
    """Whether x is at most y."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor", y: "Tensor") -> "Tensor":
        return dispatch.zip_to("le", x, y, dtypes.bool_)


def le(input: "Tensor", other: "Tensor | Scalar") -> "Tensor":
    """Return, for each pair of elements, whether input is at most other."""
    return Le.apply(input, dispatch.operand(other))


class Gt(Function):
    """Whether x is greater than y."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor", y: "Tensor") -> "Tensor":
        return dispatch.zip_to("gt", x, y, dtypes.bool_)


def gt(input: "Tensor", other: "Tensor | Scalar") -> "Tensor":
    """Return, for each pair of elements, whether input is greater than other."""
    return Gt.apply(input, dispatch.operand(other))


class Ge(Function):
    """Whether x is at least y."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor", y: "Tensor") -> "Tensor":
        return dispatch.zip_to("ge", x, y, dtypes.bool_)


def ge(input: "Tensor", other: "Tensor | Scalar") -> "Tensor":
    """Return, for each pair of elements, whether input is at least other."""
    return Ge.apply(input, dispatch.operand(other))


class Isnan(Function):
    """Whether x is not a number."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor") -> "Tensor":
        return dispatch.map_same("isnan", x, dtypes.bool_)


def isnan(input: "Tensor") -> "Tensor":
    """Return, for each element, whether it is not a number."""
    return Isnan.apply(input)


class Isinf(Function):
    """Whether x is infinite."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor") -> "Tensor":
        return dispatch.map_same("isinf", x, dtypes.bool_)


def isinf(input: "Tensor") -> "Tensor":
    """Return, for each element, whether it is infinite."""
    return Isinf.apply(input)


class Isfinite(Function):
    """Whether x is neither infinite nor NaN."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor") -> "Tensor":
        return dispatch.map_same("isfinite", x, dtypes.bool_)


def isfinite(input: "Tensor") -> "Tensor":
    """Return, for each element, whether it is neither infinite nor NaN."""
    return Isfinite.apply(input)


def isclose(
    input: "Tensor", other: "Tensor", rtol: float = 1e-05, atol: float = 1e-08, equal_nan: bool = False
) -> "Tensor":
    """Return, for each pair of elements, whether |input - other| <= atol + rtol * |other|; infinities if equal."""
    if input.dtype is not other.dtype:
        raise UnsupportedError(f"isclose: the element types must be the same, got {input.dtype} and {other.dtype}")
    close = eq(input, other)
    if input.dtype.is_floating_point:
        near = le((input - other).abs(), atol + (other * rtol).abs())
        close = close | (near & isfinite(input) & isfinite(other))
        if equal_nan:
            close = close | (isnan(input) & isnan(other))
    return close


def allclose(
    input: "Tensor", other: "Tensor", rtol: float = 1e-05, atol: float = 1e-08, equal_nan: bool = False
) -> bool:
    """Return whether all pairs of elements are close, see `isclose`."""
    return bool(isclose(input, other, rtol, atol, equal_nan).all())


def equal(input: "Tensor", other: "Tensor") -> bool:
    """Return whether two tensors have the same shape and the same elements."""
    return input.shape == other.shape and bool(eq(input, other).all())
