"""The largest element, or the sum, of every window, and their gradients.

The images of a batch and their channels are planes that have nothing to do with one another. A thread takes whole
planes: it alone writes their outputs and gradients, also where windows overlap.
"""

import math
from typing import TYPE_CHECKING

from minitorch_ref.backends.numba_cpu.bits import larger
from minitorch_ref.backends.numba_cpu.jit import Array, Number, helper, integer, kernel, prange
from minitorch_ref.backends.numba_cpu.memory import fill
from minitorch_ref.backends.numba_cpu.operands import are_taken_flat, flat, size_of
from minitorch_ref.storage import Strided

if TYPE_CHECKING:
    from minitorch_ref.functions.windows import Grid

__all__ = ["max_pool", "max_pool_backward", "window_sum", "window_sum_backward"]

ACCEPTS = dict.fromkeys(["max_pool", "max_pool_backward", "window_sum", "window_sum_backward"], are_taken_flat)
Sizes = tuple[int, ...]


def two_axes(grid: "Grid", sizes: Sizes, counts: Sizes) -> tuple[Sizes, ...]:
    """Return sizes, counts, kernel, stride, padding in front and dilation of images; a sequence is one of one row."""
    before = tuple(low for low, _ in grid.padding)
    if len(sizes) == 2:
        return sizes, counts, grid.kernel, grid.stride, before, grid.dilation
    return (1, *sizes), (1, *counts), (1, *grid.kernel), (1, *grid.stride), (0, *before), (1, *grid.dilation)


def geometry(x: Strided, out: Strided, grid: "Grid") -> tuple[Sizes, ...]:
    """Return what `two_axes` does for a tensor and that of its windows."""
    ndim = len(grid.kernel)
    return two_axes(grid, tuple(x.layout.shape[-ndim:]), tuple(out.layout.shape[-ndim:]))


def max_pool(out: Strided, indices: Strided, x: Strided, grid: "Grid") -> None:
    """Write the largest element of every window, and its number in its plane."""
    operands, shapes = (flat(out), flat(indices), flat(x)), geometry(x, out, grid)
    sizes, counts, width, stride, before, step = shapes
    whole = all(2 * count <= size for count, size in zip(counts, sizes, strict=True))  # ceil_mode may want more
    if whole and width == stride == (2, 2) and before == (0, 0) and step == (1, 1):
        largest_of_four[size_of(x)](*operands, sizes, counts)
    else:
        largest[size_of(out) * math.prod(grid.kernel)](*operands, *shapes)


def max_pool_backward(grad_x: Strided, grad_out: Strided, indices: Strided, ndim: int) -> None:
    """Add each gradient where its index says."""
    sizes, counts = (math.prod(x.layout.shape[-ndim:]) for x in (grad_x, grad_out))
    scatter[size_of(grad_x)](flat(grad_x), flat(grad_out), flat(indices), sizes, counts)


def window_sum(out: Strided, x: Strided, grid: "Grid") -> None:
    """Write the sum of every window."""
    sums[size_of(out) * math.prod(grid.kernel)](flat(out), flat(x), *geometry(x, out, grid))


def window_sum_backward(grad_x: Strided, grad_out: Strided, grid: "Grid") -> None:
    """Write, at every place, the sum of the gradients of the windows that hold it."""
    work = size_of(grad_out) * math.prod(grid.kernel)
    spread[work](flat(grad_x), flat(grad_out), *geometry(grad_x, grad_out, grid))


@helper
def inside(window: int, size: int, width: int, stride: int, before: int, step: int) -> tuple[int, int, int]:
    """Return where a window begins, and which of its elements, from the first to before the last, are no padding."""
    begin = window * stride - before
    first = 0 if begin >= 0 else (step - 1 - begin) // step
    last = min(width, (size - begin + step - 1) // step)
    return begin, first, last


@helper
def larger_of(x: Number, x_place: int, y: Number, y_place: int) -> tuple[Number, int]:
    """Return the larger of two numbers and its place; the first NaN wins, and else the first of two equal ones."""
    second = (y > x) | ((y != y) & (x == x))  # no `or`: it would jump
    return (y if second else x), (y_place if second else x_place)


@helper
def is_same(x: Number, y: Number) -> bool:
    """Say whether two numbers are equal, or the first is NaN."""
    return (x == y) | (x != x)  # type: ignore[no-any-return]  # no `or`: it would jump


@helper
def largest_of_rows(out: Array, indices: Array, upper: Array, lower: Array, place: int, width: int) -> None:
    """Write the largest of every square of four elements in two rows; `place` is the number of the first."""
    for j in range(out.size):
        out[j] = larger(larger(upper[2 * j], upper[2 * j + 1]), larger(lower[2 * j], lower[2 * j + 1]))
    for j in range(out.size):
        best, at = out[j], place + 2 * j
        found = at + width + 1
        found = at + width if is_same(lower[2 * j], best) else found
        found = at + 1 if is_same(upper[2 * j + 1], best) else found
        indices[j] = at if is_same(upper[2 * j], best) else found


@kernel
def largest_of_four(out: Array, indices: Array, x: Array, sizes: Sizes, counts: Sizes) -> None:
    """A thread takes whole planes: the usual windows, 2 x 2 beside one another."""
    size, windows, used = sizes[0] * sizes[1], counts[0] * counts[1], 2 * counts[1]
    for number in prange(x.size // size):
        plane, to = integer(number) * size, integer(number) * windows
        for i in range(counts[0]):
            place = 2 * i * sizes[1]
            upper = x[plane + place : plane + place + used]
            lower = x[plane + place + sizes[1] : plane + place + sizes[1] + used]
            largest_of_rows(out[to : to + counts[1]], indices[to : to + counts[1]], upper, lower, place, sizes[1])
            to += counts[1]


@kernel
def largest(
    out: Array, indices: Array, x: Array, sizes: Sizes, counts: Sizes, width: Sizes, stride: Sizes, before: Sizes,
    step: Sizes,
) -> None:  # fmt: skip
    """A thread takes whole planes; the first NaN of a window wins, else the first of its largest elements."""
    size, windows = sizes[0] * sizes[1], counts[0] * counts[1]
    for number in prange(x.size // size):
        plane, to = integer(number) * size, integer(number) * windows
        for i in range(counts[0]):
            top, first, last = inside(i, sizes[0], width[0], stride[0], before[0], step[0])
            for j in range(counts[1]):
                left, begin, end = inside(j, sizes[1], width[1], stride[1], before[1], step[1])
                place = (top + first * step[0]) * sizes[1] + left + begin * step[1]
                best = x[plane + place]
                for ki in range(first, last):
                    row = (top + ki * step[0]) * sizes[1] + left
                    for kj in range(begin, end):
                        at = row + kj * step[1]
                        best, place = larger_of(best, place, x[plane + at], at)
                out[to] = best
                indices[to] = place
                to += 1


@kernel
def scatter(grad_x: Array, grad_out: Array, indices: Array, size: int, windows: int) -> None:
    """A thread takes whole planes."""
    for number in prange(grad_x.size // size):
        plane = grad_x[integer(number) * size : (integer(number) + 1) * size]
        fill(plane, grad_x.dtype.type(0))
        for window in range(integer(number) * windows, (integer(number) + 1) * windows):
            plane[indices[window]] += grad_out[window]


@kernel
def sums(
    out: Array, x: Array, sizes: Sizes, counts: Sizes, width: Sizes, stride: Sizes, before: Sizes, step: Sizes
) -> None:
    """A thread takes whole planes."""
    size, windows = sizes[0] * sizes[1], counts[0] * counts[1]
    for number in prange(x.size // size):
        plane, to = integer(number) * size, integer(number) * windows
        for i in range(counts[0]):
            top, first, last = inside(i, sizes[0], width[0], stride[0], before[0], step[0])
            for j in range(counts[1]):
                left, begin, end = inside(j, sizes[1], width[1], stride[1], before[1], step[1])
                total = x.dtype.type(0)
                for ki in range(first, last):
                    row = plane + (top + ki * step[0]) * sizes[1] + left
                    for kj in range(begin, end):
                        total += x[row + kj * step[1]]
                out[to] = total
                to += 1


@kernel
def spread(
    grad_x: Array, grad_out: Array, sizes: Sizes, counts: Sizes, width: Sizes, stride: Sizes, before: Sizes,
    step: Sizes,
) -> None:  # fmt: skip
    """A thread takes whole planes."""
    size, windows = sizes[0] * sizes[1], counts[0] * counts[1]
    for number in prange(grad_x.size // size):
        plane, source = integer(number) * size, integer(number) * windows
        fill(grad_x[plane : plane + size], grad_x.dtype.type(0))
        for i in range(counts[0]):
            top, first, last = inside(i, sizes[0], width[0], stride[0], before[0], step[0])
            for j in range(counts[1]):
                left, begin, end = inside(j, sizes[1], width[1], stride[1], before[1], step[1])
                for ki in range(first, last):
                    row = plane + (top + ki * step[0]) * sizes[1] + left
                    for kj in range(begin, end):
                        grad_x[row + kj * step[1]] += grad_out[source]
                source += 1
