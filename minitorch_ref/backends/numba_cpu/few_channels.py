"""The gradient of images that have few channels, grey or coloured ones.

In `convolution.py` the rows of a tile are channels, and with one channel seven of eight rows would be idle. Here they
are the elements of a window, and what they make is then added where these lie in the image:

    products        row = (channel, ki, kj), column = window, terms = filters

Each thread takes an equal share of the images, one after the other, and alone writes their gradients.
"""

from typing import TYPE_CHECKING

import numpy as np

from minitorch_ref.backends.numba_cpu.jit import Array, helper, integer, kernel, prange
from minitorch_ref.backends.numba_cpu.memory import copy_memory
from minitorch_ref.backends.numba_cpu.operands import flat
from minitorch_ref.backends.numba_cpu.packed_filters import packed, packed_rows, shares
from minitorch_ref.backends.numba_cpu.register_tile import ROWS, add_products, lanes_of, multiples, round_up
from minitorch_ref.backends.numba_cpu.window_plans import two_axes
from minitorch_ref.storage import Strided

if TYPE_CHECKING:
    from minitorch_ref.functions.windows import Grid

__all__ = ["is_narrow", "spread"]

Sizes = tuple[int, ...]
unsigned = np.uint64
"""Makes an index that is known not to count from the end, which would keep the compiler from using vectors."""


def is_narrow(channels: int, taps: int) -> bool:
    """Say whether tiles of a window's elements are at most half the work of tiles of channels."""
    rows, others = -(-channels * taps // ROWS), -(-channels // ROWS) * taps
    return 2 * rows <= others


def spread(out: Strided, g: Strided, weight: Strided, grid: "Grid", groups: int) -> None:
    """Write the gradient of the images, given that of the output."""
    (images, channels, *sizes), (features, *counts) = out.layout.shape, g.layout.shape[1:]
    own, each = features // groups, channels // groups
    grid, high_wide, windows = two_axes(grid, tuple(sizes), tuple(counts))
    before = tuple(first for first, _ in grid.padding)
    taps = weight.array().reshape(groups, own, -1)
    filters = packed(taps.transpose(0, 2, 1)).reshape(-1)
    target, numbers = flat(out), (images, each, own, groups, shares(images))
    work = g.array().size * taps.shape[2] // 8
    spread_windows[work](
        target, flat(g), filters, high_wide, windows, grid.kernel, grid.stride, before, grid.dilation, numbers
    )


@helper
def within(size: int, count: int, stride: int, shift: int) -> tuple[int, int]:
    """Return for which windows i, from and to, element i * stride + shift lies inside of an axis."""
    return max(0, -(shift // stride)), min(count, (size - 1 - shift) // stride + 1)


@helper
def add_plane(
    image: Array, at: int, sizes: Sizes, products: Array, row: int, counts: Sizes, stride: Sizes, shift: Sizes
) -> None:
    """Add what one element of all windows gets to a channel of an image."""
    first, last = within(sizes[0], counts[0], stride[0], shift[0])
    left, right = within(sizes[1], counts[1], stride[1], shift[1])
    length = unsigned(max(0, right - left))
    step = unsigned(stride[1])
    for i in range(first, last):
        to = unsigned(at + (i * stride[0] + shift[0]) * sizes[1] + left * stride[1] + shift[1])
        source = unsigned(row + i * counts[1] + left)
        if stride[1] == 1:
            for j in range(length):
                image[to + j] += products[source + j]
        else:
            for j in range(length):
                image[to + j * step] += products[source + j]


@kernel
def spread_windows(
    out: Array, g: Array, filters: Array, sizes: Sizes, counts: Sizes, window: Sizes, stride: Sizes, before: Sizes,
    dilation: Sizes, numbers: Sizes,
) -> None:  # fmt: skip
    """A thread takes an equal share of the images."""
    images, each, own, groups, parts = numbers
    taps, windows, plane = window[0] * window[1], counts[0] * counts[1], sizes[0] * sizes[1]
    share = (images + parts - 1) // parts
    for part in prange(parts):
        lanes = lanes_of(out)
        rows, steps, places = packed_rows(each * taps, own), multiples(own, ROWS), multiples(own, windows)
        length = round_up(windows, lanes)
        products, grads = np.empty(rows.size * length, out.dtype), np.zeros(own * windows + lanes, out.dtype)
        for number in range(integer(part) * share * groups, min(images, (integer(part) + 1) * share) * groups):
            copy_memory(grads, 0, g, number * own * windows, own * windows)  # with room behind the last
            add_products(products, 0, length, windows, filters, number % groups * rows.size * own, rows, steps,
                         grads, 0, places, own, True)  # fmt: skip
            at = number * each * plane
            out[at : at + each * plane] = 0
            for tap in range(each * taps):
                ki, kj = tap % taps // window[1], tap % window[1]
                shift = ki * dilation[0] - before[0], kj * dilation[1] - before[1]
                add_plane(out, at + tap // taps * plane, sizes, products, tap * length, counts, stride, shift)
