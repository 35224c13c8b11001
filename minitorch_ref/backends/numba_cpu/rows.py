"""How tensors of many layouts become rows: axes (n0, n1, n2) of rows of n3 elements that lie side by side.

Axes are put in the order in which the result lies in memory, and neighbours that all operands walk as one are merged:
contiguous tensors of any shape are one long row; a bias (C, 1, 1) added to images (N, C, H, W) makes (1, N, C) rows.
Kernels cut long rows into pieces, and take several short rows at a time, so that each piece of work has about
`PIECE` elements.
"""

import functools
from typing import NamedTuple

from minitorch_ref.backends.numba_cpu.jit import helper
from minitorch_ref.backends.numba_cpu.operands import is_usable
from minitorch_ref.storage import Strided

__all__ = ["Rows", "cut", "parts", "rows_of", "start_of"]

PIECE = 8192
"""How many elements a thread takes at once, about: few enough to stay in its cache, enough to be worth the way."""


class Rows(NamedTuple):
    """Rows of n3 elements along three axes.

    Attributes:
        sizes: (n0, n1, n2, n3).
        steps: for each operand, the output first, (start, step0, step1, step2, step3): where it begins, its strides.
        along: step3 of each operand: 1 where a row lies side by side, 0 where it is one number again and again.
    """

    sizes: tuple[int, int, int, int]
    steps: tuple[tuple[int, int, int, int, int], ...]
    along: tuple[int, ...]

    def fill(self, number: int) -> bool:
        """Say whether an operand fills its memory without gaps, in this order."""
        _, n1, n2, n3 = self.sizes
        return self.steps[number][1:] == (n1 * n2 * n3, n2 * n3, n3, 1)


def rows_of(*operands: Strided) -> Rows | None:
    """Return operands of one shape, the output first, as rows; None if that takes more than four axes.

    None also if the output does not fill its memory, or an input lies on it.
    """
    storages = [x.storage for x in operands]
    if storages.count(storages[0]) > 1 or not all([is_usable(x) for x in operands]):
        return None
    layouts = [x.layout for x in operands]
    rows = rows_from_start(tuple([layout.strides for layout in layouts]), layouts[0].shape)
    starts = [layout.offset for layout in layouts]
    if rows is None or not any(starts):
        return rows
    steps = [(start, *step[1:]) for start, step in zip(starts, rows.steps, strict=True)]
    return Rows(rows.sizes, tuple(steps), rows.along)


@functools.lru_cache(maxsize=4096)
def rows_from_start(strides: tuple[tuple[int, ...], ...], shape: tuple[int, ...]) -> Rows | None:
    """Return rows of operands that begin at 0; the same layouts come again and again."""
    merged = merged_axes(strides, shape)
    if len(merged) > 4:
        return None
    while len(merged) < 4:
        merged.insert(0, (1, *(merged[0][0] * step for step in merged[0][1:])))
    (n0, *s0), (n1, *s1), (n2, *s2), (n3, *s3) = merged
    rows = Rows((n0, n1, n2, n3), tuple(zip([0] * len(strides), s0, s1, s2, s3, strict=True)), tuple(s3))
    return rows if rows.fill(0) else None


def merged_axes(strides: tuple[tuple[int, ...], ...], shape: tuple[int, ...]) -> list[tuple[int, ...]]:
    """Return (size, stride in each operand) of as few axes as will do, the outermost first."""
    axes = [axis for axis in zip(shape, *strides, strict=True) if axis[0] != 1]
    axes.sort(key=lambda axis: -axis[1])
    merged: list[tuple[int, ...]] = []
    for axis in axes:
        size = axis[0]
        if merged and all(outer == inner * size for outer, inner in zip(merged[-1][1:], axis[1:], strict=True)):
            axis = (merged.pop()[0] * size, *axis[1:])
        merged.append(axis)
    return merged or [(1, *(1 for _ in strides))]


# ---- inside of kernels ----


@helper
def cut(item: int, rows: int, columns: int) -> tuple[int, int, int, int]:
    """Return which part of (rows, columns) a numbered piece of work is: rows from, to, and columns from, to."""
    at_once, pieces = max(1, PIECE // columns), (columns + PIECE - 1) // PIECE
    row, column = item // pieces * at_once, item % pieces * PIECE
    return row, min(rows, row + at_once), column, min(columns, column + PIECE)


@helper
def parts(rows: int, columns: int) -> int:
    """Return into how many pieces of work `cut` cuts."""
    at_once = max(1, PIECE // columns)
    return (rows + at_once - 1) // at_once * ((columns + PIECE - 1) // PIECE)


@helper
def start_of(row: int, at: int, step0: int, step1: int, step2: int, n1: int, n2: int) -> int:
    """Return where in its storage an operand keeps the beginning of a numbered row.

    Most operands have rows along one axis only: the divisions would take as long as 500 additions.
    """
    if row < n2:
        return at + row * step2
    return at + row // (n1 * n2) * step0 + row // n2 % n1 * step1 + row % n2 * step2
