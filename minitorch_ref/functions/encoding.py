"""Between class numbers and rows of zeros with a one; counts; different values."""

from typing import TYPE_CHECKING

import numpy as np

from minitorch_ref import dtypes
from minitorch_ref.errors import UnsupportedError
from minitorch_ref.functions import dispatch
from minitorch_ref.functions.scatter import scatter

if TYPE_CHECKING:
    from minitorch_ref.tensors.tensor import Tensor

__all__ = ["bincount", "one_hot", "unique"]


def one_hot(tensor: "Tensor", num_classes: int = -1) -> "Tensor":
    """Return, for each class number, a row of zeros with a one at its place, (..., num_classes), int64.

    Args:
        tensor: class numbers from 0 up, int64, any shape.
        num_classes: how many there are; -1: one more than the largest number.

    Raises: UnsupportedError (a RuntimeError) if a number is no int64, negative or too large.
    """
    if tensor.dtype is not dtypes.int64:
        raise UnsupportedError(f"one_hot: class numbers must be int64, got {tensor.dtype}")
    if tensor.numel() == 0 and num_classes <= 0:
        raise UnsupportedError("one_hot: without class numbers, num_classes must be given")
    numbers = tensor.strided.array()
    largest = int(numbers.max(initial=-1))
    count = largest + 1 if num_classes == -1 else num_classes
    if numbers.min(initial=0) < 0 or largest >= count:
        raise UnsupportedError(f"one_hot: class numbers must be in [0, {count}), got {numbers.min()} to {largest}")
    return scatter(tensor.new_zeros((*tensor.shape, count)), -1, tensor.unsqueeze(-1), 1)


def bincount(input: "Tensor", weights: "Tensor | None" = None, minlength: int = 0) -> "Tensor":
    """Return how often each number from 0 to the largest occurs in a vector, or the sum of its weights."""
    if input.dim() != 1 or input.dtype.category != dtypes.INTEGER or input.strided.array().min(initial=0) < 0:
        raise UnsupportedError("bincount: takes a vector of integers from 0 up")
    counted = np.bincount(input.strided.array(), None if weights is None else weights.strided.array(), minlength)
    if weights is None:
        return dispatch.of_values(counted.astype(np.int64), input.device)
    exact = np.float32 if weights.dtype is dtypes.float32 else np.float64
    return dispatch.of_values(counted.astype(exact), input.device)


def unique(
    input: "Tensor", sorted: bool = True, return_inverse: bool = False, return_counts: bool = False
) -> "Tensor | tuple[Tensor, ...]":
    """Return the different elements in order.

    Args:
        input: any shape.
        sorted: here they always are.
        return_inverse: also return, for each element of the input, which one it is.
        return_counts: also return how often each occurs.
    """
    values, inverse, counts = np.unique(input.strided.array(), return_inverse=True, return_counts=True)
    found = [dispatch.of_values(values, input.device)]
    if return_inverse:
        found.append(dispatch.of_values(np.ascontiguousarray(inverse.reshape(input.shape), np.int64), input.device))
    if return_counts:
        found.append(dispatch.of_values(counts.astype(np.int64), input.device))
    return found[0] if len(found) == 1 else tuple(found)
