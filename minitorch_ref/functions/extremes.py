"""The largest and the smallest element, and where they are."""

from typing import TYPE_CHECKING

from minitorch_ref import dtypes, return_types
from minitorch_ref.backends.selection import backend_of
from minitorch_ref.errors import DimensionError, UnsupportedError
from minitorch_ref.functions import dispatch
from minitorch_ref.functions.function import Context, Function, named
from minitorch_ref.functions.reduction import amax, amin
from minitorch_ref.functions.selection import gather
from minitorch_ref.shapes import normalize_dim

if TYPE_CHECKING:
    from minitorch_ref.tensors.tensor import Tensor

__all__ = [
    "ArgMax",
    "ArgMin",
    "Maximum",
    "Minimum",
    "argmax",
    "argmin",
    "max",
    "maximum",
    "min",
    "minimum",
]


class ArgMax(Function):
    """The first index of the largest element along an axis; NaN wins."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor", dim: int, keepdim: bool) -> "Tensor":
        return arg_reduce("argmax", x, dim, keepdim)


class ArgMin(Function):
    """The first index of the smallest element along an axis; NaN wins."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor", dim: int, keepdim: bool) -> "Tensor":
        return arg_reduce("argmin", x, dim, keepdim)


def arg_reduce(name: str, x: "Tensor", dim: int, keepdim: bool) -> "Tensor":
    """Run the backend's search along one axis."""
    if x.shape[dim] == 0:
        raise DimensionError(f"{name}: axis {dim} of shape {tuple(x.shape)} has no elements to choose from")
    out = dispatch.allocate((*x.shape[:dim], 1, *x.shape[dim + 1 :]), dtypes.int64, device=x.device)
    backend_of(out.strided).arg_reduce(name, out.strided, x.strided, dim)
    return out if keepdim else out.squeeze(dim)


def argmax(input: "Tensor", dim: int | None = None, keepdim: bool = False) -> "Tensor":
    """Return the first index of the largest element along `dim`, or among all elements in row-major order."""
    return argument(ArgMax, input, dim, keepdim)


def argmin(input: "Tensor", dim: int | None = None, keepdim: bool = False) -> "Tensor":
    """Return the first index of the smallest element along `dim`, or among all elements in row-major order."""
    return argument(ArgMin, input, dim, keepdim)


def argument(operation: type[Function], input: "Tensor", dim: int | None, keepdim: bool) -> "Tensor":
    """Search along one axis, or all elements as one axis."""
    if dim is None:
        found = operation.apply(input.reshape(-1), 0, False)
        return found.reshape((1,) * input.dim()) if keepdim else found
    dim = normalize_dim(dim, input.dim() or 1)
    return operation.apply(input, dim, keepdim) if input.dim() else operation.apply(input.reshape(1), 0, False)


def max(
    input: "Tensor", dim: "int | Tensor | None" = None, keepdim: bool = False, *, other: "Tensor | None" = None
) -> "Tensor | return_types.ValuesIndices":
    """Return the largest element; with `dim`, (values, indices) along it; with a tensor, the pairwise maximum."""
    if isinstance(dim, int):
        return return_types.max(*chosen(input, argmax(input, dim, keepdim=True), dim, keepdim))
    other = other if dim is None else dim
    return named(amax(not_empty("max", input)), "MaxBackward1") if other is None else maximum(input, other)


def min(
    input: "Tensor", dim: "int | Tensor | None" = None, keepdim: bool = False, *, other: "Tensor | None" = None
) -> "Tensor | return_types.ValuesIndices":
    """Return the smallest element; with `dim`, (values, indices) along it; with a tensor, the pairwise minimum."""
    if isinstance(dim, int):
        return return_types.min(*chosen(input, argmin(input, dim, keepdim=True), dim, keepdim))
    other = other if dim is None else dim
    return named(amin(not_empty("min", input)), "MinBackward1") if other is None else minimum(input, other)


def not_empty(name: str, x: "Tensor") -> "Tensor":
    """Return x if it has an element."""
    if x.numel() == 0:
        raise UnsupportedError(f"{name}: shape {tuple(x.shape)} has no elements; name the axis with dim")
    return x


def chosen(x: "Tensor", indices: "Tensor", dim: int, keepdim: bool) -> "tuple[Tensor, Tensor]":
    """Return the elements at these indices along an axis, with the indices."""
    if x.dim() == 0:
        return x.clone(), indices
    values = gather(x, dim, indices)
    return (values, indices) if keepdim else (values.squeeze(dim), indices.squeeze(dim))


class Maximum(Function):
    """The larger of x and y; NaN wins."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor", y: "Tensor") -> "Tensor":
        ctx.save_for_backward(x, y)
        return dispatch.zip_to("maximum", x, y)

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "tuple[Tensor, Tensor]":
        x, y = ctx.saved_tensors
        shared = grad_output * (1 - 0.5 * (x == y).to(grad_output.dtype))
        return shared.masked_fill(x < y, 0), shared.masked_fill(x > y, 0)


def maximum(input: "Tensor", other: "Tensor") -> "Tensor":
    """Return the larger of each pair of elements; NaN if one is NaN."""
    return Maximum.apply(input, other)


class Minimum(Function):
    """The smaller of x and y; NaN wins."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor", y: "Tensor") -> "Tensor":
        ctx.save_for_backward(x, y)
        return dispatch.zip_to("minimum", x, y)

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "tuple[Tensor, Tensor]":
        x, y = ctx.saved_tensors
        shared = grad_output * (1 - 0.5 * (x == y).to(grad_output.dtype))
        return shared.masked_fill(x > y, 0), shared.masked_fill(x < y, 0)


def minimum(input: "Tensor", other: "Tensor") -> "Tensor":
    """Return the smaller of each pair of elements; NaN if one is NaN."""
    return Minimum.apply(input, other)
