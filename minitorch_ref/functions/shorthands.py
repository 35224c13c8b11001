"""Short names for a few operations in a row; what they differentiate to follows from those."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from minitorch_ref import dtypes
from minitorch_ref.errors import ShapeError, UnsupportedError
from minitorch_ref.functions import rounding, scatter, selection
from minitorch_ref.functions.exponential import log, sqrt
from minitorch_ref.functions.moments import mean, std, var
from minitorch_ref.functions.movement import movedim, narrow
from minitorch_ref.functions.selection import gather, where
from minitorch_ref.functions.strided import diagonal
from minitorch_ref.shapes import broadcast_shapes, normalize_dim

if TYPE_CHECKING:
    from minitorch_ref.dtypes import Scalar
    from minitorch_ref.functions.sizes import Sizes
    from minitorch_ref.tensors.tensor import Tensor

__all__ = [
    "addmm",
    "addmv",
    "argwhere",
    "baddbmm",
    "clamp_max",
    "clamp_min",
    "deg2rad",
    "diag",
    "diag_embed",
    "frac",
    "hypot",
    "is_floating_point",
    "is_nonzero",
    "is_tensor",
    "logit",
    "nan_to_num",
    "nansum",
    "numel",
    "rad2deg",
    "std_mean",
    "take",
    "take_along_dim",
    "tensor_split",
    "trace",
    "var_mean",
]


def is_tensor(obj: object) -> bool:
    """Return whether something is a tensor."""
    return hasattr(obj, "strided")


def is_floating_point(input: "Tensor") -> bool:
    """Return whether the elements are floating-point numbers."""
    return input.dtype.is_floating_point


def is_nonzero(input: "Tensor") -> bool:
    """Return whether the only element is not 0."""
    return bool(input)


def numel(input: "Tensor") -> int:
    """Return the number of elements."""
    return input.numel()


# ---- sums of products ----


def addmm(input: "Tensor", mat1: "Tensor", mat2: "Tensor", *, beta: "Scalar" = 1, alpha: "Scalar" = 1) -> "Tensor":
    """Return beta * input + alpha * (mat1 @ mat2) for matrices; the input is broadcast."""
    return weighted(input, beta, mat1.mm(mat2), alpha)


def addmv(input: "Tensor", mat: "Tensor", vec: "Tensor", *, beta: "Scalar" = 1, alpha: "Scalar" = 1) -> "Tensor":
    """Return beta * input + alpha * (mat @ vec)."""
    return weighted(input, beta, mat.mv(vec), alpha)


def baddbmm(
    input: "Tensor", batch1: "Tensor", batch2: "Tensor", *, beta: "Scalar" = 1, alpha: "Scalar" = 1
) -> "Tensor":
    """Return beta * input + alpha * (batch1 @ batch2) for stacks of matrices; the input is broadcast."""
    return weighted(input, beta, batch1.bmm(batch2), alpha)


def weighted(x: "Tensor", beta: "Scalar", y: "Tensor", alpha: "Scalar") -> "Tensor":
    """Return beta * x + alpha * y; without beta, nothing of x counts, not even a NaN."""
    y = y if alpha == 1 else y * alpha
    if beta == 0:
        return y
    return (x if beta == 1 else x * beta) + y


# ---- diagonals ----


def diag(input: "Tensor", diagonal: int = 0) -> "Tensor":
    """Return the matrix with a vector on its diagonal, or the diagonal of a matrix as a copy."""
    if input.dim() == 1:
        return diag_embed(input, diagonal)
    if input.dim() != 2:
        raise ShapeError(f"diag: takes a vector or a matrix, got shape {tuple(input.shape)}")
    return input.diagonal(diagonal).clone()


def diag_embed(input: "Tensor", offset: int = 0, dim1: int = -2, dim2: int = -1) -> "Tensor":
    """Return zeros with the last axis of the input on the diagonal of two new axes."""
    size = input.shape[-1] + abs(offset)
    places = np.arange(input.shape[-1])
    zeros = input.new_zeros((*input.shape[:-1], size, size))
    rows, columns = places + max(-offset, 0), places + max(offset, 0)
    full = scatter.place(zeros, (*(slice(None),) * (input.dim() - 1), rows, columns), input)
    return movedim(full, (-2, -1), (dim1, dim2))


def trace(input: "Tensor") -> "Tensor":
    """Return the sum of the diagonal of a matrix."""
    if input.dim() != 2:
        raise ShapeError(f"trace: takes a matrix, got shape {tuple(input.shape)}")
    return diagonal(input).sum()


# ---- choosing ----


def take(input: "Tensor", index: "Tensor") -> "Tensor":
    """Return the elements at `index` of the input seen as one vector."""
    count = input.numel()
    return gather(input.reshape(-1), 0, where(index < 0, index + count, index).reshape(-1)).reshape(index.shape)


def take_along_dim(input: "Tensor", indices: "Tensor", dim: int | None = None) -> "Tensor":
    """Return, as `gather`, the elements at `indices` along an axis; both are broadcast along the others."""
    if dim is None:
        return gather(input.reshape(-1), 0, indices.reshape(-1))
    dim = normalize_dim(dim, input.dim())
    ones = [1 if axis == dim else size for axis, size in enumerate(input.shape)]
    shape = list(broadcast_shapes(tuple(ones), [1 if axis == dim else n for axis, n in enumerate(indices.shape)]))
    shape[dim] = input.shape[dim]
    x = input.expand(shape)
    shape[dim] = indices.shape[dim]
    return gather(x, dim, indices.expand(shape))


def argwhere(input: "Tensor") -> "Tensor":
    """Return the indices of the elements that are not 0, (count, ndim)."""
    return selection.nonzero(input)


def tensor_split(input: "Tensor", indices_or_sections: int | Sequence[int], dim: int = 0) -> "tuple[Tensor, ...]":
    """Return views of successive parts: a number of nearly equal ones, or cut before the given indices."""
    size = input.shape[normalize_dim(dim, input.dim())]
    if isinstance(indices_or_sections, int):
        if indices_or_sections < 1:
            raise UnsupportedError(f"tensor_split: needs at least one part, got {indices_or_sections}")
        short, longer = divmod(size, indices_or_sections)
        cuts = [i * short + min(i, longer) for i in range(1, indices_or_sections)]
    else:
        cuts = [min(cut + size if cut < 0 else cut, size) for cut in indices_or_sections]
    ends = [*cuts, size]
    starts = [0, *cuts]
    return tuple(narrow(input, dim, a, max(b - a, 0)) for a, b in zip(starts, ends, strict=True))


def clamp_min(input: "Tensor", min: "Tensor | Scalar") -> "Tensor":
    """Return each element, at least `min`."""
    return selection.clamp(input, min=min)


def clamp_max(input: "Tensor", max: "Tensor | Scalar") -> "Tensor":
    """Return each element, at most `max`."""
    return selection.clamp(input, max=max)


def nan_to_num(input: "Tensor", nan: float = 0.0, posinf: float | None = None, neginf: float | None = None) -> "Tensor":
    """Return each element, but finite numbers for NaN and infinity, by default 0 and the largest there are."""
    if not input.dtype.is_floating_point:
        return input.clone()
    bounds = dtypes.finfo(input.dtype)
    x = where(input != input, input.new_full((), nan), input)
    x = where(x == math.inf, input.new_full((), bounds.max if posinf is None else posinf), x)
    return where(x == -math.inf, input.new_full((), bounds.min if neginf is None else neginf), x)


def nansum(input: "Tensor", dim: "Sizes | None" = None, keepdim: bool = False) -> "Tensor":
    """Return the sum along axes of the elements that are numbers."""
    return input.masked_fill(input != input, 0).sum(dim, keepdim)


# ---- statistics and elementary functions ----


def var_mean(
    input: "Tensor", dim: "Sizes | None" = None, *, correction: float = 1, keepdim: bool = False
) -> "tuple[Tensor, Tensor]":
    """Return the variance and the mean along axes."""
    return var(input, dim, keepdim=keepdim, correction=correction), mean(input, dim, keepdim)


def std_mean(
    input: "Tensor", dim: "Sizes | None" = None, *, correction: float = 1, keepdim: bool = False
) -> "tuple[Tensor, Tensor]":
    """Return the standard deviation and the mean along axes."""
    return std(input, dim, keepdim=keepdim, correction=correction), mean(input, dim, keepdim)


def frac(input: "Tensor") -> "Tensor":
    """Return what comes behind the decimal point, with the sign of the element."""
    return input - rounding.trunc(input)


def hypot(input: "Tensor", other: "Tensor") -> "Tensor":
    """Return the square root of input ** 2 + other ** 2."""
    return sqrt(input * input + other * other)


def logit(input: "Tensor", eps: float | None = None) -> "Tensor":
    """Return log(x / (1 - x)), the inverse of sigmoid; with `eps`, x is kept in [eps, 1 - eps]."""
    x = input if eps is None else selection.clamp(input, eps, 1 - eps)
    return log(x / (1 - x))


def deg2rad(input: "Tensor") -> "Tensor":
    """Return degrees as radians."""
    return input * (math.pi / 180)


def rad2deg(input: "Tensor") -> "Tensor":
    """Return radians as degrees."""
    return input * (180 / math.pi)
