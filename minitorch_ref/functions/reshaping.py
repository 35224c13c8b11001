"""Other shapes for the same elements: views where strides allow it, copies where they do not."""

from typing import TYPE_CHECKING

from minitorch_ref import shapes
from minitorch_ref.backends.selection import backend_of
from minitorch_ref.dtypes import DType
from minitorch_ref.errors import ShapeError
from minitorch_ref.functions import dispatch
from minitorch_ref.functions.function import Context, Function, named
from minitorch_ref.functions.movement import View, expand
from minitorch_ref.functions.sizes import as_sizes, infer_size
from minitorch_ref.shapes import normalize_dim

if TYPE_CHECKING:
    from minitorch_ref.functions.sizes import Sizes
    from minitorch_ref.tensors.tensor import Tensor

__all__ = [
    "Clone",
    "Contiguous",
    "Convert",
    "clone",
    "contiguous",
    "convert",
    "flatten",
    "repeat",
    "reshape",
    "reshape_as",
    "squeeze",
    "unflatten",
    "unsqueeze",
]


class Clone(Function):
    """A copy on a storage of its own, with the strides of x where x has no gaps."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor") -> "Tensor":
        out = dispatch.like(x, x.dtype)
        backend_of(out.strided).copy(out.strided, x.strided)
        return out

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "Tensor":
        return grad_output


def clone(input: "Tensor") -> "Tensor":
    """Return a copy on a storage of its own; a transposed tensor stays transposed."""
    return Clone.apply(input)


class Contiguous(Function):
    """A row-major copy."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor") -> "Tensor":
        out = dispatch.allocate(x.shape, x.dtype, device=x.device)
        backend_of(out.strided).copy(out.strided, x.strided)
        return out

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "Tensor":
        return grad_output


def contiguous(input: "Tensor") -> "Tensor":
    """Return the tensor itself if its elements already follow one another in storage, else a row-major copy."""
    return input if shapes.is_contiguous(input.strided.layout) else named(Contiguous.apply(input), "CloneBackward0")


class Convert(Function):
    """A copy with elements of another type."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor", dtype: DType) -> "Tensor":
        return dispatch.cast(x, dtype)

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "tuple[Tensor | None, ...]":
        return grad_output, None


def convert(input: "Tensor", dtype: DType) -> "Tensor":
    """Return the tensor itself if its elements are of this type, else a converted copy."""
    return input if input.dtype is dtype else named(Convert.apply(input, dtype), "ToCopyBackward0")


def reshape(input: "Tensor", *shape: "Sizes") -> "Tensor":
    """Return the same elements under another shape: a view if strides allow it, else a copy. One size may be -1."""
    new_shape = infer_size(as_sizes(shape), input.numel())
    if shapes.view_strides(input.strided.layout, new_shape) is None:
        input = contiguous(input)
    return View.apply(input, new_shape)


def reshape_as(input: "Tensor", other: "Tensor") -> "Tensor":
    """Return the same elements under the shape of another tensor."""
    return reshape(input, other.shape)


def flatten(input: "Tensor", start_dim: int = 0, end_dim: int = -1) -> "Tensor":
    """Return the same elements with the axes from `start_dim` to `end_dim` made one."""
    if input.dim() == 0:
        return reshape(input, 1)
    first, last = normalize_dim(start_dim, input.dim()), normalize_dim(end_dim, input.dim())
    if first > last:
        raise ShapeError(f"flatten: start_dim {start_dim} comes after end_dim {end_dim}")
    if first == last:
        return input
    size = 1
    for axis in range(first, last + 1):
        size *= input.shape[axis]
    return reshape(input, (*input.shape[:first], size, *input.shape[last + 1 :]))


def unflatten(input: "Tensor", dim: int, sizes: tuple[int, ...]) -> "Tensor":
    """Return a view with one axis split into several; one size may be -1."""
    dim = normalize_dim(dim, input.dim())
    new_sizes = infer_size(as_sizes((sizes,)), input.shape[dim])
    return View.apply(input, (*input.shape[:dim], *new_sizes, *input.shape[dim + 1 :]))


class Reaxis(Function):
    """Axes of size 1 added or taken away."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor", layout: shapes.Layout) -> "Tensor":
        ctx.shape = x.strided.layout.shape
        return x.with_layout(layout)

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "tuple[Tensor | None, ...]":
        return grad_output.reshape(ctx.shape), None


def unsqueeze(input: "Tensor", dim: int) -> "Tensor":
    """Return a view with a new axis of size 1 at `dim`."""
    dim = normalize_dim(dim, input.dim() + 1)
    shape, strides, offset = input.strided.layout
    step = shape[dim] * strides[dim] if dim < len(shape) else 1
    layout = shapes.Layout((*shape[:dim], 1, *shape[dim:]), (*strides[:dim], step, *strides[dim:]), offset)
    return named(Reaxis.apply(input, layout), "UnsqueezeBackward0")


def squeeze(input: "Tensor", dim: "Sizes | None" = None) -> "Tensor":
    """Return a view without the axes of size 1, or without those named by `dim` that have size 1."""
    asked = range(input.dim()) if dim is None else as_sizes((dim,))
    dims = {normalize_dim(axis, max(input.dim(), 1)) for axis in asked}
    keep = [axis for axis in range(input.dim()) if axis not in dims or input.shape[axis] != 1]
    shape, strides, offset = input.strided.layout
    layout = shapes.Layout(tuple(shape[axis] for axis in keep), tuple(strides[axis] for axis in keep), offset)
    return named(Reaxis.apply(input, layout), f"SqueezeBackward{0 if dim is None else 1}")


def repeat(input: "Tensor", *repeats: "Sizes") -> "Tensor":
    """Return a copy with the tensor repeated along each axis; there may be more repeats than axes."""
    counts = as_sizes(repeats)
    added = len(counts) - input.dim()
    if added < 0 or min(counts, default=0) < 0:
        raise ShapeError(
            f"repeat: shape {tuple(input.shape)} needs at least {input.dim()} repeats, none negative, got {counts}"
        )
    sizes = (1,) * added + input.shape
    blocks = reshape(input, [size for n in sizes for size in (1, n)])
    stretched = expand(blocks, [size for pair in zip(counts, sizes, strict=True) for size in pair])
    return reshape(clone(contiguous(stretched)), [count * n for count, n in zip(counts, sizes, strict=True)])
