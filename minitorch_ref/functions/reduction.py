"""Reductions: sums, means and their kin along axes."""

from typing import TYPE_CHECKING

import numpy as np

from minitorch_ref import dtypes
from minitorch_ref.dtypes import DType
from minitorch_ref.errors import DimensionError
from minitorch_ref.functions import dispatch
from minitorch_ref.functions.function import Context, Function, named
from minitorch_ref.functions.rules import Rules
from minitorch_ref.functions.sizes import reduction_dims

if TYPE_CHECKING:
    from minitorch_ref.functions.sizes import Sizes
    from minitorch_ref.tensors.tensor import Tensor

__all__ = [
    "All",
    "Amax",
    "Amin",
    "Any",
    "Prod",
    "Sum",
    "all",
    "amax",
    "amin",
    "any",
    "count_nonzero",
    "prod",
    "sum",
]


def summable(x: "Tensor", dtype: DType | None) -> "Tensor":
    """Return x in the type in which it is summed: integers and booleans as int64."""
    return dispatch.cast(x, dtypes.chosen(dtype, x.dtype if x.dtype.category >= dtypes.FLOATING else dtypes.int64))


def with_axes(x: "Tensor", dims: tuple[int, ...], keepdim: bool) -> "Tensor":
    """Return the result of a reduction with the reduced axes, of size 1, in their places again."""
    for dim in () if keepdim else dims:
        x = x.unsqueeze(dim)
    return x


def numbered(operation: type[Function], dim: "Sizes | None", *inputs: object) -> "Tensor":
    """Apply a reduction; PyTorch numbers the one without `dim` 0 and the one with it 1."""
    result = operation.apply(*inputs)
    return result if dim is None else named(result, f"{operation.__name__}Backward1")


class Sum(Function):
    """The sum along axes; of nothing, 0."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor", dims: tuple[int, ...], keepdim: bool, dtype: DType | None) -> "Tensor":
        ctx.shape, ctx.dims, ctx.keepdim = x.strided.layout.shape, dims, keepdim
        return dispatch.reduce_dims("sum", summable(x, dtype), dims, keepdim)

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "tuple[Tensor | None, ...]":
        return *Rules.sum(ctx, grad_output), None, None, None


def sum(input: "Tensor", dim: "Sizes | None" = None, keepdim: bool = False, *, dtype: DType | None = None) -> "Tensor":
    """Return the sum along the axes `dim`, by default of all elements; integers are summed as int64."""
    return numbered(Sum, dim, input, reduction_dims(input, dim), keepdim, dtype)


class Prod(Function):
    """The product along axes; of nothing, 1."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor", dims: tuple[int, ...], keepdim: bool, dtype: DType | None) -> "Tensor":
        ctx.save_for_backward(x)
        ctx.dims, ctx.keepdim = dims, keepdim
        return dispatch.reduce_dims("prod", summable(x, dtype), dims, keepdim)

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "tuple[Tensor | None, ...]":
        (x,) = ctx.saved_tensors
        grad = with_axes(grad_output, ctx.dims, ctx.keepdim)
        return grad * product_of_others(x, ctx.dims).conj(), None, None, None


def product_of_others(x: "Tensor", dims: tuple[int, ...]) -> "Tensor":
    """Return, for each element, the product of the others along the axes.

    Without a zero it is the whole product divided by the element. Otherwise all rows of factors are written out, each
    with its own element replaced by 1: n times n numbers, but right, and differentiable again.
    """
    if bool((x != 0).all()):
        return Prod.apply(x, dims, True, None) / x
    others = [axis for axis in range(x.dim()) if axis not in dims]
    lines = x.permute([*others, *dims])
    n = count(x, dims)
    rows = lines.reshape([*(x.shape[axis] for axis in others), 1, n])
    own = dispatch.of_values(np.eye(n, dtype=np.bool_), x.device)
    products = Prod.apply(rows.masked_fill(own, 1), (len(others) + 1,), False, None)
    back = sorted(range(x.dim()), key=[*others, *dims].__getitem__)
    return products.reshape(lines.shape).permute(back)


def prod(input: "Tensor", dim: int | None = None, keepdim: bool = False, *, dtype: DType | None = None) -> "Tensor":
    """Return the product along the axis `dim`, by default of all elements; integers are multiplied as int64."""
    return numbered(Prod, dim, input, reduction_dims(input, dim), keepdim, dtype)


def count(x: "Tensor", dims: tuple[int, ...]) -> int:
    """Return how many elements are combined into one."""
    result = 1
    for dim in dims:
        result *= x.shape[dim]
    return result


class Amax(Function):
    """The largest element along axes; NaN wins."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor", dims: tuple[int, ...], keepdim: bool) -> "Tensor":
        out = dispatch.reduce_dims("amax", some("amax", x, dims), dims, keepdim)
        ctx.save_for_backward(x, out)
        ctx.dims, ctx.keepdim = dims, keepdim
        return out

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "tuple[Tensor | None, ...]":
        return shared_among_equals(ctx, grad_output), None, None


def amax(input: "Tensor", dim: "Sizes" = (), keepdim: bool = False) -> "Tensor":
    """Return the largest element along the axes `dim`, by default of all; NaN if there is one."""
    return Amax.apply(input, reduction_dims(input, dim), keepdim)


class Amin(Function):
    """The smallest element along axes; NaN wins."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor", dims: tuple[int, ...], keepdim: bool) -> "Tensor":
        out = dispatch.reduce_dims("amin", some("amin", x, dims), dims, keepdim)
        ctx.save_for_backward(x, out)
        ctx.dims, ctx.keepdim = dims, keepdim
        return out

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "tuple[Tensor | None, ...]":
        return shared_among_equals(ctx, grad_output), None, None


def amin(input: "Tensor", dim: "Sizes" = (), keepdim: bool = False) -> "Tensor":
    """Return the smallest element along the axes `dim`, by default of all; NaN if there is one."""
    return Amin.apply(input, reduction_dims(input, dim), keepdim)


def shared_among_equals(ctx: Context, grad_output: "Tensor") -> "Tensor":
    """Return the gradient of an extreme: shared evenly among all elements that are the extreme."""
    x, out = ctx.saved_tensors
    is_extreme = (x == with_axes(out, ctx.dims, ctx.keepdim)).to(grad_output.dtype)
    shares = is_extreme / is_extreme.sum(ctx.dims, keepdim=True) if ctx.dims else is_extreme
    return with_axes(grad_output, ctx.dims, ctx.keepdim) * shares


def some(name: str, x: "Tensor", dims: tuple[int, ...]) -> "Tensor":
    """Return x if there is an element along every one of the axes."""
    if 0 in [x.shape[dim] for dim in dims]:
        raise DimensionError(
            f"{name}: shape {tuple(x.shape)} has no elements along dim {dims}, and of nothing none is chosen"
        )
    return x


class All(Function):
    """Whether all elements along axes are true."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor", dims: tuple[int, ...], keepdim: bool) -> "Tensor":
        return dispatch.reduce_dims("all", x, dims, keepdim, truth_dtype(x))


def all(input: "Tensor", dim: "Sizes | None" = None, keepdim: bool = False) -> "Tensor":
    """Return whether all elements along the axes `dim` are true; of nothing, True."""
    return All.apply(input, reduction_dims(input, dim), keepdim)


class Any(Function):
    """Whether one element along axes is true."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor", dims: tuple[int, ...], keepdim: bool) -> "Tensor":
        return dispatch.reduce_dims("any", x, dims, keepdim, truth_dtype(x))


def any(input: "Tensor", dim: "Sizes | None" = None, keepdim: bool = False) -> "Tensor":
    """Return whether one element along the axes `dim` is true; of nothing, False."""
    return Any.apply(input, reduction_dims(input, dim), keepdim)


def truth_dtype(x: "Tensor") -> DType:
    """Return the type of an answer: boolean, but uint8 for uint8, as in PyTorch."""
    return x.dtype if x.dtype is dtypes.uint8 else dtypes.bool_


def count_nonzero(input: "Tensor", dim: "Sizes | None" = None) -> "Tensor":
    """Return how many elements along the axes `dim` are not 0, as int64."""
    return sum(input != 0, dim)
