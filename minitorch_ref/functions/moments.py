"""Means, variances, standard deviations."""

import math
from typing import TYPE_CHECKING

from minitorch_ref import dtypes
from minitorch_ref.dtypes import DType
from minitorch_ref.errors import UnsupportedError
from minitorch_ref.functions import dispatch
from minitorch_ref.functions.function import Context, Function
from minitorch_ref.functions.reduction import count, numbered, with_axes
from minitorch_ref.functions.sizes import reduction_dims

if TYPE_CHECKING:
    from minitorch_ref.functions.sizes import Sizes
    from minitorch_ref.tensors.tensor import Tensor

__all__ = [
    "Mean",
    "Var",
    "mean",
    "std",
    "var",
]


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


def floats(name: str, x: "Tensor") -> "Tensor":
    """Return x if its elements are floating-point numbers."""
    if x.dtype.category < dtypes.FLOATING:
        raise UnsupportedError(f"{name}: takes floating-point numbers, got {x.dtype}; convert with .float() first")
    return x
