"""Putting tensors together and taking them apart."""

import itertools
from collections.abc import Sequence
from typing import TYPE_CHECKING

from minitorch_ref import dtypes, shapes
from minitorch_ref.backends.selection import backend_of
from minitorch_ref.errors import ArgumentError, ShapeError, UnsupportedError
from minitorch_ref.functions import devices, dispatch
from minitorch_ref.functions.function import Context, Function, named
from minitorch_ref.functions.movement import narrow, select
from minitorch_ref.shapes import normalize_dim

if TYPE_CHECKING:
    from minitorch_ref.tensors.tensor import Tensor

__all__ = ["Cat", "cat", "chunk", "hstack", "split", "stack", "unbind", "vstack"]


class Cat(Function):
    """The tensors one after another along an axis."""

    @staticmethod
    def forward(ctx: Context, dim: int, *tensors: "Tensor") -> "Tensor":
        if len({tensor.strided.storage.device for tensor in tensors}) > 1:
            tensors = devices.together(*tensors)
        ctx.dim, ctx.sizes = dim, [tensor.shape[dim] for tensor in tensors]
        first = tensors[0].shape
        size = sum(tensor.shape[dim] for tensor in tensors)
        out = dispatch.allocate(
            (*first[:dim], size, *first[dim + 1 :]), dtypes.result_type(*tensors), device=tensors[0].device
        )
        start = 0
        for tensor in tensors:
            part = narrow(out, dim, start, tensor.shape[dim])
            backend_of(part.strided).copy(part.strided, tensor.strided)
            start += tensor.shape[dim]
        return out

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "tuple[Tensor | None, ...]":
        parts = zip(split(grad_output, ctx.sizes, ctx.dim), ctx.needs_input_grad[1:], strict=True)
        return None, *(part if needed else None for part, needed in parts)


def cat(tensors: "Sequence[Tensor]", dim: int = 0) -> "Tensor":
    """Return the tensors one after another along an existing axis; the other sizes must be the same.

    A vector without elements fits everywhere, as in PyTorch.
    """
    if not tensors:
        raise ArgumentError("cat: expects at least one tensor, got none")
    if [tensor for tensor in tensors if tensor.dim() == 0]:
        raise UnsupportedError("cat: scalars have no axis to be joined along; use stack")
    filled = [tensor for tensor in tensors if tensor.shape != (0,)] or list(tensors)
    dim = normalize_dim(dim, filled[0].dim())
    for tensor in filled:
        sizes = (*tensor.shape[:dim], filled[0].shape[dim], *tensor.shape[dim + 1 :])
        if sizes != filled[0].shape:
            raise ShapeError(
                f"cat: sizes must match except along dim {dim}, got {tuple(filled[0].shape)} and {tuple(tensor.shape)}"
            )
    dtype = dtypes.result_type(*tensors)
    return Cat.apply(dim, *(tensor.to(dtype) for tensor in filled))


def stack(tensors: "Sequence[Tensor]", dim: int = 0) -> "Tensor":
    """Return the tensors, all of one shape, one after another along a new axis."""
    if not tensors:
        raise UnsupportedError("stack: expects at least one tensor, got none")
    for tensor in tensors:
        if tensor.shape != tensors[0].shape:
            raise ShapeError(f"stack: shapes must be the same, got {tuple(tensors[0].shape)} and {tuple(tensor.shape)}")
    return named(
        cat([tensor.unsqueeze(dim) for tensor in tensors], normalize_dim(dim, tensors[0].dim() + 1)), "StackBackward0"
    )


def hstack(tensors: "Sequence[Tensor]") -> "Tensor":
    """Return the tensors side by side: along axis 1, vectors along axis 0."""
    lines = [tensor.reshape(1) if tensor.dim() == 0 else tensor for tensor in tensors]
    return cat(lines, 0 if lines and lines[0].dim() == 1 else 1)


def vstack(tensors: "Sequence[Tensor]") -> "Tensor":
    """Return the tensors one below another: along axis 0, a vector is one row."""
    return cat([tensor.reshape(1, -1) if tensor.dim() < 2 else tensor for tensor in tensors], 0)


class Split(Function):
    """Successive parts along an axis, as views; their gradients are joined in one pass."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor", dim: int, sections: Sequence[int]) -> "tuple[Tensor, ...]":
        ctx.dim = dim
        ends = [0, *itertools.accumulate(sections)]
        layout = x.strided.layout
        return tuple([x.with_layout(shapes.slice_layout(layout, dim, i, j, 1)) for i, j in itertools.pairwise(ends)])

    @staticmethod
    def backward(ctx: Context, *grad_outputs: "Tensor") -> "tuple[Tensor | None, ...]":
        return cat(grad_outputs, ctx.dim), None, None


def split(input: "Tensor", split_size_or_sections: int | Sequence[int], dim: int = 0) -> "tuple[Tensor, ...]":
    """Return views of successive parts along an axis: of one size, the last perhaps smaller, or of given sizes."""
    dim = normalize_dim(dim, input.dim())
    size = input.shape[dim]
    if isinstance(split_size_or_sections, int):
        step = split_size_or_sections
        if step < 0 or (step == 0 and size):
            raise UnsupportedError(f"split: the size of a part must be positive, got {step}")
        sections = [min(step, size - start) for start in range(0, size, step or 1)] or [0]
    else:
        sections = list(split_size_or_sections)
    if sum(sections) != size or min(sections, default=0) < 0:
        raise ShapeError(f"split: sections {sections} must add up to the size {size} of dim {dim}")
    if not sections:
        return ()
    parts: tuple[Tensor, ...] = Split.apply(input, dim, sections)  # type: ignore[assignment]
    return parts


def chunk(input: "Tensor", chunks: int, dim: int = 0) -> "tuple[Tensor, ...]":
    """Return views of at most `chunks` successive parts of equal size along an axis, the last perhaps smaller."""
    if chunks < 1:
        raise UnsupportedError(f"chunk: expects at least one chunk, got {chunks}")
    size = input.shape[normalize_dim(dim, input.dim())]
    if size == 0:
        return (input,) * chunks
    return split(input, -(-size // chunks), dim)


def unbind(input: "Tensor", dim: int = 0) -> "tuple[Tensor, ...]":
    """Return a view for each index of an axis, without that axis."""
    dim = normalize_dim(dim, input.dim())
    return tuple(select(input, dim, i) for i in range(input.shape[dim]))
