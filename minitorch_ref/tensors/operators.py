"""What Python's operators do where the named functions do not fit: reflected operands, and == with anything."""

from typing import TYPE_CHECKING, Any

import numpy as np

from minitorch_ref.dtypes import Scalar
from minitorch_ref.functions import arithmetic, comparison, dispatch, powers, special
from minitorch_ref.functions.matmul import matmul
from minitorch_ref.tensors import tensor as tensors

if TYPE_CHECKING:
    from minitorch_ref.tensors.tensor import Tensor

__all__ = ["equals", "identity_hash", "rdiv", "rfloordiv", "rlshift", "rmatmul", "rmod", "rpow", "rrshift", "unequals"]


def rdiv(input: "Tensor", other: Scalar) -> "Tensor":
    """Return other / input."""
    return arithmetic.div(dispatch.operand(other), input)


def rfloordiv(input: "Tensor", other: Scalar) -> "Tensor":
    """Return other // input."""
    return arithmetic.floor_divide(dispatch.operand(other), input)


def rmod(input: "Tensor", other: Scalar) -> "Tensor":
    """Return other % input."""
    return arithmetic.remainder(dispatch.operand(other), input)


def rpow(input: "Tensor", other: Scalar) -> "Tensor":
    """Return other ** input."""
    return powers.pow(other, input)


def rlshift(input: "Tensor", other: Scalar) -> "Tensor":
    """Return other << input."""
    return special.bitwise_left_shift(other, input)


def rrshift(input: "Tensor", other: Scalar) -> "Tensor":
    """Return other >> input."""
    return special.bitwise_right_shift(other, input)


def rmatmul(input: "Tensor", other: "Tensor") -> "Tensor":
    """Return other @ input."""
    return matmul(other, input)


def equals(input: "Tensor", other: Any) -> "Tensor":
    """Return input == other element by element; what is no number and no tensor is left to the other operand."""
    return comparison.eq(input, other) if comparable(other) else NotImplemented


def unequals(input: "Tensor", other: Any) -> "Tensor":
    """Return input != other element by element."""
    return comparison.ne(input, other) if comparable(other) else NotImplemented


def comparable(other: Any) -> bool:
    """Say whether something can be compared with the elements of a tensor."""
    return isinstance(other, tensors.Tensor | bool | int | float | complex | np.number | np.bool_)


def identity_hash(input: "Tensor") -> int:
    """Return a hash of the object, not of its elements, which may change."""
    return id(input)
