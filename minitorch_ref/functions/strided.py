"""Views by any strides: diagonals, sliding windows, and what one asks for."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from minitorch_ref.backends.selection import backend_of
from minitorch_ref.errors import ArgumentError, ShapeError
from minitorch_ref.functions import dispatch
from minitorch_ref.functions.function import Context, Function, named
from minitorch_ref.shapes import Layout, normalize_dim
from minitorch_ref.tensors import tensor as tensors

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from minitorch_ref.tensors.tensor import Tensor

__all__ = [
    "AsStrided",
    "Unstride",
    "as_strided",
    "diagonal",
    "unfold",
]


class AsStrided(Function):
    """Any layout on the storage of x."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor", layout: Layout) -> "Tensor":
        ctx.x_layout, ctx.layout = x.strided.layout, layout
        return x.with_layout(layout)

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "tuple[Tensor | None, ...]":
        return Unstride.apply(grad_output, ctx.layout, ctx.x_layout, False), None


class Unstride(Function):
    """The gradient of a tensor of layout `to`, given that of a view with another layout; the derivative of AsStrided.

    Elements of the view that were one place in memory are added up; what is shared by several elements of the tensor
    is divided among them, as in PyTorch. The derivative of this goes the other way and divides first.
    """

    @staticmethod
    def forward(ctx: Context, x: "Tensor", layout: Layout, to: Layout, divide_first: bool = False) -> "Tensor":
        ctx.layout, ctx.to, ctx.divide_first = layout, to, divide_first
        sources, targets = dispatch.positions(layout), dispatch.positions(to)
        values = x.contiguous().reshape(-1)
        values = divided(values, sources) if divide_first else values
        memory = x.new_zeros(int(max(sources.max(initial=-1), targets.max(initial=-1))) + 1)
        backend_of(memory.strided).put(memory.strided, (sources,), values.strided, "sum")
        found = tensors.Tensor(backend_of(memory.strided).take(memory.strided, (targets,)))
        return (found if divide_first else divided(found, targets)).reshape(to.shape)

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "tuple[Tensor | None, ...]":
        return Unstride.apply(grad_output, ctx.to, ctx.layout, not ctx.divide_first), None, None, None


def divided(x: "Tensor", places: "NDArray[np.int64]") -> "Tensor":
    """Return each element divided by the number of elements that have the same place in memory."""
    sharers = np.bincount(places)[places] if places.size else places
    return x / dispatch.of_values(sharers, x.device).to(x.dtype) if sharers.max(initial=1) > 1 else x


def as_strided(
    input: "Tensor", size: Sequence[int], stride: Sequence[int], storage_offset: int | None = None
) -> "Tensor":
    """Return a view of the whole storage with any sizes, strides and offset that stay inside it."""
    offset = input.storage_offset() if storage_offset is None else storage_offset
    layout = Layout(tuple(size), tuple(stride), offset)
    if len(layout.shape) != len(layout.strides) or min((*layout.shape, *layout.strides, offset), default=0) < 0:
        raise ShapeError(f"as_strided: needs as many strides as sizes, none negative, got {layout}")
    last = offset + sum((n - 1) * step for n, step in zip(layout.shape, layout.strides, strict=True))
    if 0 not in layout.shape and last >= len(input.storage()):
        raise ShapeError(f"as_strided: {layout} reaches position {last} of a storage of {len(input.storage())}")
    return AsStrided.apply(input, layout)


def diagonal(input: "Tensor", offset: int = 0, dim1: int = 0, dim2: int = 1) -> "Tensor":
    """Return a view of the diagonal of two axes, which becomes the last axis; `offset` > 0 is above the main one."""
    dim1, dim2 = normalize_dim(dim1, input.dim()), normalize_dim(dim2, input.dim())
    if dim1 == dim2:
        raise ShapeError(f"diagonal: takes two different axes, got {dim1} twice")
    shape, strides, start = input.strided.layout
    row, column = max(-offset, 0), max(offset, 0)
    length = max(min(shape[dim1] - row, shape[dim2] - column), 0)
    others = [dim for dim in range(input.dim()) if dim not in (dim1, dim2)]
    new_shape = (*(shape[dim] for dim in others), length)
    new_strides = (*(strides[dim] for dim in others), strides[dim1] + strides[dim2])
    start += row * strides[dim1] + column * strides[dim2] if length else 0
    return named(AsStrided.apply(input, Layout(new_shape, new_strides, start)), "DiagonalBackward0")


def unfold(input: "Tensor", dimension: int, size: int, step: int) -> "Tensor":
    """Return a view of all windows of `size` elements along an axis, `step` apart, in a new last axis."""
    dim = normalize_dim(dimension, input.dim())
    shape, strides, offset = input.strided.layout
    if step < 1:
        raise ArgumentError(f"unfold: the step must be greater than zero, got {step}")
    if not 0 <= size <= shape[dim]:
        raise ShapeError(f"unfold: a window of {size} does not fit axis {dim} of size {shape[dim]}")
    windows = (shape[dim] - size) // step + 1
    new_shape = (*shape[:dim], windows, *shape[dim + 1 :], size)
    new_strides = (*strides[:dim], strides[dim] * step, *strides[dim + 1 :], strides[dim])
    return named(AsStrided.apply(input, Layout(new_shape, new_strides, offset)), "UnfoldBackward0")
