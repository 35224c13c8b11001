"""Where the terms of a convolution stand in memory: tables of positions, made once for each shape.

**Phases.** With stride s, neighbouring windows begin s elements apart, and a vector of the processor wants neighbours
in memory. So a padded image is kept as s * s smaller ones, its phases: phase (a, b) has the elements (y, x) with
y % s = a and x % s = b. In these, element (ki, kj) of all windows of a row is one stretch of memory, whatever the
stride; with stride 1 there is one phase, the image itself. The rows of a phase follow each other without gaps, so that
element (ki, kj) of *all* windows is one stretch too, with some elements in between that belong to no window.
"""

import functools
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from minitorch_ref.functions.windows import Grid

__all__ = ["InputPlan", "Plan", "input_plan", "plan", "two_axes"]

Table = NDArray[np.int64]


class Plan(NamedTuple):
    """How one image and its windows lie in memory, and the tables for the products of one group."""

    sizes: tuple[int, int]
    counts: tuple[int, int]
    stride: tuple[int, int]
    before: tuple[int, int]
    phase: tuple[int, int]
    """Rows and columns of a phase."""
    offsets: Table
    """The position of each element (channel, ki, kj) of the first window."""
    places: Table
    """How far each window is from the first."""

    @property
    def channel(self) -> int:
        """Elements that a channel takes in memory."""
        return self.phase[0] * self.phase[1] * self.stride[0] * self.stride[1]


Numbers = tuple[int, ...]


def two_axes(grid: "Grid", sizes: Numbers, counts: Numbers) -> "tuple[Grid, Numbers, Numbers]":
    """Return the same for images: a sequence is an image of one row."""
    if len(sizes) == 2:
        return grid, sizes, counts
    one_row = grid._replace(kernel=(1, *grid.kernel), stride=(1, *grid.stride))
    one_row = one_row._replace(padding=((0, 0), *grid.padding), dilation=(1, *grid.dilation))
    return one_row, (1, *sizes), (1, *counts)


@functools.lru_cache(maxsize=256)
def plan(grid: "Grid", channels: int, sizes: Numbers, counts: Numbers) -> Plan:
    """Return how images with these channels (of one group) and sizes lie in memory."""
    grid, sizes, counts = two_axes(grid, sizes, counts)
    (top, below), (left, behind) = grid.padding
    (up, across), (row_step, column_step) = grid.stride, grid.dilation
    rows, columns = -(-(sizes[0] + top + below) // up), -(-(sizes[1] + left + behind) // across)
    c, ki, kj = np.ogrid[:channels, : grid.kernel[0], : grid.kernel[1]]
    y, x = ki * row_step, kj * column_step
    phase = (c * up + y % up) * across + x % across
    offsets = (phase * rows + y // up) * columns + x // across
    i, j = np.ogrid[: counts[0], : counts[1]]
    places = i * columns + j
    return Plan(
        (sizes[0], sizes[1]), (counts[0], counts[1]), (up, across), (top, left), (rows, columns),
        offsets.reshape(-1), places.reshape(-1),
    )  # fmt: skip


class InputPlan(NamedTuple):
    """How the gradient of the windows of one image lies in memory, and what each phase of the image takes of it.

    An element of phase (a, b) is in the windows in which it is an element (ki, kj) of this phase. So each phase is a
    convolution of stride 1 of the gradients, with the filters turned around, and no two phases have an element in
    common.
    """

    before: tuple[int, int]
    """Rows and columns of zeros in front of the gradient of each filter."""
    room: tuple[int, int]
    """Rows and columns with these."""
    phases: Table
    """(phases, 5): the first row that is not padding, and how many; where its weights and steps begin, and how many."""
    steps: Table
    """The position of the gradient of each (filter, ki, kj), phase by phase."""
    taps: Table
    """ki * kw + kj, phase by phase."""


def wanted(size: int, before: int, stride: int, phase: int) -> tuple[int, int]:
    """Return the first element of a phase that is not padding, and how many there are."""
    first = max(0, -((phase - before) // stride))
    return first, (before + size - 1 - phase) // stride - first + 1


@functools.lru_cache(maxsize=256)
def input_plan(grid: "Grid", filters: int, sizes: Numbers, counts: Numbers) -> InputPlan:
    """Return how to take the gradient of images from the gradients of their windows, `filters` in each group."""
    grid, sizes, counts = two_axes(grid, sizes, counts)
    (top, below), (left, behind) = grid.padding
    (up, across), (kh, kw), (row_step, column_step) = grid.stride, grid.kernel, grid.dilation
    before = (kh - 1) * row_step // up, (kw - 1) * column_step // across
    rows, columns = -(-(sizes[0] + top + below) // up), -(-(sizes[1] + left + behind) // across)
    room = rows + before[0], max(columns, counts[1] + before[1])
    o = np.arange(filters)[:, None] * (room[0] * room[1])
    phases, steps, taps = [], [], []
    weights_at = steps_at = 0
    for a in range(up):
        for b in range(across):
            places = [(i, j) for i in range(kh) for j in range(kw)]
            pairs = [(i, j) for i, j in places if (i * row_step % up, j * column_step % across) == (a, b)]
            y = np.array([before[0] - i * row_step // up for i, _ in pairs], dtype=np.int64)
            x = np.array([before[1] - j * column_step // across for _, j in pairs], dtype=np.int64)
            own = (o + y * room[1] + x).reshape(-1)
            phases.append((*wanted(sizes[0], top, up, a), weights_at, steps_at, own.size))
            weights_at, steps_at = weights_at + len(pairs), steps_at + own.size
            steps.append(own)
            taps.extend([i * kw + j for i, j in pairs])
    return InputPlan(before, room, np.array(phases), np.concatenate(steps), np.array(taps, dtype=np.int64))
