"""Windows that slide over the last axes of a tensor, and the way back: what convolution and pooling stand on."""

import itertools
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from minitorch_ref.errors import ArgumentError, ShapeError
from minitorch_ref.functions.function import Context, Function
from minitorch_ref.shapes import Layout
from minitorch_ref.tensors import factories

if TYPE_CHECKING:
    from minitorch_ref.dtypes import Scalar
    from minitorch_ref.tensors.tensor import Tensor

__all__ = [
    "Fold",
    "Grid",
    "Numbers",
    "Windows",
    "fold",
    "folded",
    "grid_of",
    "padded",
    "per_axis",
    "unfold",
    "window_layout",
    "windows_of",
]

Numbers = int | Sequence[int]


class Grid(NamedTuple):
    """How windows lie on the last axes; every field has one entry for each of these axes."""

    kernel: tuple[int, ...]
    stride: tuple[int, ...]
    padding: tuple[tuple[int, int], ...]
    dilation: tuple[int, ...]

    def out_sizes(self, sizes: Sequence[int]) -> tuple[int, ...]:
        """Return how many windows fit along each axis.

        Raises: ShapeError if not even one does.
        """
        counts = tuple(
            (size + sum(pads) - step * (width - 1) - 1) // stride + 1
            for size, width, stride, pads, step in zip(sizes, *self, strict=True)
        )
        if min(counts, default=1) < 1:
            raise ShapeError(
                f"windows: {self.kernel} with dilation {self.dilation} is larger than the padded input, "
                f"{tuple(size + sum(pads) for size, pads in zip(sizes, self.padding, strict=True))}"
            )
        return counts


def per_axis(name: str, value: Numbers, ndim: int) -> tuple[int, ...]:
    """Return one number for each axis: a single one counts for all."""
    numbers = (value,) * ndim if isinstance(value, int) else tuple(value)
    if len(numbers) == 1:
        numbers *= ndim
    if len(numbers) != ndim:
        raise ShapeError(f"{name}: expected one number or {ndim}, got {value}")
    return numbers


def grid_of(ndim: int, kernel: Numbers, stride: Numbers, padding: Numbers, dilation: Numbers) -> Grid:
    """Return the grid that these arguments, as users write them, describe: the padding is the same on both sides."""
    pads = tuple((size, size) for size in per_axis("padding", padding, ndim))
    grid = Grid(
        per_axis("kernel_size", kernel, ndim),
        per_axis("stride", stride, ndim),
        pads,
        per_axis("dilation", dilation, ndim),
    )
    if min(grid.stride) < 1 or min(grid.dilation) < 1 or min(grid.kernel) < 1:
        raise ShapeError(
            f"windows: kernel, stride and dilation must be at least 1, got {grid[0]}, {grid[1]}, {grid[3]}"
        )
    if min(low for low, _ in pads) < 0:
        raise ShapeError(f"windows: the padding must not be negative, got {padding}")
    return grid


def window_layout(layout: Layout, kernel: Sequence[int], stride: Sequence[int], dilation: Sequence[int]) -> Layout:
    """Return the layout that shows every window of a tensor without copying an element.

    Args:
        layout: shape (..., *sizes), strides and offset of the tensor.
        kernel: elements of a window along each of the last axes, (n,).
        stride: the step from one window to the next along each of them, (n,).
        dilation: the step from one element of a window to the next along each of them, (n,).

    Returns: a layout of shape (..., *kernel, *windows) on the same storage, with
        windows[i] = (sizes[i] - dilation[i] * (kernel[i] - 1) - 1) // stride[i] + 1.
    """
    front = len(layout.shape) - len(kernel)
    sizes, steps = layout.shape[front:], layout.strides[front:]
    axes = list(zip(sizes, kernel, stride, dilation, strict=True))
    counts = tuple((size - space * (width - 1) - 1) // hop + 1 for size, width, hop, space in axes)
    inside = tuple(step * space for step, space in zip(steps, dilation, strict=True))
    between = tuple(step * hop for step, hop in zip(steps, stride, strict=True))
    shape = (*layout.shape[:front], *kernel, *counts)
    return Layout(shape, (*layout.strides[:front], *inside, *between), layout.offset)


def padded(x: "Tensor", padding: Sequence[tuple[int, int]], value: "Scalar" = 0) -> "Tensor":
    """Return x with `value` around its last axes, x itself if there is nothing to add; does not record."""
    if not any(map(any, padding)):
        return x
    front = x.dim() - len(padding)
    sizes = [low + size + high for size, (low, high) in zip(x.shape[front:], padding, strict=True)]
    out = factories.full((*x.shape[:front], *sizes), value, dtype=x.dtype, device=x.device)
    out[inner(padding, x.shape[front:])] = x
    return out


def inner(padding: Sequence[tuple[int, int]], sizes: Sequence[int]) -> tuple[Any, ...]:
    """Return the index of what is inside the padding."""
    return (..., *(slice(low, low + size) for (low, _), size in zip(padding, sizes, strict=True)))


def windows_of(x: "Tensor", grid: Grid, value: "Scalar" = 0) -> "Tensor":
    """(..., *sizes) -> (..., *kernel, *windows): a view, of a copy only if there is padding; does not record."""
    grid.out_sizes(x.shape[x.dim() - len(grid.kernel) :])
    x = padded(x, grid.padding, value)
    return x.with_layout(window_layout(x.strided.layout, grid.kernel, grid.stride, grid.dilation))


def folded(columns: "Tensor", grid: Grid, shape: Sequence[int]) -> "Tensor":
    """(..., *kernel, *windows) -> shape (..., *sizes): sums of what the windows hold; does not record."""
    front = len(shape) - len(grid.kernel)
    room = [low + size + high for size, (low, high) in zip(shape[front:], grid.padding, strict=True)]
    out = factories.zeros((*shape[:front], *room), dtype=columns.dtype, device=columns.device)
    counts = columns.shape[len(shape) :]
    for offset in itertools.product(*map(range, grid.kernel)):
        axes = zip(offset, grid.dilation, grid.stride, counts, strict=True)
        places = [slice(i * space, i * space + (n - 1) * hop + 1, hop) for i, space, hop, n in axes]
        out[(..., *places)] += columns[(slice(None),) * front + offset]
    return out[inner(grid.padding, shape[front:])]


class Windows(Function):
    """(..., *sizes) -> (..., *kernel, *windows): the elements of every window."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor", grid: Grid, value: "Scalar" = 0) -> "Tensor":
        ctx.grid, ctx.shape = grid, tuple(x.shape)
        return windows_of(x, grid, value)

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> tuple[Any, ...]:
        return Fold.apply(grad_output, ctx.grid, ctx.shape), None, None


class Fold(Function):
    """(..., *kernel, *windows) -> (..., *sizes): every place gets the sum of what the windows over it hold."""

    @staticmethod
    def forward(ctx: Context, columns: "Tensor", grid: Grid, shape: tuple[int, ...]) -> "Tensor":
        ctx.grid = grid
        return folded(columns, grid, shape)

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> tuple[Any, ...]:
        return Windows.apply(grad_output, ctx.grid, 0), None, None


def unfold(
    input: "Tensor", kernel_size: Numbers, dilation: Numbers = 1, padding: Numbers = 0, stride: Numbers = 1
) -> "Tensor":
    """Return the windows of images as columns.

    Args:
        input: (N, C, H, W) or (C, H, W).
        kernel_size: rows and columns of a window.
        dilation: the step from one element of a window to the next.
        padding: rows and columns of zeros on each side.
        stride: the step from one window to the next.

    Returns: (N, C * kh * kw, L), L being the number of windows, row by row; without N if the input has none.
    """
    if input.dim() not in (3, 4):
        raise ShapeError(f"unfold: takes (N, C, H, W) or (C, H, W), got shape {tuple(input.shape)}")
    columns = Windows.apply(input, grid_of(2, kernel_size, stride, padding, dilation), 0)
    rows = columns.shape[-5] * columns.shape[-4] * columns.shape[-3]
    return columns.reshape(*input.shape[:-3], rows, columns.shape[-2] * columns.shape[-1])


def fold(
    input: "Tensor",
    output_size: Numbers,
    kernel_size: Numbers,
    dilation: Numbers = 1,
    padding: Numbers = 0,
    stride: Numbers = 1,
) -> "Tensor":
    """Return images put together from columns: the sum of all windows, each at its place.

    Args:
        input: (N, C * kh * kw, L) or (C * kh * kw, L).
        output_size: rows and columns of an image.
        kernel_size: rows and columns of a window.
        dilation: the step from one element of a window to the next.
        padding: rows and columns on each side that are cut off.
        stride: the step from one window to the next.

    Returns: (N, C, H, W), without N if the input has none.
    """
    sizes = per_axis("output_size", output_size, 2)
    grid = grid_of(2, kernel_size, stride, padding, dilation)
    counts = grid.out_sizes(sizes)
    cells = grid.kernel[0] * grid.kernel[1]
    if input.dim() not in (2, 3) or input.shape[-2] % cells or input.shape[-1] != counts[0] * counts[1]:
        raise ArgumentError(
            f"fold: takes (N, C * {cells}, {counts[0] * counts[1]}) for {sizes}, got shape {tuple(input.shape)}"
        )
    front = (*input.shape[:-2], input.shape[-2] // cells)
    return Fold.apply(input.reshape(*front, *grid.kernel, *counts), grid, (*front, *sizes))
