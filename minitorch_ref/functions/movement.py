"""Views: the same storage under another layout. Nothing here moves an element."""

from typing import TYPE_CHECKING, Any

from minitorch_ref import shapes
from minitorch_ref.backends.selection import backend_of
from minitorch_ref.errors import DimensionError, ShapeError
from minitorch_ref.functions.function import Context, Function, named
from minitorch_ref.functions.sizes import as_sizes, infer_size
from minitorch_ref.shapes import Layout, normalize_dim
from minitorch_ref.storage import Strided

if TYPE_CHECKING:
    from minitorch_ref.functions.sizes import Sizes
    from minitorch_ref.tensors.tensor import Tensor

__all__ = [
    "Embed",
    "Expand",
    "Permute",
    "Select",
    "Slice",
    "View",
    "broadcast_to",
    "expand",
    "expand_as",
    "movedim",
    "narrow",
    "permute",
    "select",
    "slice_",
    "t",
    "transpose",
    "view",
    "view_as",
]


class Permute(Function):
    """The axes in another order."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor", dims: tuple[int, ...]) -> "Tensor":
        ctx.dims = dims
        return x.with_layout(shapes.permute_layout(x.strided.layout, dims))

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "tuple[Tensor | None, ...]":
        inverse = sorted(range(grad_output.dim()), key=lambda axis: ctx.dims[axis] % grad_output.dim())
        return permute(grad_output, inverse), None


def permute(input: "Tensor", *dims: "Sizes") -> "Tensor":
    """Return a view whose axis i is axis dims[i] of the input."""
    return Permute.apply(input, as_sizes(dims))


def transpose(input: "Tensor", dim0: int, dim1: int) -> "Tensor":
    """Return a view with two axes exchanged."""
    ndim = max(input.dim(), 1)
    first, second = normalize_dim(dim0, ndim), normalize_dim(dim1, ndim)
    dims = list(range(input.dim()))
    if dims:
        dims[first], dims[second] = second, first
    return named(Permute.apply(input, tuple(dims)), "TransposeBackward0")


def t(input: "Tensor") -> "Tensor":
    """Return the transpose of a matrix; a vector or a scalar stays as it is."""
    if input.dim() > 2:
        raise ShapeError(f"t: takes at most 2 axes, got {input.dim()}; use transpose(dim0, dim1)")
    return (
        named(transpose(input, 0, 1), "TBackward0")
        if input.dim() == 2
        else View.apply(input, input.strided.layout.shape)
    )


def movedim(input: "Tensor", source: "Sizes", destination: "Sizes") -> "Tensor":
    """Return a view with the axes `source` moved to the places `destination`; the others keep their order."""
    froms = [normalize_dim(dim, input.dim()) for dim in as_sizes((source,))]
    tos = [normalize_dim(dim, input.dim()) for dim in as_sizes((destination,))]
    if len(froms) != len(tos) or len(set(froms)) != len(froms) or len(set(tos)) != len(tos):
        raise ShapeError(f"movedim: source {source} and destination {destination} must name as many, different axes")
    placed = dict(zip(tos, froms, strict=True))
    rest = iter([dim for dim in range(input.dim()) if dim not in froms])
    return Permute.apply(input, tuple(placed[dim] if dim in placed else next(rest) for dim in range(input.dim())))


class Slice(Function):
    """Every step-th element along an axis, from start up to stop."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor", dim: int, start: int | None, stop: int | None, step: int) -> "Tensor":
        ctx.shape, ctx.part = x.strided.layout.shape, (dim, start, stop, step)
        return x.with_layout(shapes.slice_layout(x.strided.layout, dim, start, stop, step))

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "tuple[Tensor | None, ...]":
        return (Embed.apply(grad_output, ctx.shape, *ctx.part), *(None,) * 4)


class Embed(Function):
    """Zeros, with x as every step-th element along an axis; the derivative of `Slice`."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor", shape: tuple[int, ...], dim: int, *part: Any) -> "Tensor":
        ctx.part = (dim, *part)
        out = x.new_zeros(shape)
        place = Strided(out.strided.storage, shapes.slice_layout(out.strided.layout, dim, *part))
        backend_of(place).copy(place, x.strided)
        return out

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "tuple[Tensor | None, ...]":
        return (Slice.apply(grad_output, *ctx.part), *(None,) * 5)


def slice_(input: "Tensor", dim: int, start: int | None, stop: int | None, step: int = 1) -> "Tensor":
    """Return a view of input[start:stop:step] along one axis."""
    return Slice.apply(input, dim, start, stop, step)


def narrow(input: "Tensor", dim: int, start: int, length: int) -> "Tensor":
    """Return a view of `length` elements along an axis, from `start` on."""
    dim = normalize_dim(dim, input.dim())
    size = input.shape[dim]
    if not -size <= start <= size:
        raise DimensionError(f"narrow: start {start} is out of range for an axis of size {size}")
    start = start + size if start < 0 else start
    if length < 0 or start + length > size:
        raise ShapeError(f"narrow: start {start} and length {length} do not fit an axis of size {size}")
    return Slice.apply(input, dim, start, start + length, 1)


class Select(Function):
    """The elements at one index of an axis, which is then gone."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor", dim: int, index: int) -> "Tensor":
        ctx.shape, ctx.dim, ctx.index = x.strided.layout.shape, dim, index
        shape, strides, offset = x.strided.layout
        layout = Layout(shape[:dim] + shape[dim + 1 :], strides[:dim] + strides[dim + 1 :])
        return x.with_layout(layout._replace(offset=offset + index * strides[dim]))

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "tuple[Tensor | None, ...]":
        row = grad_output.unsqueeze(ctx.dim)
        return Embed.apply(row, ctx.shape, ctx.dim, ctx.index, ctx.index + 1, 1), None, None


def select(input: "Tensor", dim: int, index: int) -> "Tensor":
    """Return a view of one index of an axis, without that axis."""
    dim = normalize_dim(dim, input.dim())
    size = input.shape[dim]
    if not -size <= index < size:
        raise DimensionError(f"select: index {index} is out of range for axis {dim} of size {size}")
    return Select.apply(input, dim, index % size)


class Expand(Function):
    """Axes of size 1 stretched, and new axes in front, by strides of 0."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor", shape: tuple[int, ...]) -> "Tensor":
        return x.with_layout(shapes.expand_layout(x.strided.layout, shape))

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "tuple[Tensor | None, ...]":
        return grad_output, None


def expand(input: "Tensor", *size: "Sizes") -> "Tensor":
    """Return a view with axes of size 1 stretched; -1 keeps a size."""
    return Expand.apply(input, as_sizes(size))


def expand_as(input: "Tensor", other: "Tensor") -> "Tensor":
    """Return a view expanded to the shape of another tensor."""
    return Expand.apply(input, other.shape)


def broadcast_to(input: "Tensor", size: "Sizes") -> "Tensor":
    """Return a view with axes of size 1 stretched; -1 keeps a size."""
    return Expand.apply(input, as_sizes((size,)))


class View(Function):
    """The same elements in the same order under another shape."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor", shape: tuple[int, ...]) -> "Tensor":
        ctx.shape = x.strided.layout.shape
        strides = shapes.view_strides(x.strided.layout, shape)
        if strides is None:
            raise ShapeError(
                f"view: shape {tuple(x.shape)} with strides {x.stride()} cannot be seen as {shape} without a copy; "
                "use .reshape(...), or .contiguous() first"
            )
        return x.with_layout(Layout(shape, strides, x.storage_offset()))

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "tuple[Tensor | None, ...]":
        return grad_output.reshape(ctx.shape), None


def view(input: "Tensor", *shape: "Sizes") -> "Tensor":
    """Return the same storage under another shape; one size may be -1.

    Raises: ShapeError if that takes a copy; `reshape` copies then.
    """
    return View.apply(input, infer_size(as_sizes(shape), input.numel()))


def view_as(input: "Tensor", other: "Tensor") -> "Tensor":
    """Return the same storage under the shape of another tensor."""
    return view(input, other.shape)
