"""Writing to elements chosen along an axis, as functions: each returns a changed copy of its input.

`gather` reads elements, `scatter` writes them, and each is the other's derivative.
"""

from typing import TYPE_CHECKING, Any

import numpy as np

from minitorch_ref.backends.selection import backend_of
from minitorch_ref.errors import ShapeError, UnsupportedError
from minitorch_ref.functions import along, devices, dispatch, selection
from minitorch_ref.functions.function import Context, Function
from minitorch_ref.shapes import normalize_dim
from minitorch_ref.tensors import tensor as tensors

if TYPE_CHECKING:
    from minitorch_ref.dtypes import Scalar
    from minitorch_ref.tensors.tensor import Tensor

__all__ = [
    "Put",
    "PutExtreme",
    "PutProduct",
    "place",
    "scatter",
    "scatter_add",
    "scatter_reduce",
]

Key = tuple[Any, ...]
REDUCES = {"sum": "sum", "add": "sum", "prod": "prod", "multiply": "prod", "amax": "amax", "amin": "amin"}


class Put(Function):
    """A copy of x with values written to x[key], or added there."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor", key: Key, values: "Tensor", add: bool) -> "Tensor":
        ctx.key, ctx.add = key, add
        return put(x, key, values, "sum" if add else None)

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "tuple[Tensor | None, ...]":
        grad_values = selection.Take.apply(grad_output, ctx.key) if ctx.needs_input_grad[2] else None
        if ctx.add or not ctx.needs_input_grad[0]:
            return grad_output, None, grad_values, None
        zero = grad_output.new_zeros(())
        return Put.apply(grad_output, ctx.key, zero, False), None, grad_values, None


class PutProduct(Function):
    """A copy of x with the elements at x[key] multiplied by values."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor", key: Key, values: "Tensor") -> "Tensor":
        out = put(x, key, values, "prod")
        ctx.save_for_backward(x, values, out)
        ctx.key = key
        return out

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "tuple[Tensor | None, ...]":
        x, values, out = ctx.saved_tensors
        others = x.masked_fill(x == 0, 1)
        grad_x = grad_output * PutProduct.apply(others, ctx.key, values) / others
        zero = values == 0
        zeros_there = selection.Take.apply(Put.apply(x.new_zeros(x.shape), ctx.key, zero.to(x.dtype), True), ctx.key)
        single = zero & (zeros_there == 1)
        without = PutProduct.apply(x, ctx.key, values.masked_fill(single, 1))
        at_single = selection.Take.apply(grad_output * without, ctx.key)
        elsewhere = selection.Take.apply(grad_output * out, ctx.key) / values.masked_fill(zero, 1)
        return grad_x, None, selection.where(single, at_single, elsewhere)


class PutExtreme(Function):
    """A copy of x with the largest ("amax") or smallest ("amin") of x[key] and the values at x[key]."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor", key: Key, values: "Tensor", name: str) -> "Tensor":
        out = put(x, key, values, name)
        ctx.save_for_backward(x, values, out)
        ctx.key = key
        return out

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "tuple[Tensor | None, ...]":
        x, values, out = ctx.saved_tensors
        from_x = (x == out).to(x.dtype)
        from_values = (values == selection.Take.apply(out, ctx.key)).to(x.dtype)
        share = grad_output / Put.apply(from_x, ctx.key, from_values, True)
        return share * from_x, None, selection.Take.apply(share, ctx.key) * from_values, None


def put(x: "Tensor", key: Key, values: "Tensor", name: str | None) -> "Tensor":
    """Return a copy of x with the values written to, or combined with, what is at the key."""
    out = dispatch.allocate(x.shape, x.dtype, device=x.device)
    backend_of(out.strided).copy(out.strided, x.strided)
    if values.device is not x.device:
        _, values = devices.together(x, values)
    shape = selection.key_shape(x.shape, key)
    backend_of(out.strided).put(out.strided, key, dispatch.expand(dispatch.cast(values, x.dtype), shape), name)
    return out


def place(x: "Tensor", key: Key, values: "Tensor", reduce: str | None = None) -> "Tensor":
    """Return a copy of x with values written to x[key] or combined with it: "sum", "prod", "amax" or "amin"."""
    if reduce is None or reduce == "sum":
        return Put.apply(x, key, values, reduce == "sum")
    return PutProduct.apply(x, key, values) if reduce == "prod" else PutExtreme.apply(x, key, values, reduce)


# ---- along one axis, element by element ----


def scatter(
    input: "Tensor", dim: int, index: "Tensor", src: "Tensor | Scalar", *, reduce: str | None = None
) -> "Tensor":
    """Return a copy of the input with out[i][index[i][j]][k] = src[i][j][k] for dim 1, and likewise for others.

    Args:
        input: the tensor to copy.
        dim: the axis along which `index` says where.
        index: int64, as many axes as the input; at most as large as src and, but for `dim`, as the input.
        src: the values, of the type of the input, or one number.
        reduce: None overwrites, "add" adds, "multiply" multiplies.

    Raises:
        ShapeError: if the index does not fit.
        UnsupportedError: (a RuntimeError) if element types differ or an index is outside the axis.
    """
    values = src if isinstance(src, tensors.Tensor) else input.new_full(index.shape, src)
    return scattered("scatter", input, dim, index, values, None if reduce is None else reduction("scatter", reduce))


def scatter_add(input: "Tensor", dim: int, index: "Tensor", src: "Tensor") -> "Tensor":
    """Return a copy of the input with each element of `src` added where `index` says along `dim`; see `scatter`."""
    return scattered("scatter_add", input, dim, index, src, "sum")


def scatter_reduce(
    input: "Tensor", dim: int, index: "Tensor", src: "Tensor", reduce: str, *, include_self: bool = True
) -> "Tensor":
    """Return a copy of the input with elements of `src` combined where `index` says along `dim`; see `scatter`.

    Args:
        input: the tensor to copy.
        dim: the axis along which `index` says where.
        index: where, int64.
        src: the values.
        reduce: "sum", "prod", "mean", "amax" or "amin".
        include_self: whether what was there before takes part.
    """
    dim = normalize_dim(dim, max(input.dim(), 1))
    name = "sum" if reduce == "mean" else reduction("scatter_reduce", reduce)
    start = input
    if not include_self:
        neutral = {"sum": 0, "prod": 1, "amax": -np.inf, "amin": np.inf}[name]
        start = scatter(input, dim, index, extreme(input, neutral))
    out = scattered("scatter_reduce", start, dim, index, src, name)
    if reduce != "mean":
        return out
    ones = input.new_ones(input.shape)
    start = ones if include_self else scatter(ones, dim, index, 0)
    counts = scatter_add(start, dim, index, input.new_ones(index.shape))
    return out.div(counts, rounding_mode=None if input.dtype.is_floating_point else "floor")


def extreme(x: "Tensor", neutral: float) -> "Scalar":
    """Return an infinite number as the largest or smallest one that the element type has."""
    if x.dtype.is_floating_point or not np.isinf(neutral):
        return neutral
    bounds = np.iinfo(x.dtype.numpy)
    return int(bounds.min if neutral < 0 else bounds.max)


def scattered(name: str, input: "Tensor", dim: int, index: "Tensor", src: "Tensor", reduce: str | None) -> "Tensor":
    """Check the arguments of a scatter and run it."""
    if input.dim() == 0:
        return scattered(name, input.reshape(1), dim, index.reshape(-1), src.reshape(-1), reduce).reshape(())
    dim = normalize_dim(dim, input.dim())
    if src.dtype is not input.dtype:
        raise UnsupportedError(f"{name}: src must have the type of the input, {input.dtype}, got {src.dtype}")
    if index.numel() == 0:
        return input.clone()
    fits = index.dim() == input.dim() == src.dim() and all(
        n <= given and (axis == dim or n <= size)
        for axis, (n, size, given) in enumerate(zip(index.shape, input.shape, src.shape, strict=True))
    )
    if not fits:
        raise ShapeError(
            f"{name}: the index, {tuple(index.shape)}, must fit into src, {tuple(src.shape)}, and, but for dim {dim}, "
            f"into {tuple(input.shape)}"
        )
    for axis, size in enumerate(index.shape):
        src = src.narrow(axis, 0, size)
    if reduce == "sum" and along.is_fused("scatter_add", dim, index, input, src):
        return along.ScatterAdd.apply(input, dim, index, src)
    return place(input, selection.along(name, input, dim, index), src, reduce)


def reduction(name: str, reduce: str) -> str:
    """Return the backend's name of a reduction."""
    if reduce not in REDUCES:
        raise UnsupportedError(f"{name}: reduce must be one of sum, prod, mean, amax, amin, got {reduce!r}")
    return REDUCES[reduce]
