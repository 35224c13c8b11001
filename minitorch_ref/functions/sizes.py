"""How sizes and axes are written in a call: `view(2, 3)`, `view((2, 3))`, `view(-1, 3)`, `sum(dim=(0, 1))`."""

import math
from collections.abc import Sequence
from operator import index
from typing import TYPE_CHECKING

from minitorch_ref.errors import DTypeError, ShapeError, UnsupportedError
from minitorch_ref.shapes import normalize_dim

if TYPE_CHECKING:
    from minitorch_ref.tensors.tensor import Tensor

__all__ = ["Sizes", "as_sizes", "infer_size", "reduction_dims"]

Sizes = int | Sequence[int]


def as_sizes(sizes: Sequence[Sizes]) -> tuple[int, ...]:
    """Return the sizes as a tuple, whether they came one by one or as one sequence.

    Raises: DTypeError if one of them is not an integer.
    """
    if len(sizes) == 1 and isinstance(sizes[0], Sequence):
        sizes = sizes[0]
    try:
        return tuple(map(index, sizes))  # type: ignore[arg-type]
    except TypeError as error:
        raise DTypeError(f"sizes and axes must be integers, got {tuple(sizes)}") from error


def infer_size(shape: tuple[int, ...], numel: int) -> tuple[int, ...]:
    """Replace a size of -1 by what the number of elements leaves for it.

    Raises: ShapeError if there are two, or if no size fits.
    """
    if shape.count(-1) > 1:
        raise ShapeError(f"view: only one size can be inferred, got {shape}")
    if min(shape, default=0) < -1:
        raise ShapeError(f"view: sizes must not be negative, got {shape}")
    if -1 not in shape:
        return shape
    known = -math.prod(shape)
    if known == 0:
        raise ShapeError(f"view: the size -1 in {shape} could be anything: the other sizes have no elements")
    if numel % known:
        raise ShapeError(f"view: shape {shape} is invalid for a tensor of {numel} elements")
    return tuple(numel // known if size == -1 else size for size in shape)


def reduction_dims(input: "Tensor", dim: Sizes | None) -> tuple[int, ...]:
    """Return the axes that a reduction takes away, sorted; None and () mean all of them.

    Raises:
        DimensionError: if there is no such axis.
        UnsupportedError: (a RuntimeError) if one is named twice.
    """
    if dim is None or dim == ():
        return tuple(range(input.dim()))
    if type(dim) is int and input.dim():  # most often
        return (normalize_dim(dim, input.dim()),)
    dims = [normalize_dim(axis, max(input.dim(), 1)) for axis in as_sizes((dim,))]
    if len(set(dims)) != len(dims):
        raise UnsupportedError(f"dim {dim} names an axis more than once")
    return tuple(sorted(dims)) if input.dim() else ()
