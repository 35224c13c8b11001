"""Elements repeated, shifted around, turned, and spread over a grid."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from minitorch_ref.errors import ShapeError, UnsupportedError
from minitorch_ref.functions.joining import cat
from minitorch_ref.functions.movement import transpose
from minitorch_ref.functions.reshaping import repeat
from minitorch_ref.functions.selection import Take, flip
from minitorch_ref.functions.sizes import as_sizes
from minitorch_ref.shapes import broadcast_shapes, normalize_dim

if TYPE_CHECKING:
    from minitorch_ref.functions.sizes import Sizes
    from minitorch_ref.tensors.tensor import Tensor

__all__ = ["broadcast_tensors", "fliplr", "flipud", "meshgrid", "repeat_interleave", "roll", "rot90", "tile"]


def tile(input: "Tensor", *dims: "Sizes") -> "Tensor":
    """Return a copy with the tensor repeated along each axis; the first axes may be left out."""
    counts = as_sizes(dims)
    return repeat(input, (1,) * (input.dim() - len(counts)) + counts)


def repeat_interleave(
    input: "Tensor", repeats: "int | Tensor", dim: int | None = None, *, output_size: int | None = None
) -> "Tensor":
    """Return a copy with each element (or slice along `dim`) repeated on the spot: [a, b] becomes [a, a, b, b].

    Args:
        input: the tensor; without `dim` it is flattened.
        repeats: how often, one number for all or int64 numbers, one for each.
        dim: the axis.
        output_size: the size of the result along `dim`; it is found without.

    Raises: UnsupportedError (a RuntimeError) if a number is negative or there are too few.
    """
    x, dim = (input.reshape(-1), 0) if dim is None else (input, normalize_dim(dim, input.dim()))
    counts = np.asarray(repeats if isinstance(repeats, int) else repeats.cpu().numpy())
    if counts.dtype.kind != "i" or counts.min(initial=0) < 0 or counts.size not in (1, x.shape[dim]):
        raise UnsupportedError(f"repeat_interleave: needs 1 or {x.shape[dim]} integers from 0 up, got {repeats}")
    places = np.repeat(np.arange(x.shape[dim]), counts.reshape(-1))
    return Take.apply(x, (*(slice(None),) * dim, places))


def roll(input: "Tensor", shifts: "Sizes", dims: "Sizes | None" = None) -> "Tensor":
    """Return a copy with the elements moved along axes; what leaves at the end comes back in front.

    Without `dims` the tensor is rolled as one vector.
    """
    if dims is None or dims == ():
        return roll(input.reshape(-1), shifts, 0).reshape(input.shape)
    steps, axes = as_sizes((shifts,)), as_sizes((dims,))
    if len(steps) != len(axes):
        raise UnsupportedError(f"roll: needs as many shifts as axes, got {steps} and {axes}")
    for step, axis in zip(steps, axes, strict=True):
        size = input.shape[normalize_dim(axis, input.dim())]
        start = -step % size if size else 0
        input = cat([input.narrow(axis, start, size - start), input.narrow(axis, 0, start)], axis)
    return input


def fliplr(input: "Tensor") -> "Tensor":
    """Return a copy with the columns in reverse order."""
    if input.dim() < 2:
        raise UnsupportedError(f"fliplr: takes at least two axes, got shape {tuple(input.shape)}")
    return flip(input, 1)


def flipud(input: "Tensor") -> "Tensor":
    """Return a copy with the rows in reverse order."""
    if input.dim() < 1:
        raise UnsupportedError("flipud: takes at least one axis, got a scalar")
    return flip(input, 0)


def rot90(input: "Tensor", k: int = 1, dims: Sequence[int] = (0, 1)) -> "Tensor":
    """Return a copy turned k times by 90 degrees, from the first of two axes towards the second."""
    first, second = (normalize_dim(dim, input.dim()) for dim in dims)
    if first == second:
        raise UnsupportedError(f"rot90: takes two different axes, got {tuple(dims)}")
    if k % 4 == 2:
        return flip(input, (first, second))
    if k % 4 == 0:
        return input.clone()
    return flip(transpose(input, first, second), first if k % 4 == 1 else second)


def broadcast_tensors(*tensors: "Tensor") -> "tuple[Tensor, ...]":
    """Return views of the tensors, all expanded to the shape they broadcast to."""
    shape = broadcast_shapes(*(tensor.shape for tensor in tensors))
    return tuple(tensor.expand(shape) for tensor in tensors)


def meshgrid(*tensors: "Tensor | Sequence[Tensor]", indexing: str = "ij") -> "tuple[Tensor, ...]":
    """Return, for vectors x, y, ..., the coordinates of every point of the grid that they span, as views.

    Args:
        tensors: vectors or scalars, of one element type.
        indexing: "ij" puts x along axis 0 and y along axis 1; "xy" the other way round, as plots do.
    """
    vectors = list(tensors[0]) if isinstance(tensors[0], list | tuple) else list(tensors)
    if not all(vector.dim() <= 1 for vector in vectors):  # type: ignore[union-attr]
        raise ShapeError("meshgrid: takes vectors and scalars")
    if len({vector.dtype for vector in vectors}) != 1:  # type: ignore[union-attr]
        raise UnsupportedError("meshgrid: the vectors must have the same element type")
    if indexing not in ("ij", "xy"):
        raise UnsupportedError(f"meshgrid: indexing must be 'ij' or 'xy', got {indexing!r}")
    flat = [vector.reshape(-1) for vector in vectors]  # type: ignore[union-attr]
    if indexing == "xy":
        flat[:2] = flat[:2][::-1]
    lying = [x.reshape([-1 if axis == i else 1 for axis in range(len(flat))]) for i, x in enumerate(flat)]
    grids = list(broadcast_tensors(*lying))
    if indexing == "xy" and len(grids) > 1:
        grids[:2] = grids[:2][::-1]
    return tuple(grids)
