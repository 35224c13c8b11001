"""Pooling: one number for every window."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from minitorch_ref import dtypes
from minitorch_ref.errors import ShapeError, UnsupportedError
from minitorch_ref.functions import dispatch, extremes, matmul, selection
from minitorch_ref.functions.function import Context, Function
from minitorch_ref.functions.windows import Grid, Numbers, folded, grid_of, padded, windows_of
from minitorch_ref.tensors import factories

if TYPE_CHECKING:
    from minitorch_ref.tensors.tensor import Tensor

__all__ = [
    "adaptive_avg_pool1d",
    "adaptive_avg_pool2d",
    "adaptive_max_pool1d",
    "adaptive_max_pool2d",
    "avg_pool1d",
    "avg_pool2d",
    "max_pool1d",
    "max_pool2d",
]


def pooling_grid(
    name: str,
    ndim: int,
    input: "Tensor",
    kernel: Numbers,
    stride: Numbers | None,
    padding: Numbers,
    dilation: Numbers,
    ceil_mode: bool,
) -> Grid:
    """Check the arguments as users write them; with `ceil_mode`, pad behind so that the last elements count too."""
    if input.dim() not in (ndim + 1, ndim + 2):
        raise ShapeError(f"{name}: takes an input of {ndim + 1} or {ndim + 2} axes, got shape {tuple(input.shape)}")
    grid = grid_of(ndim, kernel, kernel if stride is None or stride == () else stride, padding, dilation)
    if any(2 * low > width for (low, _), width in zip(grid.padding, grid.kernel, strict=True)):
        raise UnsupportedError(f"{name}: the padding must be at most half the kernel, got {padding} and {kernel}")
    if not ceil_mode:
        return grid
    pads = []
    for size, width, hop, (low, _), space in zip(input.shape[-ndim:], *grid, strict=True):
        count = math.ceil((size + 2 * low - space * (width - 1) - 1) / hop) + 1
        count -= (count - 1) * hop >= size + low  # a window that would begin in the padding behind does not count
        pads.append((low, max(low, (count - 1) * hop + space * (width - 1) + 1 - size - low)))
    return grid._replace(padding=tuple(pads))


# ---- the largest ----


def best_places(x: "Tensor", grid: Grid) -> "Tensor":
    """(..., *sizes) -> (..., *windows): the number, in its image, of the largest element of every window."""
    ndim = len(grid.kernel)
    front, sizes = tuple(x.shape[:-ndim]), tuple(x.shape[-ndim:])
    counts = grid.out_sizes(sizes)
    cells, windows = math.prod(grid.kernel), math.prod(counts)
    values = windows_of(x, grid, -math.inf if x.dtype.is_floating_point else 0).reshape(*front, cells, windows)
    numbers = factories.arange(math.prod(sizes), device=x.device).reshape(sizes)
    places = windows_of(numbers, grid, 0).reshape(cells, windows)
    best = extremes.argmax(values, -2, keepdim=True)
    return places.expand(*front, cells, windows).gather(-2, best).reshape(*front, *counts)


class MaxPool(Function):
    """(..., *sizes) -> (..., *windows) twice: the largest elements, and where in their image they are."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor", grid: Grid) -> "tuple[Tensor, Tensor]":
        ndim = ctx.ndim = len(grid.kernel)
        ctx.shape = tuple(x.shape)
        if (fused := dispatch.kernel("max_pool", x)) is not None:
            shape = (*x.shape[:-ndim], *grid.out_sizes(x.shape[-ndim:]))
            out, where = (dispatch.allocate(shape, dtype, device=x.device) for dtype in (x.dtype, dtypes.int64))
            fused(out.strided, where.strided, x.strided, grid)
        else:
            where = best_places(x, grid)
            out = x.flatten(-ndim).gather(-1, where.flatten(-ndim)).reshape(where.shape)
        ctx.save_for_backward(where)
        return out, where

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor", _: "Tensor") -> tuple[Any, ...]:
        where = ctx.saved_tensors[0].detach()
        if (fused := dispatch.backward_kernel("max_pool_backward", grad_output, where)) is not None:
            out = dispatch.allocate(ctx.shape, grad_output.dtype, device=grad_output.device)
            fused(out.strided, grad_output.strided, where.strided, ctx.ndim)
            return out, None
        flat = grad_output.new_zeros(ctx.shape).flatten(-ctx.ndim)
        spread = flat.scatter_add(-1, where.flatten(-ctx.ndim), grad_output.flatten(-ctx.ndim))
        return spread.reshape(ctx.shape), None


def max_pool(
    name: str,
    ndim: int,
    input: "Tensor",
    kernel_size: Numbers,
    stride: Numbers | None,
    padding: Numbers,
    dilation: Numbers,
    ceil_mode: bool,
    return_indices: bool,
) -> "Tensor | tuple[Tensor, Tensor]":
    """Check the arguments as users write them, and find the maxima."""
    grid = pooling_grid(name, ndim, input, kernel_size, stride, padding, dilation, ceil_mode)
    found, where = MaxPool.apply(input, grid)
    return (found, where) if return_indices else found


def max_pool1d(
    input: "Tensor",
    kernel_size: Numbers,
    stride: Numbers | None = None,
    padding: Numbers = 0,
    dilation: Numbers = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> "Tensor | tuple[Tensor, Tensor]":
    """Return the largest element of every window of (N, C, L) or (C, L); the arguments are those of `max_pool2d`."""
    return max_pool("max_pool1d", 1, input, kernel_size, stride, padding, dilation, ceil_mode, return_indices)


def max_pool2d(
    input: "Tensor",
    kernel_size: Numbers,
    stride: Numbers | None = None,
    padding: Numbers = 0,
    dilation: Numbers = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> "Tensor | tuple[Tensor, Tensor]":
    """Return the largest element of every window.

    Args:
        input: (N, C, H, W) or (C, H, W).
        kernel_size: rows and columns of a window.
        stride: the step from one window to the next, by default the window's size.
        padding: rows and columns on each side that never win, at most half a window.
        dilation: the step from one element of a window to the next.
        ceil_mode: whether windows that reach over the end count too.
        return_indices: whether to return (values, indices), the index of each maximum in its image, row by row.

    Returns: (N, C, H', W'), H' = (H + 2 * padding - dilation * (kh - 1) - 1) // stride + 1.
    """
    return max_pool("max_pool2d", 2, input, kernel_size, stride, padding, dilation, ceil_mode, return_indices)


# ---- the mean ----


class WindowSum(Function):
    """(..., *sizes) -> (..., *windows): the sum of every window."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor", grid: Grid) -> "Tensor":
        ndim = len(grid.kernel)
        ctx.grid, ctx.shape = grid, tuple(x.shape)
        if (fused := dispatch.kernel("window_sum", x)) is not None:
            shape = (*x.shape[:-ndim], *grid.out_sizes(x.shape[-ndim:]))
            out = dispatch.allocate(shape, x.dtype, device=x.device)
            fused(out.strided, x.strided, grid)
            return out
        return windows_of(x, grid, 0).sum(tuple(range(x.dim() - ndim, x.dim())))

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> tuple[Any, ...]:
        return WindowSpread.apply(grad_output, ctx.grid, ctx.shape), None


class WindowSpread(Function):
    """(..., *windows) -> (..., *sizes): every place gets the sum over the windows that hold it."""

    @staticmethod
    def forward(ctx: Context, g: "Tensor", grid: Grid, shape: tuple[int, ...]) -> "Tensor":
        ctx.grid = grid
        if (fused := dispatch.kernel("window_sum_backward", g)) is not None:
            out = dispatch.allocate(shape, g.dtype, device=g.device)
            fused(out.strided, g.strided, grid)
            return out
        front = tuple(g.shape[: -len(grid.kernel)])
        cells = g.reshape(*front, *(1,) * len(grid.kernel), *g.shape[len(front) :])
        return folded(cells.expand(*front, *grid.kernel, *g.shape[len(front) :]), grid, shape)

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> tuple[Any, ...]:
        return WindowSum.apply(grad_output, ctx.grid), None, None


def avg_pool(
    name: str,
    ndim: int,
    input: "Tensor",
    kernel_size: Numbers,
    stride: Numbers | None,
    padding: Numbers,
    ceil_mode: bool,
    count_include_pad: bool,
    divisor_override: int | None,
) -> "Tensor":
    """Sum every window and divide by how many elements count."""
    grid = pooling_grid(name, ndim, input, kernel_size, stride, padding, 1, ceil_mode)
    total = WindowSum.apply(input, grid)
    if divisor_override is not None:
        if divisor_override == 0:
            raise UnsupportedError(f"{name}: divisor_override must not be 0")
        return total / divisor_override
    if not any(low or high for low, high in grid.padding):
        return total / math.prod(grid.kernel)
    ones = factories.ones(input.shape[-ndim:], dtype=input.dtype, device=input.device)
    pads = grid_of(ndim, kernel_size, 1, padding, 1).padding
    counted = padded(ones, pads, 1 if count_include_pad else 0)
    behind = tuple((0, high - low) for low, high in grid.padding)
    front = ((0, 0),) * ndim if count_include_pad else tuple((0, 0) for _ in pads)
    divisor = windows_of(padded(counted, behind), grid._replace(padding=front)).sum(tuple(range(ndim)))
    return total / divisor


def avg_pool1d(
    input: "Tensor",
    kernel_size: Numbers,
    stride: Numbers | None = None,
    padding: Numbers = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
) -> "Tensor":
    """Return the mean of every window of (N, C, L) or (C, L); the arguments are those of `avg_pool2d`."""
    return avg_pool("avg_pool1d", 1, input, kernel_size, stride, padding, ceil_mode, count_include_pad, None)


def avg_pool2d(
    input: "Tensor",
    kernel_size: Numbers,
    stride: Numbers | None = None,
    padding: Numbers = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
) -> "Tensor":
    """Return the mean of every window.

    Args:
        input: (N, C, H, W) or (C, H, W).
        kernel_size: rows and columns of a window.
        stride: the step from one window to the next, by default the window's size.
        padding: rows and columns of zeros on each side, at most half a window.
        ceil_mode: whether windows that reach over the end count too.
        count_include_pad: whether the zeros count as elements.
        divisor_override: divide by this number instead.

    Returns: (N, C, H', W'), H' = (H + 2 * padding - kh) // stride + 1.
    """
    return avg_pool(
        "avg_pool2d", 2, input, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override
    )


# ---- a given number of windows ----


def bounds(size: int, windows: int) -> list[tuple[int, int]]:
    """Return begin and end of `windows` stretches, of as equal length as can be, that cover an axis."""
    return [(i * size // windows, -(-(i + 1) * size // windows)) for i in range(windows)]


def averaging(size: int, windows: int, like: "Tensor") -> "Tensor":
    """Return the matrix (size, windows) that takes an axis to the means of its stretches."""
    matrix = factories.zeros((size, windows), dtype=like.dtype, device=like.device)
    for column, (begin, end) in enumerate(bounds(size, windows)):
        matrix[begin:end, column] = 1 / (end - begin)
    return matrix


def wanted_sizes(name: str, input: "Tensor", output_size: Numbers | Sequence[int | None], ndim: int) -> list[int]:
    """Return how many windows are wanted along each axis; None keeps a size."""
    if input.dim() not in (ndim + 1, ndim + 2):
        raise ShapeError(f"{name}: takes an input of {ndim + 1} or {ndim + 2} axes, got shape {tuple(input.shape)}")
    sizes = (output_size,) * ndim if isinstance(output_size, int | None) else output_size
    return [kept if n is None else n for n, kept in zip(sizes, input.shape[-ndim:], strict=True)]


def adaptive_avg_pool1d(input: "Tensor", output_size: Numbers) -> "Tensor":
    """Return the means of `output_size` stretches of (N, C, L) or (C, L): (N, C, output_size)."""
    (length,) = wanted_sizes("adaptive_avg_pool1d", input, output_size, 1)
    return matmul.matmul(input, averaging(input.shape[-1], length, input))


def adaptive_avg_pool2d(input: "Tensor", output_size: Numbers | Sequence[int | None]) -> "Tensor":
    """Return the means of a grid of cells of any size of image, whose sizes differ by at most one element or so.

    Args:
        input: (N, C, H, W) or (C, H, W).
        output_size: rows and columns of the grid; None keeps a size.

    Returns: (N, C, rows, columns).
    """
    rows, columns = wanted_sizes("adaptive_avg_pool2d", input, output_size, 2)
    if rows == columns == 1:
        return input.mean((-2, -1), keepdim=True)
    across = matmul.matmul(input, averaging(input.shape[-1], columns, input))
    return matmul.matmul(averaging(input.shape[-2], rows, input).t(), across)


def stretches(x: "Tensor", dim: int, windows: int) -> "Tensor":
    """Return the stretches of an axis beside one another in a new axis behind it; shorter ones repeat their end."""
    limits = bounds(x.shape[dim], windows)
    longest = max(end - begin for begin, end in limits)
    places = [min(begin + i, end - 1) for begin, end in limits for i in range(longest)]
    chosen = selection.Take.apply(x, (*(slice(None),) * dim, np.array(places)))
    return chosen.unflatten(dim, (windows, longest))


def adaptive_max_pool1d(input: "Tensor", output_size: Numbers) -> "Tensor":
    """Return the largest elements of `output_size` stretches of (N, C, L) or (C, L): (N, C, output_size)."""
    (length,) = wanted_sizes("adaptive_max_pool1d", input, output_size, 1)
    return stretches(input, input.dim() - 1, length).amax(-1)


def adaptive_max_pool2d(input: "Tensor", output_size: Numbers | Sequence[int | None]) -> "Tensor":
    """Return the largest elements of a grid of cells: (N, C, H, W) -> (N, C, rows, columns)."""
    rows, columns = wanted_sizes("adaptive_max_pool2d", input, output_size, 2)
    across = stretches(input, input.dim() - 1, columns).amax(-1)
    return stretches(across, input.dim() - 2, rows).amax(-2)
