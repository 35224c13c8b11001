"""Reductions: sums, means and their kin along axes."""

import math
from typing import TYPE_CHECKING

import numpy as np

from minitorch_ref import dtypes
from minitorch_ref.dtypes import DType
from minitorch_ref.errors import DimensionError, UnsupportedError
from minitorch_ref.functions import dispatch
from minitorch_ref.functions.function import Context, Function, named
from minitorch_ref.functions.sizes import reduction_dims

if TYPE_CHECKING:
    from minitorch_ref.functions.sizes import Sizes
    from minitorch_ref.tensors.tensor import Tensor

__all__ = [
    "All",
    "Amax",
    "Amin",
    "Any",
    "Mean",
    "Prod",
    "Sum",
    "Var",
    "all",
    "amax",
    "amin",
    "any",
    "count_nonzero",
    "mean",
    "prod",
    "std",
    "sum",
    "var",
]


def summable(x: "Tensor", dtype: DType | None) -> "Tensor":
    """Return x in the type in which it is summed: integers and booleans as int64."""
    return dispatch.cast(x, dtype or (x.dtype if x.dtype.category >= dtypes.FLOATING else dtypes.int64))


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
        return with_axes(grad_output, ctx.dims, ctx.keepdim).expand(ctx.shape), None, None, None


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
    own = dispatch.of_values(np.eye(n, dtype=np.bool_))
    products = Prod.apply(rows.masked_fill(own, 1), (len(others) + 1,), False, None)
    back = sorted(range(x.dim()), key=[*others, *dims].__getitem__)
    return products.reshape(lines.shape).permute(back)


def prod(input: "Tensor", dim: int | None = None, keepdim: bool = False, *, dtype: DType | None = None) -> "Tensor":
    """Return the product along the axis `dim`, by default of all elements; integers are multiplied as int64."""
    return numbered(Prod, dim, input, reduction_dims(input, dim), keepdim, dtype)


class Mean(Function):
    """The sum divided by the number of elements."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor", dims: tuple[int, ...], keepdim: bool) -> "Tensor":
        ctx.shape, ctx.dims, ctx.keepdim = x.strided.layout.shape, dims, keepdim
        total = dispatch.reduce_dims("sum", x, dims, keepdim)
        return dispatch.zip_to("div", total, dispatch.operand(float(count(x, dims))))

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "tuple[Tensor | None, ...]":
        grad = with_axes(grad_output, ctx.dims, ctx.keepdim) / float(math.prod(ctx.shape[dim] for dim in ctx.dims))
        return grad.expand(ctx.shape), None, None


def mean(input: "Tensor", dim: "Sizes | None" = None, keepdim: bool = False, *, dtype: DType | None = None) -> "Tensor":
    """Return the mean along the axes `dim`, by default of all elements.

    Raises: UnsupportedError (a RuntimeError) if the elements are integers or booleans and no `dtype` is given.
    """
    x = floats("mean", input if dtype is None else input.to(dtype))
    return numbered(Mean, dim, x, reduction_dims(x, dim), keepdim)


class Var(Function):
    """The mean squared distance from the mean, divided by the number of elements less the correction."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor", dims: tuple[int, ...], correction: float, keepdim: bool) -> "Tensor":
        ctx.save_for_backward(x)
        ctx.dims, ctx.keepdim, ctx.correction = dims, keepdim, correction
        centre = Mean.forward(Context(), x, dims, True)
        distance = dispatch.zip_to("sub", x, centre)
        total = dispatch.reduce_dims("sum", dispatch.zip_to("mul", distance, distance), dims, keepdim)
        return dispatch.zip_to("div", total, dispatch.operand(max(count(x, dims) - float(correction), 0.0)))

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "tuple[Tensor | None, ...]":
        (x,) = ctx.saved_tensors
        freedom = max(count(x, ctx.dims) - float(ctx.correction), 0.0)
        distance = x - Mean.apply(x, ctx.dims, True)
        grad = with_axes(grad_output, ctx.dims, ctx.keepdim)
        return grad * distance * (2 / freedom if freedom else math.inf), None, None, None


def var(
    input: "Tensor",
    dim: "Sizes | None" = None,
    unbiased: bool | None = None,
    keepdim: bool = False,
    *,
    correction: float | None = None,
) -> "Tensor":
    """Return the variance along the axes `dim`, by default of all elements.

    Args:
        input: floating-point numbers.
        dim: the axes.
        unbiased: the older way to say correction=1 (True) or correction=0 (False).
        keepdim: whether the axes stay with size 1.
        correction: what is taken off the number of elements before dividing by it, by default 1.
    """
    if isinstance(dim, bool):
        dim, unbiased = None, dim
    if correction is None:
        correction = 0 if unbiased is False else 1
    return Var.apply(floats("var", input), reduction_dims(input, dim), correction, keepdim)


def std(
    input: "Tensor",
    dim: "Sizes | None" = None,
    unbiased: bool | None = None,
    keepdim: bool = False,
    *,
    correction: float | None = None,
) -> "Tensor":
    """Return the standard deviation, the square root of `var` with the same arguments."""
    return SqrtOrFlat.apply(var(floats("std", input), dim, unbiased, keepdim, correction=correction))


class SqrtOrFlat(Function):
    """The square root of x; where it is 0 the derivative is 0 here, not infinite: equal numbers have no spread."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor") -> "Tensor":
        out = dispatch.map_float("sqrt", x)
        ctx.save_for_backward(out)
        return out

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "Tensor":
        (out,) = ctx.saved_tensors
        return (grad_output / (2 * out)).masked_fill(out == 0, 0)

    @classmethod
    def backward_name(cls) -> str:
        """Return the name of the whole."""
        return "StdBackward0"


def count(x: "Tensor", dims: tuple[int, ...]) -> int:
    """Return how many elements are combined into one."""
    result = 1
    for dim in dims:
        result *= x.shape[dim]
    return result


def floats(name: str, x: "Tensor") -> "Tensor":
    """Return x if its elements are floating-point numbers."""
    if x.dtype.category < dtypes.FLOATING:
        raise UnsupportedError(f"{name}: takes floating-point numbers, got {x.dtype}; convert with .float() first")
    return x


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
