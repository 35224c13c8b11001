"""Writing to whole slices of an axis, and wherever arrays of indices say: each returns a changed copy of its input."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from minitorch_ref import dtypes
from minitorch_ref.errors import DimensionError, ShapeError, UnsupportedError
from minitorch_ref.functions import dispatch, selection
from minitorch_ref.functions.scatter import Key, place
from minitorch_ref.shapes import normalize_dim

if TYPE_CHECKING:
    from minitorch_ref.dtypes import Scalar
    from minitorch_ref.tensors.tensor import Tensor

__all__ = ["index_add", "index_copy", "index_fill", "index_put", "masked_scatter"]


def slices_key(name: str, input: "Tensor", dim: int, index: "Tensor") -> Key:
    """Return the key of the slices `index`, a vector, of one axis."""
    dim = normalize_dim(dim, input.dim())
    if index.dim() > 1:
        raise DimensionError(f"{name}: the index must be a vector, got shape {tuple(index.shape)}")
    checked = selection.check_indices(name, index.reshape(-1), input.shape[dim])
    return (*(slice(None),) * dim, checked)


def index_add(input: "Tensor", dim: int, index: "Tensor", source: "Tensor", *, alpha: "Scalar" = 1) -> "Tensor":
    """Return a copy of the input with slice j of `alpha * source` along `dim` added to slice index[j]."""
    return place(
        input, source_key("index_add", input, dim, index, source), source if alpha == 1 else source * alpha, "sum"
    )


def index_copy(input: "Tensor", dim: int, index: "Tensor", source: "Tensor") -> "Tensor":
    """Return a copy of the input with slice j of `source` along `dim` written to slice index[j]."""
    return place(input, source_key("index_copy", input, dim, index, source), source)


def source_key(name: str, input: "Tensor", dim: int, index: "Tensor", source: "Tensor") -> Key:
    """Return the key of the slices `index`, into which the source fits."""
    try:
        key = slices_key(name, input, dim, index)
    except DimensionError as error:
        raise UnsupportedError(str(error)) from error  # PyTorch: a RuntimeError here, an IndexError in index_fill
    if source.dtype is not input.dtype:
        raise UnsupportedError(f"{name}: the source must be of the input's type, {input.dtype}, got {source.dtype}")
    sizes = list(input.shape)
    sizes[len(key) - 1] = index.numel()
    if tuple(sizes) != tuple(source.shape):
        raise ShapeError(f"{name}: a source of shape {tuple(sizes)} is needed, got {tuple(source.shape)}")
    return key


def index_fill(input: "Tensor", dim: int, index: "Tensor", value: "Tensor | Scalar") -> "Tensor":
    """Return a copy of the input with one number in the slices `index` of an axis."""
    key = slices_key("index_fill", input, dim, index)
    return place(input, key, dispatch.cast(dispatch.operand(value), input.dtype))


def index_put(input: "Tensor", indices: "Sequence[Tensor]", values: "Tensor", accumulate: bool = False) -> "Tensor":
    """Return a copy of the input with values, broadcast, written (or added) to input[indices]."""
    if values.dtype is not input.dtype:
        raise UnsupportedError(f"index_put: the values must be of type {input.dtype}, got {values.dtype}")
    key = tuple(
        selection.key_part(index) if index.dtype is not dtypes.bool_ else index.cpu().numpy() for index in indices
    )
    try:
        selection.key_shape(input.shape, key)
    except IndexError as error:
        raise DimensionError(f"index_put: {error}") from error
    return place(input, key, values, "sum" if accumulate else None)


def masked_scatter(input: "Tensor", mask: "Tensor", source: "Tensor") -> "Tensor":
    """Return a copy of the input with the elements of `source`, in order, where the boolean mask holds."""
    if mask.dtype is not dtypes.bool_:
        raise UnsupportedError(f"masked_scatter: the mask must be boolean, got {mask.dtype}")
    key = mask.expand(input.shape).cpu().numpy()
    needed = int(key.sum())
    if source.dtype is not input.dtype or source.numel() < needed:
        raise UnsupportedError(
            f"masked_scatter: needs {needed} elements of {input.dtype}, got {source.numel()} of {source.dtype}"
        )
    return place(input, (key,), source.reshape(-1)[:needed])
