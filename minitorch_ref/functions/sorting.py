"""Order: sort, argsort, the k largest, the k-th smallest, the median."""

from typing import TYPE_CHECKING

from minitorch_ref import dtypes, return_types
from minitorch_ref.backends.selection import backend_of
from minitorch_ref.errors import DimensionError, UnsupportedError
from minitorch_ref.functions import dispatch
from minitorch_ref.functions.extremes import chosen
from minitorch_ref.functions.function import Context, Function
from minitorch_ref.functions.scatter import scatter
from minitorch_ref.functions.selection import along, gather, where
from minitorch_ref.return_types import ValuesIndices
from minitorch_ref.shapes import normalize_dim
from minitorch_ref.tensors import tensor as tensors

if TYPE_CHECKING:
    from minitorch_ref.tensors.tensor import Tensor

__all__ = ["Sort", "argsort", "kthvalue", "median", "msort", "sort", "topk"]


class Sort(Function):
    """The elements in order along an axis, and where each came from."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor", dim: int, descending: bool) -> "tuple[Tensor, Tensor]":
        indices = dispatch.allocate(x.shape, dtypes.int64, device=x.device)
        backend_of(indices.strided).arg_sort(indices.strided, x.strided, dim, descending)
        values = tensors.Tensor(backend_of(x.strided).take(x.strided, along("sort", x, dim, indices)))
        ctx.mark_non_differentiable(indices)
        ctx.dim, ctx.indices = dim, indices
        return values, indices

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor", _: "Tensor") -> "tuple[Tensor, None, None]":
        zeros = grad_output.new_zeros(grad_output.shape)
        return scatter(zeros, ctx.dim, ctx.indices, grad_output), None, None


def sort(input: "Tensor", dim: int = -1, descending: bool = False, stable: bool = False) -> ValuesIndices:
    """Return (values, indices): the elements in order along an axis, and the place each came from.

    Args:
        input: the elements; NaN counts as the largest.
        dim: the axis.
        descending: from the largest down.
        stable: whether equal elements keep their order; here they always do.
    """
    if input.dtype.is_complex:
        raise UnsupportedError("sort: complex numbers have no order; sort their abs()")
    dim = normalize_dim(dim, max(input.dim(), 1))
    if input.dim() == 0:
        return return_types.sort(input.clone(), input.new_zeros((), dtype=dtypes.int64))
    return return_types.sort(*Sort.apply(input, dim, descending))


def msort(input: "Tensor") -> "Tensor":
    """Return the elements in order along the first axis."""
    return sort(input, 0).values


def argsort(input: "Tensor", dim: int = -1, descending: bool = False, stable: bool = False) -> "Tensor":
    """Return the indices that put the elements in order along an axis; see `sort`."""
    return sort(input, dim, descending, stable).indices


def topk(input: "Tensor", k: int, dim: int = -1, largest: bool = True, sorted: bool = True) -> ValuesIndices:
    """Return (values, indices) of the k largest (or smallest) elements along an axis, the most extreme first.

    Raises: UnsupportedError (a RuntimeError) if the axis has fewer than k elements.
    """
    dim = normalize_dim(dim, max(input.dim(), 1))
    size = input.shape[dim] if input.dim() else 1
    if not 0 <= k <= size:
        raise UnsupportedError(f"topk: k = {k} is out of range for axis {dim} of size {size}")
    values, indices = sort(input, dim, descending=largest)
    if input.dim() == 0:
        return return_types.topk(values, indices)
    return return_types.topk(values.narrow(dim, 0, k).contiguous(), indices.narrow(dim, 0, k).contiguous())


def kthvalue(input: "Tensor", k: int, dim: int = -1, keepdim: bool = False) -> ValuesIndices:
    """Return (values, indices) of the k-th smallest element along an axis; k counts from 1."""
    dim = normalize_dim(dim, max(input.dim(), 1))
    size = input.shape[dim] if input.dim() else 1
    if not 1 <= k <= size:
        raise UnsupportedError(f"kthvalue: k = {k} is out of range for axis {dim} of size {size}; it counts from 1")
    indices = argsort(input, dim)
    place = indices.narrow(dim, k - 1, 1) if input.dim() else indices
    return return_types.kthvalue(*chosen(input, place, dim, keepdim))


def median(input: "Tensor", dim: int | None = None, keepdim: bool = False) -> "Tensor | ValuesIndices":
    """Return the median, of an even number of elements the lower one; with `dim`, (values, indices) along it.

    NaN, if there is one, is the median.
    """
    if dim is None:
        if input.numel() == 0:
            return input.new_full((), float("nan"))
        return median_along(input.reshape(-1), 0, False).values
    return median_along(input, dim, keepdim)


def median_along(input: "Tensor", dim: int, keepdim: bool) -> ValuesIndices:
    """Return the lower median along one axis, or NaN where there is one."""
    dim = normalize_dim(dim, max(input.dim(), 1))
    if input.dim() == 0:
        return return_types.median(*sort(input))
    size = input.shape[dim]
    if size == 0:
        raise DimensionError(f"median: axis {dim} of shape {tuple(input.shape)} has no elements")
    indices = argsort(input, dim)
    last = indices.narrow(dim, size - 1, 1)
    middle = indices.narrow(dim, (size - 1) // 2, 1)
    top = gather(input.detach(), dim, last)
    return return_types.median(*chosen(input, where(top != top, last, middle), dim, keepdim))
