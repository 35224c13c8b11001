"""x[...] and x[...] = value.

Integers, slices, None and ... select a view: nothing is copied. Tensors, lists and arrays of integers or booleans
gather elements: the result is a copy.
"""

from operator import index as as_int
from typing import TYPE_CHECKING, Any

import numpy as np

from minitorch_ref import dtypes
from minitorch_ref.autograd.modes import setting
from minitorch_ref.backends.selection import backend_of
from minitorch_ref.errors import DimensionError, DTypeError, ShapeError
from minitorch_ref.functions import devices, dispatch, inplace
from minitorch_ref.functions.function import named
from minitorch_ref.functions.movement import select, slice_
from minitorch_ref.functions.reshaping import convert, unsqueeze
from minitorch_ref.functions.scatter import Put
from minitorch_ref.functions.selection import Take, key_shape
from minitorch_ref.storage import cpu
from minitorch_ref.tensors import tensor as tensors

if TYPE_CHECKING:
    from minitorch_ref.dtypes import Scalar
    from minitorch_ref.tensors.tensor import Tensor

__all__ = ["get_item", "set_item"]


def get_item(x: "Tensor", key: Any) -> "Tensor":
    """Return x[key]."""
    part, arrays = view_of(x, key)
    return named(Take.apply(part, checked(part, arrays)), "IndexBackward0") if arrays is not None else part


def set_item(x: "Tensor", key: Any, value: "Tensor | Scalar") -> None:
    """Write value, broadcast and converted to the type of x, to x[key]."""
    part, arrays = view_of(x, key)
    values = convert(dispatch.operand(value), x.dtype)
    if arrays is None:
        inplace.copy_(part, without_leading_ones(values, part.dim()))
        return
    arrays = checked(part, arrays)
    shape = key_shape(part.shape, arrays)
    values = without_leading_ones(values, len(shape))
    values = devices.scalar_on(part.device, values) if values.dim() == 0 else values
    if setting.recording and (part.needs_grad or values.needs_grad):
        inplace.write("index_put_", part, Put.apply(part, arrays, values, False))
    else:
        backend_of(part.strided).put(part.strided, arrays, dispatch.expand(values, shape))
        part.strided.storage.version += 1


def without_leading_ones(values: "Tensor", ndim: int) -> "Tensor":
    """Return values with surplus axes of size 1 in front taken away: they may be assigned to fewer axes."""
    while values.dim() > ndim and values.shape[0] == 1:
        values = select(values, 0, 0)
    return values


def view_of(x: "Tensor", key: Any) -> "tuple[Tensor, tuple[Any, ...] | None]":
    """Apply the part of a key that selects a view; return the view and, if arrays are left, the key for its axes."""
    entries = filled_up(x, [as_entry(entry) for entry in (key if isinstance(key, tuple) else (key,))])
    part, dim, arrays = x, 0, []
    for entry in entries:
        if entry is None:
            part = unsqueeze(part, dim)
        elif isinstance(entry, int):
            part = pick(part, dim, entry, x)
            continue
        elif isinstance(entry, slice):
            part = slice_(part, dim, *slice_ints(entry))
        else:
            arrays.append((dim, entry))
            dim += axes_of(entry)
            continue
        dim += 1
    return part, key_of(arrays) if arrays else None


def pick(part: "Tensor", dim: int, index: int, x: "Tensor") -> "Tensor":
    """Select one index, with an error that speaks of the tensor that was indexed."""
    if not -part.shape[dim] <= index < part.shape[dim]:
        raise DimensionError(
            f"index {index} is out of range for an axis of size {part.shape[dim]} of shape {tuple(x.shape)}"
        )
    return select(part, dim, index)


def as_entry(entry: Any) -> Any:
    """Return one entry of a key as None, ..., an int, a slice, or an array of integers or booleans."""
    if entry is None or entry is Ellipsis or isinstance(entry, slice):
        return entry
    if isinstance(entry, tensors.Tensor):
        if entry.dim() == 0 and entry.dtype.category == dtypes.INTEGER:
            return int(entry.item())
        if entry.device is not cpu and entry.dtype.category == dtypes.INTEGER:
            return entry.clone().strided
        entry = entry.cpu().numpy()
    if isinstance(entry, bool | list | tuple | range | np.ndarray | np.bool_):
        array = np.asarray(entry)
        if array.dtype.kind in "iub" or array.size == 0:
            return array if array.dtype.kind in "iub" else array.astype(np.int64)
        raise DimensionError(f"an index must be made of integers or booleans, got an array of {array.dtype}")
    try:
        return as_int(entry)
    except TypeError:
        pass
    if isinstance(entry, str):
        raise DTypeError(f"an index must be an integer, a slice, None, ... or a tensor, got {entry!r}")
    raise DimensionError(f"an index must be an integer, a slice, None, ... or a tensor, got {type(entry).__name__}")


def axes_of(entry: Any) -> int:
    """Return how many axes of the tensor an entry stands for."""
    if entry is None or entry is Ellipsis:
        return 0
    return int(entry.ndim) if isinstance(entry, np.ndarray) and entry.dtype == np.bool_ else 1


def filled_up(x: "Tensor", entries: list[Any]) -> list[Any]:
    """Replace ... by the slices it stands for."""
    used = sum(axes_of(entry) for entry in entries)
    if used > x.dim():
        raise DimensionError(f"too many indices: shape {tuple(x.shape)} has {x.dim()} axes, got {used}")
    places = [place for place, entry in enumerate(entries) if entry is Ellipsis]
    rest = [slice(None)] * (x.dim() - used)
    if not places:
        return entries
    first = places[0]
    after = [entry for entry in entries[first + 1 :] if entry is not Ellipsis]
    return entries[:first] + rest + after


def slice_ints(entry: slice) -> tuple[int | None, int | None, int]:
    """Return start, stop and step of a slice as integers."""
    try:
        start, stop, step = (None if n is None else as_int(n) for n in (entry.start, entry.stop, entry.step))
    except TypeError as error:
        raise DTypeError(f"the ends and the step of a slice must be integers or None, got {entry}") from error
    return start, stop, 1 if step is None else step


def key_of(arrays: list[tuple[int, Any]]) -> tuple[Any, ...]:
    """Return a NumPy key with each array at its axis and slices between."""
    key: list[Any] = []
    covered = 0
    for dim, array in arrays:
        key += [slice(None)] * (dim - covered) + [array]
        covered = dim + axes_of(array)
    return tuple(key)


def checked(x: "Tensor", key: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return the key if its arrays fit the axes of x and one another."""
    try:
        key_shape(x.shape, key)
    except IndexError as error:
        raise DimensionError(f"indexing shape {tuple(x.shape)}: {error}") from error
    except ValueError as error:
        raise ShapeError(f"indexing shape {tuple(x.shape)}: {error}") from error
    return key
