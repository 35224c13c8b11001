"""Choosing elements: by a condition, by bounds, by indices."""

from typing import TYPE_CHECKING, Any, overload

import numpy as np

from minitorch_ref import dtypes, shapes
from minitorch_ref.backends.selection import backend_of
from minitorch_ref.errors import DimensionError, ShapeError, UnsupportedError
from minitorch_ref.functions import devices, dispatch, scatter
from minitorch_ref.functions.along import Gather, is_fused
from minitorch_ref.functions.function import Context, Function, named
from minitorch_ref.functions.reshaping import convert
from minitorch_ref.shapes import normalize_dim
from minitorch_ref.storage import Strided, cpu
from minitorch_ref.tensors import factories
from minitorch_ref.tensors import tensor as tensors

if TYPE_CHECKING:
    from minitorch_ref.dtypes import Scalar
    from minitorch_ref.tensors.tensor import Tensor

__all__ = [
    "Take",
    "Where",
    "clamp",
    "flip",
    "gather",
    "index_select",
    "masked_fill",
    "masked_select",
    "nonzero",
    "tril",
    "triu",
    "where",
]


class Where(Function):
    """x where the condition holds, else y."""

    @staticmethod
    def forward(ctx: Context, condition: "Tensor", x: "Tensor", y: "Tensor") -> "Tensor":
        ctx.save_for_backward(condition)
        shape = shapes.broadcast_shapes(condition.shape, x.shape, y.shape)
        x, y, dtype = dispatch.zip_types(x, y)
        if condition.device is not x.device:
            condition, x, y = devices.together(condition, x, y)
        out = dispatch.allocate(shape, dtype, device=x.device)
        expanded = (dispatch.expand(tensor, shape) for tensor in (condition, x, y))
        backend_of(out.strided).where(out.strided, *expanded)
        return out

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "tuple[Tensor | None, ...]":
        (condition,) = ctx.saved_tensors
        zero = grad_output.new_zeros(())
        return None, where(condition, grad_output, zero), where(condition, zero, grad_output)


@overload
def where(condition: "Tensor") -> "tuple[Tensor, ...]": ...
@overload
def where(condition: "Tensor", input: "Tensor | Scalar", other: "Tensor | Scalar") -> "Tensor": ...
def where(
    condition: "Tensor", input: "Tensor | Scalar | None" = None, other: "Tensor | Scalar | None" = None
) -> "Tensor | tuple[Tensor, ...]":
    """Return input where the condition holds, else other; all three are broadcast.

    With the condition alone, the indices where it holds: `nonzero(condition, as_tuple=True)`.
    """
    if input is None or other is None:
        return tuple(nonzero(condition, as_tuple=True))
    if condition.dtype not in (dtypes.bool_, dtypes.uint8):
        raise UnsupportedError(f"where: the condition must be boolean, got {condition.dtype}; compare with != 0")
    return Where.apply(condition, dispatch.operand(input), dispatch.operand(other))


def masked_fill(input: "Tensor", mask: "Tensor", value: "Tensor | Scalar") -> "Tensor":
    """Return a copy with `value` where the boolean mask holds; the type of the input stays."""
    return named(where(mask, convert(dispatch.operand(value), input.dtype), input), "MaskedFillBackward0")


class Clamp(Function):
    """x, at least the lower bound and at most the upper one."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor", low: "Tensor | None", high: "Tensor | None") -> "Tensor":
        ctx.save_for_backward(x, low, high)
        x = x if low is None else dispatch.zip_to("maximum", x, low)
        return x if high is None else dispatch.zip_to("minimum", x, high)

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "tuple[Tensor | None, ...]":
        x, low, high = ctx.saved_tensors
        below = None if low is None else x < low
        above = None if high is None else x > high
        if below is not None and above is not None and bool((low > high).any()):
            below, above = below & (low < high), above | (low > high)
        zero = grad_output.new_zeros(())
        inside = grad_output
        for outside in (below, above):
            inside = inside if outside is None else where(outside, zero, inside)
        grad_low = None if below is None else where(below, grad_output, zero)
        return inside, grad_low, None if above is None else where(above, grad_output, zero)


def clamp(input: "Tensor", min: "Tensor | Scalar | None" = None, max: "Tensor | Scalar | None" = None) -> "Tensor":
    """Return each element, at least `min` and at most `max`; NaN stays NaN."""
    if min is None and max is None:
        raise UnsupportedError("clamp: at least one of min and max must be given")
    low, high = (None if bound is None else dispatch.operand(bound) for bound in (min, max))
    return Clamp.apply(input, low, high)


class Take(Function):
    """The elements at indices given as arrays, by the rules of indexing."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor", key: tuple[Any, ...]) -> "Tensor":
        ctx.shape, ctx.key = x.strided.layout.shape, key
        return tensors.Tensor(backend_of(x.strided).take(x.strided, key))

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "tuple[Tensor | None, ...]":
        return scatter.Put.apply(grad_output.new_zeros(ctx.shape), ctx.key, grad_output, True), None


def index_select(input: "Tensor", dim: int, index: "Tensor") -> "Tensor":
    """Return a copy of the indices `index`, a vector, of one axis, in its order."""
    dim = normalize_dim(dim, input.dim())
    if index.dim() > 1:
        raise DimensionError(f"index_select: the index must be a vector, got shape {tuple(index.shape)}")
    checked = check_indices("index_select", index.reshape(-1), input.shape[dim])
    return named(Take.apply(input, (slice(None),) * dim + (checked,)), "IndexSelectBackward0")


def flip(input: "Tensor", dims: tuple[int, ...] | list[int] | int) -> "Tensor":
    """Return a copy with the order along some axes reversed."""
    axes = [dims] if isinstance(dims, int) else dims
    if len({normalize_dim(dim, input.dim()) for dim in axes}) != len(axes):
        raise UnsupportedError(f"flip: {tuple(axes)} names an axis more than once")
    for dim in axes:
        dim = normalize_dim(dim, input.dim())
        size = input.shape[dim]
        backwards = key_part(factories.arange(size - 1, -1, -1, device=input.device))
        input = Take.apply(input, (slice(None),) * dim + (backwards,))
    return input


def gather(input: "Tensor", dim: int, index: "Tensor", *, sparse_grad: bool = False) -> "Tensor":
    """Return, for each element of `index`, the element of the input there along `dim`, elsewhere at its own place."""
    if input.dim() == 0:
        return gather(input.reshape(1), dim, index.reshape(-1)).reshape(index.shape)
    dim = normalize_dim(dim, input.dim())
    sizes = zip(index.shape, input.shape, strict=False)
    if index.dim() != input.dim() or [axis for axis, (n, size) in enumerate(sizes) if n > size and axis != dim]:
        raise ShapeError(
            f"gather: the index, {tuple(index.shape)}, must fit into {tuple(input.shape)} except along dim {dim}"
        )
    if is_fused("gather", dim, index, input):
        return Gather.apply(input, dim, index)
    return named(Take.apply(input, along("gather", input, dim, index)), "GatherBackward0")


def along(name: str, x: "Tensor", dim: int, index: "Tensor") -> tuple[Any, ...]:
    """Return the key of the elements of x at `index` along one axis, and at their own place along the others."""
    ndim = index.dim()
    counted = [factories.arange(size, device=index.device) for size in index.shape]
    key: list[Any] = [
        key_part(n.reshape((1,) * axis + (-1,) + (1,) * (ndim - axis - 1))) for axis, n in enumerate(counted)
    ]
    try:
        key[dim] = check_indices(name, index, x.shape[dim])
    except DimensionError as error:
        raise UnsupportedError(str(error)) from error  # PyTorch: a RuntimeError here, an IndexError in index_select
    return tuple(key)


def check_indices(name: str, index: "Tensor", size: int) -> Any:
    """Return indices as an array of its own, all in [0, size); those on a device are checked by the kernel."""
    if index.dtype not in (dtypes.int64, dtypes.int32):
        raise UnsupportedError(f"{name}: the index must be of integers, got {index.dtype}")
    if index.device is not cpu:
        return key_part(index.clone())
    array = index.numpy().copy()
    if array.size and (array.min() < 0 or array.max() >= size):
        raise DimensionError(f"{name}: indices must be in [0, {size}), got {array.min()} to {array.max()}")
    return array


def key_part(index: "Tensor") -> Any:
    """Return indices as a part of a key: as an array of the host, or as what backends know of a tensor on a device."""
    return index.numpy() if index.device is cpu else index.strided


def key_shape(shape: tuple[int, ...], key: tuple[Any, ...]) -> tuple[int, ...]:
    """Return the shape of x[key] for an x of this shape.

    Raises: IndexError or ValueError if the key does not fit.
    """
    known = [np.broadcast_to(np.int64(0), part.layout.shape) if isinstance(part, Strided) else part for part in key]
    found: tuple[int, ...] = np.broadcast_to(np.empty((), np.bool_), shape)[tuple(known)].shape
    return found


def masked_select(input: "Tensor", mask: "Tensor") -> "Tensor":
    """Return the elements where the boolean mask, broadcast with the input, holds, as a vector."""
    if mask.dtype is not dtypes.bool_:
        raise UnsupportedError(f"masked_select: the mask must be boolean, got {mask.dtype}")
    shape = shapes.broadcast_shapes(input.shape, mask.shape)
    return named(Take.apply(input.expand(shape), (mask.expand(shape).cpu().numpy(),)), "MaskedSelectBackward0")


@overload
def nonzero(input: "Tensor") -> "Tensor": ...
@overload
def nonzero(input: "Tensor", *, as_tuple: bool) -> "Tensor | tuple[Tensor, ...]": ...
def nonzero(input: "Tensor", *, as_tuple: bool = False) -> "Tensor | tuple[Tensor, ...]":
    """Return the indices of the elements that are not 0, (count, ndim), int64, in row-major order.

    With `as_tuple`, a vector for each axis: an index that selects these elements.
    """
    if as_tuple:
        places = np.nonzero(input.strided.array())
        return tuple(dispatch.of_values(np.ascontiguousarray(along_one), input.device) for along_one in places)
    return dispatch.of_values(np.ascontiguousarray(np.argwhere(input.strided.array())), input.device)


def triangle(input: "Tensor", diagonal: int, lower: bool) -> "Tensor":
    """Return a copy of the matrices with 0 on one side of a diagonal."""
    if input.dim() < 2:
        raise ShapeError(f"tril, triu: take at least two axes, got shape {tuple(input.shape)}")
    rows, columns = input.shape[-2:]
    row = factories.arange(rows, device=input.device).unsqueeze(1) + diagonal
    column = factories.arange(columns, device=input.device)
    mask = column <= row if lower else column >= row
    return where(mask, input, dispatch.cast(dispatch.operand(0), input.dtype))


def tril(input: "Tensor", diagonal: int = 0) -> "Tensor":
    """Return a copy of the matrices with 0 above a diagonal."""
    return triangle(input, diagonal, lower=True)


def triu(input: "Tensor", diagonal: int = 0) -> "Tensor":
    """Return a copy of the matrices with 0 below a diagonal."""
    return triangle(input, diagonal, lower=False)
