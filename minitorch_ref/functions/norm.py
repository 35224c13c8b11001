"""Lengths of vectors: the p-th root of the sum of p-th powers."""

import math
from typing import TYPE_CHECKING

from minitorch_ref import dtypes
from minitorch_ref.dtypes import DType
from minitorch_ref.errors import UnsupportedError
from minitorch_ref.functions import dispatch, selection
from minitorch_ref.functions.function import Context, Function
from minitorch_ref.functions.sizes import reduction_dims

if TYPE_CHECKING:
    from minitorch_ref.functions.sizes import Sizes
    from minitorch_ref.tensors.tensor import Tensor

__all__ = ["Norm", "dist", "norm"]


class Norm(Function):
    """(sum |x|^p)^(1/p) along axes; for p = inf the largest |x|, for -inf the smallest, for 0 the number of x != 0."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor", p: float, dims: tuple[int, ...], keepdim: bool) -> "Tensor":
        size = dispatch.map_same("abs", x, dtypes.real_type(x.dtype))
        if p == 0:
            out = dispatch.reduce_dims("sum", dispatch.zip_to("ne", size, dispatch.operand(0), size.dtype), dims, True)
        elif math.isinf(p):
            out = dispatch.reduce_dims("amax" if p > 0 else "amin", size, dims, True)
        else:
            powers = dispatch.zip_to("pow", size, dispatch.operand(p))
            out = dispatch.zip_to("pow", dispatch.reduce_dims("sum", powers, dims, True), dispatch.operand(1 / p))
        ctx.save_for_backward(x)
        ctx.p, ctx.dims = p, dims
        return out if keepdim else dispatch.without_axes(out, dims)

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "tuple[Tensor, None, None, None]":
        (x,), p = ctx.saved_tensors, ctx.p
        kept = [1 if axis in ctx.dims else size for axis, size in enumerate(x.shape)]
        grad = grad_output.reshape(kept)
        if p == 0:
            return grad * x * 0, None, None, None
        out, size, direction = Norm.apply(x, p, ctx.dims, True), x.abs(), x.sgn()
        if math.isinf(p):
            largest = (size == out).to(size.dtype)
            return direction * largest * (grad / largest.sum(ctx.dims, keepdim=True)), None, None, None
        if p == 1:
            return grad * direction, None, None, None
        zero = out == 0
        slope = (x / out if p == 2 else direction * (size / out) ** (p - 1)) * grad
        return selection.where(zero | ((size == 0) & (p < 2)), slope.new_zeros(()), slope), None, None, None


def norm(
    input: "Tensor",
    p: float | str | None = "fro",
    dim: "Sizes | None" = None,
    keepdim: bool = False,
    dtype: DType | None = None,
) -> "Tensor":
    """Return the length of the vectors along the axes `dim`, by default of all elements as one vector.

    Args:
        input: floating-point numbers.
        p: which length: "fro" or 2 the usual one, 1 the sum of absolute values, inf the largest of them, any number.
        dim: the axes of the vectors.
        keepdim: whether the axes stay with size 1.
        dtype: a type to convert to first.
    """
    x = input if dtype is None else input.to(dtype)
    if x.dtype.category < dtypes.FLOATING:
        raise UnsupportedError(f"norm: takes floating-point numbers, got {x.dtype}; convert with .float() first")
    if isinstance(p, str) and p != "fro":
        raise UnsupportedError(f"norm: p must be a number or 'fro', got {p!r}")
    power = 2.0 if p is None or isinstance(p, str) else float(p)
    return Norm.apply(x, power, reduction_dims(x, dim), keepdim)


def dist(input: "Tensor", other: "Tensor", p: float = 2) -> "Tensor":
    """Return the length of input - other."""
    return norm(input - other, p)
