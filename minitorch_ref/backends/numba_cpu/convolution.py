"""Convolution, and its two gradients, each as tiles of sums of products (`register_tile.py`) over padded images.

No window is copied. The tables of `window_plans.py` say where the elements of all windows stand in a padded copy of
one image, which stays in the second-level cache:

    output         row = filter,           column = window,  terms = (channel, ki, kj)
    input's        row = channel,          column = element, terms = (filter, ki, kj), phase by phase
                   (few channels: `few_channels.py`)
    weight's       row = (channel, ki, kj), column = filter,  terms = windows of all images

Each thread takes an equal share of the images, one after the other, with a padded copy of its own. It alone writes the
output or the gradient of its images. Of the weight's gradient each thread sums the share of its images in a place of
its own; these are added up in the order of the threads: no two write to one place, and the result is always the same.
"""

import math
from typing import TYPE_CHECKING

import numpy as np

from minitorch_ref.backends.numba_cpu.few_channels import is_narrow, spread
from minitorch_ref.backends.numba_cpu.jit import Array, helper, integer, kernel, prange
from minitorch_ref.backends.numba_cpu.memory import copy_memory
from minitorch_ref.backends.numba_cpu.operands import are_same_floats, flat
from minitorch_ref.backends.numba_cpu.packed_filters import packed, packed_rows, shares
from minitorch_ref.backends.numba_cpu.register_tile import (
    ROWS,
    VECTOR_BYTES,
    add_products,
    lanes_of,
    multiples,
    round_up,
)
from minitorch_ref.backends.numba_cpu.square import copy_columns
from minitorch_ref.backends.numba_cpu.vectors import copy_planes, join, split
from minitorch_ref.backends.numba_cpu.window_plans import input_plan, plan
from minitorch_ref.storage import Strided

if TYPE_CHECKING:
    from minitorch_ref.functions.windows import Grid

__all__ = ["convolution", "convolution_input", "convolution_weight"]

Sizes = tuple[int, ...]


def is_taken(*operands: Strided) -> bool:
    """Say whether these are images or sequences of numbers, in any layout."""
    return len(operands[0].layout.shape) in (3, 4) and are_same_floats(*operands)


ACCEPTS = {"convolution": is_taken, "convolution_input": is_taken, "convolution_weight": is_taken}


def convolution(out: Strided, x: Strided, weight: Strided, bias: Strided | None, grid: "Grid", groups: int) -> None:
    """Write the sums of products of every window with every filter, plus the filter's bias."""
    (images, channels, *sizes), (features, *counts) = x.layout.shape, out.layout.shape[1:]
    p = plan(grid, channels // groups, tuple(sizes), tuple(counts))
    filters = packed(weight.array().reshape(groups, features // groups, -1)).reshape(-1)
    start = np.zeros(features, filters.dtype) if bias is None else flat(bias)
    target = flat(out)
    numbers = images, channels, features, groups, shares(images)
    work = target.size * p.offsets.size // 8
    forward[work](target, flat(x), filters, start, p.offsets, p.sizes, p.counts, p.stride, p.before, p.phase, numbers)


def convolution_input(out: Strided, g: Strided, weight: Strided, grid: "Grid", groups: int) -> None:
    """Write the gradient of the images, given that of the output."""
    (images, channels, *sizes), (features, *counts) = out.layout.shape, g.layout.shape[1:]
    own, each = features // groups, channels // groups
    if is_narrow(each, math.prod(grid.kernel)):
        spread(out, g, weight, grid, groups)
        return
    p = plan(grid, each, tuple(sizes), tuple(counts))
    q = input_plan(grid, own, tuple(sizes), tuple(counts))
    filters = weight.array().reshape(groups, own, each, -1).transpose(0, 2, 1, 3)  # (groups, channel, filter, taps)
    parts = []
    for *_, first, _, terms in q.phases.tolist():
        taps = q.taps[first : first + terms // own]
        parts.append(packed(filters[..., taps].reshape(groups, each, terms)))
    phases = q.phases.copy()
    phases[:, 2] = np.cumsum([0, *(part.shape[1] for part in parts[:-1])])
    numbers = images, channels, features, groups, shares(images)
    target = flat(out)
    work = g.array().size * filters.size // (8 * features)
    weights = np.concatenate(parts, axis=1).reshape(-1)
    backward_input[work](
        target, flat(g), weights, phases, q.steps, p.sizes, p.counts, p.stride, p.before, q.before, q.room, numbers
    )


def convolution_weight(out: Strided, x: Strided, g: Strided, grid: "Grid", groups: int) -> None:
    """Write the gradient of the filters, given that of the output."""
    (images, channels, *sizes), (features, *counts) = x.layout.shape, g.layout.shape[1:]
    own = features // groups
    p = plan(grid, channels // groups, tuple(sizes), tuple(counts))
    terms = p.offsets.size
    rows = np.resize(p.offsets, -(-terms // ROWS) * ROWS)
    lanes = VECTOR_BYTES // x.storage.dtype.itemsize
    columns = -(-own // lanes) * lanes
    partial = np.zeros((shares(images), groups, rows.size, columns), x.storage.dtype.numpy)
    numbers = images, channels, features, groups, shares(images)
    work = g.array().size * terms // 8
    backward_weight[work](
        partial.reshape(-1), flat(x), flat(g), rows, p.places, p.sizes, p.stride, p.before, p.phase, numbers
    )
    total = partial[0] if len(partial) == 1 else partial.sum(0)
    out.array()[...] = total[:, :terms, :own].transpose(0, 2, 1).reshape(out.layout.shape)


# ---- what the kernels do with one image ----


@helper
def pad(
    padded: Array, wide: Array, x: Array, channels: int, sizes: Sizes, stride: Sizes, before: Sizes, phase: Sizes
) -> None:
    """Write an image into its phases, first the rows and then, from `wide`, the columns; the zeros are there."""
    height, width = sizes
    row, block = stride[1] * phase[1], stride[1] * phase[0] * phase[1]
    for channel in range(channels):
        for a in range(stride[0]):
            first = (a - before[0]) % stride[0]
            start = (channel * stride[0] + a) * block
            at = start + (first + before[0]) // stride[0] * row + before[1]
            for y in range(channel * height + first, (channel + 1) * height, stride[0]):
                copy_memory(wide, at, x, y * width, width)
                at += row
    if stride[1] > 1:
        split(padded, wide, channels * stride[0], phase[0] * phase[1], stride[1])


@helper
def pad_gradient(padded: Array, g: Array, first: int, features: int, counts: Sizes, before: Sizes, room: Sizes) -> None:
    """Write the gradients of one image's windows, from number `first` on, with zeros between them."""
    for o in range(features):
        at = (o * room[0] + before[0]) * room[1] + before[1]
        for line in range((first + o) * counts[0], (first + o + 1) * counts[0]):
            copy_memory(padded, at, g, line * counts[1], counts[1])
            at += room[1]


# ---- the kernels ----


@kernel
def forward(
    out: Array, x: Array, filters: Array, bias: Array, offsets: Array, sizes: Sizes, counts: Sizes, stride: Sizes,
    before: Sizes, phase: Sizes, numbers: Sizes,
) -> None:  # fmt: skip
    """A thread takes an equal share of the images, and writes their outputs."""
    images, channels, features, groups, parts = numbers
    own, each, terms = features // groups, channels // groups, offsets.size
    channel = stride[0] * stride[1] * phase[0] * phase[1]
    length = (counts[0] - 1) * phase[1] + counts[1]
    share = (images + parts - 1) // parts
    for part in prange(parts):
        lanes = lanes_of(out)
        rows, steps = packed_rows(own, terms), multiples(terms, ROWS)
        padded = np.zeros(channels * channel + lanes, out.dtype)
        wide = np.zeros(padded.size, out.dtype) if stride[1] > 1 else padded
        result_row = round_up(length, lanes)
        result = np.zeros(rows.size * result_row + lanes, out.dtype)
        for n in range(integer(part) * share, min(images, (integer(part) + 1) * share)):
            size = channels * sizes[0] * sizes[1]
            pad(padded, wide, x[n * size : (n + 1) * size], channels, sizes, stride, before, phase)
            for group in range(groups):
                add_products(result, 0, result_row, length, filters, group * rows.size * terms, rows, steps,
                             padded, group * each * channel, offsets, terms, True)  # fmt: skip
                at = (n * features + group * own) * counts[0] * counts[1]
                copy_planes(out, at, counts[0], counts[1], result, result_row, phase[1],
                            bias, group * own, (group + 1) * own)  # fmt: skip


@kernel
def backward_input(
    out: Array, g: Array, filters: Array, phases: Array, steps: Array, sizes: Sizes, counts: Sizes, stride: Sizes,
    before: Sizes, room_before: Sizes, room: Sizes, numbers: Sizes,
) -> None:  # fmt: skip
    """A thread takes an equal share of the images, and writes their gradients."""
    images, channels, features, groups, parts = numbers
    own, each = features // groups, channels // groups
    plane = room[0] * room[1]
    share = (images + parts - 1) // parts
    for part in prange(parts):
        lanes = lanes_of(out)
        padded = np.zeros(features * plane + lanes + room[1], out.dtype)
        result_row = round_up(plane, lanes)
        part_size = round_up(each, ROWS) * result_row
        result = np.zeros(part_size * stride[1], out.dtype)
        wide = np.empty(result.size, out.dtype) if stride[1] > 1 else result
        for n in range(integer(part) * share, min(images, (integer(part) + 1) * share)):
            pad_gradient(padded, g, n * features, features, counts, room_before, room)
            for item in range(groups * stride[0]):
                group, a = item // stride[0], item % stride[0]
                top, height = phases[a * stride[1], 0], phases[a * stride[1], 1]
                for b in range(stride[1] if height > 0 else 0):
                    weights_at, steps_at, terms = phases[a * stride[1] + b, 2:]
                    length = height * room[1]
                    if terms == 0:
                        result[b * part_size : (b + 1) * part_size] = 0
                    else:
                        whole = filters.size // groups
                        add_products(result, b * part_size, result_row, length, filters, group * whole + weights_at,
                                     packed_rows(each, terms), multiples(terms, ROWS), padded,
                                     group * own * plane + top * room[1], steps[steps_at:], terms, True)  # fmt: skip
                if stride[1] > 1 and height > 0:
                    join(wide, result, part_size, each, result_row, height * room[1], stride[1])
                at = ((n * groups + group) * each * sizes[0] + top * stride[0] + a - before[0]) * sizes[1]
                for c in range(each):
                    for i in range(height):
                        source = (c * result_row + i * room[1]) * stride[1] + before[1]
                        copy_memory(out, at + i * stride[0] * sizes[1], wide, source, sizes[1])
                    at += sizes[0] * sizes[1]


@kernel
def backward_weight(
    partial: Array, x: Array, g: Array, rows: Array, places: Array, sizes: Sizes, stride: Sizes, before: Sizes,
    phase: Sizes, numbers: Sizes,
) -> None:  # fmt: skip
    """A thread takes an equal share of the images, and sums their gradients in its part of `partial`."""
    images, channels, features, groups, parts = numbers
    own, each, windows = features // groups, channels // groups, places.size
    channel = stride[0] * stride[1] * phase[0] * phase[1]
    share = (images + parts - 1) // parts
    for part in prange(parts):
        lanes = lanes_of(x)
        columns = round_up(own, lanes)
        padded = np.zeros(channels * channel + lanes, x.dtype)
        wide = np.zeros(padded.size, x.dtype) if stride[1] > 1 else padded
        turned = np.zeros(windows * columns, x.dtype)
        steps = multiples(windows, columns)
        for n in range(integer(part) * share, min(images, (integer(part) + 1) * share)):
            size = channels * sizes[0] * sizes[1]
            pad(padded, wide, x[n * size : (n + 1) * size], channels, sizes, stride, before, phase)
            for group in range(groups):
                at = (n * features + group * own) * windows
                copy_columns(turned, 0, columns, g, at, windows, windows, own)
                target = (integer(part) * groups + group) * rows.size * columns
                add_products(partial, target, columns, own, padded, group * each * channel, rows,
                             places, turned, 0, steps, windows, False)  # fmt: skip
