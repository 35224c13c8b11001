"""Matrix products from tiles that stay in the processor's registers, for where BLAS does not use all of it.

BLAS chooses its own code when it is loaded, by the processor's name. If it does not know that name, it takes what runs
everywhere: of a processor with 512-bit registers, it then uses half. `blas_uses_all` says what is the case here.

A thread takes a block of `out`, some rows of some columns, which it alone writes. It goes through the terms of the
sums, TERMS_AT_ONCE at a time: it copies its part of the left matrix, then panel after panel of the right one, each as
wide as a tile, so that the vectors of a tile follow each other in memory; it multiplies the two, and adds to what the
terms before gave. So each element is added up in one order, whatever the number of threads.
"""

import functools
import math

import numpy as np

from minitorch_ref import threads
from minitorch_ref.backends.numba_cpu.jit import Array, helper, integer, kernel, prange
from minitorch_ref.backends.numba_cpu.memory import copy_memory
from minitorch_ref.backends.numba_cpu.operands import are_same_floats, is_row_major
from minitorch_ref.backends.numba_cpu.register_tile import (
    ROWS,
    TERMS_AT_ONCE,
    VECTOR_BYTES,
    WIDEST,
    lanes_of,
    multiples,
    round_up,
    tile_1,
    tile_2,
    tile_3,
)
from minitorch_ref.backends.numba_cpu.square import copy_columns
from minitorch_ref.shapes import Layout
from minitorch_ref.storage import Strided

__all__ = ["blas_uses_all", "multiply"]

HALF = frozenset(["Haswell", "Sandybridge", "Zen"])
"""What OpenBLAS calls its codes for 256-bit registers."""

ROWS_AT_ONCE = 192
"""Rows of the left matrix that stay in the second-level cache."""


@functools.cache
def blas_uses_all() -> bool:
    """Say whether NumPy's BLAS works with the widest registers of this processor."""
    if VECTOR_BYTES < 64:
        return True
    import threadpoolctl

    found = [
        library.get("architecture") for library in threadpoolctl.threadpool_info() if library["user_api"] == "blas"
    ]
    return not found or found[0] not in HALF


def multiply(out: Strided, x: Strided, y: Strided) -> bool:
    """Write the products, if they lie in memory as the kernel wants; say whether it did."""
    if not are_same_floats(out, x, y):
        return False
    lanes = VECTOR_BYTES // out.storage.dtype.itemsize
    planned = plan(out.layout, x.layout, y.layout, lanes, threads.get_num_threads())
    if planned is None:
        return False
    work, places, sizes = planned
    products[work](out.storage.data, x.storage.data, y.storage.data, places, sizes)
    return True


@functools.lru_cache(maxsize=256)
def plan(out: Layout, x: Layout, y: Layout, lanes: int, count: int) -> tuple[int, Array, Array] | None:
    """Return how much work there is, where each matrix begins, and the sizes, or None for layouts of another kind.

    Args:
        out: (..., n, m).
        x: (..., n, k), the axes in front broadcast.
        y: (..., k, m), likewise.
        lanes: how many numbers a vector has.
        count: how many threads there are.

    Returns: work for `Kernel`, (3, matrices), and (9,): n, k, m, the steps of x and y, and the rows and panels that a
        thread takes at a time.
    """
    x_steps, y_steps = x.strides[-2:], y.strides[-2:]
    if 1 not in x_steps or 1 not in y_steps or not is_row_major(out):
        return None
    n, k, m = *x.shape[-2:], y.shape[-1]
    batch = tuple(out.shape[:-2])
    places = np.stack([starts(v, batch) for v in (out, x, y)])
    matrices = places.shape[1]
    block = shares(n, math.ceil(m / lanes / WIDEST), math.ceil(count / matrices), m > n)
    work = matrices * n * k * m // 100  # a vector of numbers at a time, without waiting for memory
    return work, places, np.array([n, k, m, *x_steps, *y_steps, *block])


def starts(layout: Layout, batch: tuple[int, ...]) -> Array:
    """Return where each matrix of a stack begins, when the axes in front are broadcast to `batch`."""
    front = len(layout.shape) - 2
    missing = len(batch) - front
    at = np.array([layout.offset])
    for axis, size in enumerate(batch):
        known = axis >= missing and layout.shape[axis - missing] > 1
        stride = layout.strides[axis - missing] if known else 0
        at = (at[:, None] + np.arange(size) * stride).reshape(-1)
    return at


def shares(rows: int, panels: int, parts: int, wide: bool) -> tuple[int, int]:
    """Return how many rows and how many panels a thread takes at a time, so that a matrix has at least `parts` parts.

    What is cut is the longer side, as each part needs a copy of the whole other matrix; and rows as many as fit.
    """
    below, beside = math.ceil(rows / ROWS_AT_ONCE), 1
    if wide:
        beside = math.ceil(parts / below)
    else:
        below = math.ceil(below / parts) * parts
    return math.ceil(rows / below / ROWS) * ROWS, math.ceil(panels / beside)


@helper
def panel(number: int, vectors: int) -> tuple[int, int]:
    """Return with which vector a panel begins, and how many it has, if `vectors` are shared out evenly."""
    panels = (vectors + WIDEST - 1) // WIDEST
    each, more = vectors // panels, vectors % panels
    return number * each + min(number, more), each + (1 if number < more else 0)


@helper
def positions(lanes: int) -> Array:
    """Return where the vectors of a panel are, in row w for one that is w vectors wide."""
    table = np.empty((WIDEST + 1, TERMS_AT_ONCE), np.int64)
    for width in range(WIDEST + 1):
        table[width] = multiples(TERMS_AT_ONCE, width * lanes)
    return table


@helper
def copy_rows(out: Array, out_at: int, width: int, x: Array, x_at: int, x_row: int, rows: int, count: int) -> None:
    """Write `count` numbers of each row of x, in steps of `width`."""
    lanes = lanes_of(out)
    if count == 3 * lanes:
        for r in range(rows):
            copy_memory(out, out_at + r * width, x, x_at + r * x_row, 3 * lanes)
    elif count == 2 * lanes:
        for r in range(rows):
            copy_memory(out, out_at + r * width, x, x_at + r * x_row, 2 * lanes)
    elif count == ROWS:
        for r in range(rows):
            copy_memory(out, out_at + r * width, x, x_at + r * x_row, ROWS)
    else:
        for r in range(rows):
            copy_memory(out, out_at + r * width, x, x_at + r * x_row, count)


@helper
def multiply_tile(
    out: Array, at: int, out_row: int, left: Array, left_at: int, lines: Array, steps: Array, right: Array,
    places: Array, terms: int, width: int, fresh: bool,
) -> None:  # fmt: skip
    """Compute one tile of ROWS x `width` vectors."""
    if width == 3:
        tile_3(out, at, out_row, left, left_at, lines, 0, steps, right, 0, places, terms, fresh)
    elif width == 2:
        tile_2(out, at, out_row, left, left_at, lines, 0, steps, right, 0, places, terms, fresh)
    else:
        tile_1(out, at, out_row, left, left_at, lines, 0, steps, right, 0, places, terms, fresh)


@helper
def multiply_panel(
    out: Array, out_at: int, out_row: int, rows: int, columns: int, left: Array, lines: Array, steps: Array,
    right: Array, places: Array, terms: int, width: int, fresh: bool, corner: Array,
) -> None:  # fmt: skip
    """Compute some rows of a panel's columns; a tile that hangs over the edge of `out` takes the way by `corner`."""
    inside = width * lanes_of(out)
    for r in range(0, rows, ROWS):
        to, below, left_at = out_at + r * out_row, min(ROWS, rows - r), r * TERMS_AT_ONCE
        if below == ROWS and columns == inside:
            multiply_tile(out, to, out_row, left, left_at, lines, steps, right, places, terms, width, fresh)
        else:
            copy_rows(corner, 0, inside, out, to, out_row, 0 if fresh else below, columns)
            multiply_tile(corner, 0, inside, left, left_at, lines, steps, right, places, terms, width, fresh)
            copy_rows(out, to, out_row, corner, 0, inside, below, columns)


@helper
def copy_left(left: Array, x: Array, x_at: int, x_row: int, x_column: int, rows: int, terms: int) -> None:
    """Copy a part of the left matrix: row by row or, if its columns are what is in a row, ROWS numbers at a time."""
    if x_column == 1:
        copy_rows(left, 0, TERMS_AT_ONCE, x, x_at, x_row, rows, terms)
    else:
        whole = rows - rows % ROWS
        for t in range(terms):  # along the rows of memory
            for r in range(0, whole, ROWS):
                copy_memory(left, r * TERMS_AT_ONCE + t * ROWS, x, x_at + t * x_column + r, ROWS)
        if whole < rows:
            copy_rows(left, whole * TERMS_AT_ONCE, ROWS, x, x_at + whole, x_column, terms, rows - whole)


@helper
def copy_panel(
    right: Array, width: int, y: Array, y_at: int, y_row: int, y_column: int, terms: int, count: int
) -> None:  # fmt: skip
    """Copy some columns of the right matrix."""
    if y_column == 1:
        copy_rows(right, 0, width, y, y_at, y_row, terms, count)
    else:
        copy_columns(right, 0, width, y, y_at, y_column, terms, count)


@kernel
def products(out: Array, x: Array, y: Array, starts: Array, sizes: Array) -> None:
    """A thread takes blocks of out; see `plan`."""
    n, k, m, x_row, x_column, y_row, y_column, rows_each, panels_each = sizes
    lanes = lanes_of(out)
    vectors = (m + lanes - 1) // lanes
    panels = (vectors + WIDEST - 1) // WIDEST
    below, beside = (n + rows_each - 1) // rows_each, (panels + panels_each - 1) // panels_each
    lines = multiples(ROWS, TERMS_AT_ONCE if x_column == 1 else 1)
    steps, places = multiples(TERMS_AT_ONCE, 1 if x_column == 1 else ROWS), positions(lanes)
    for item in prange(starts.shape[1] * below * beside):
        strip = integer(item) // beside
        stack = strip // below
        begin, first_panel = (strip - stack * below) * rows_each, (integer(item) - strip * beside) * panels_each
        rows, last_panel = min(rows_each, n - begin), min(first_panel + panels_each, panels)
        left = np.empty(round_up(rows, ROWS) * TERMS_AT_ONCE, out.dtype)
        right, corner = np.empty(TERMS_AT_ONCE * WIDEST * lanes, out.dtype), np.empty(ROWS * WIDEST * lanes, out.dtype)
        for t in range(0, k, TERMS_AT_ONCE):
            terms = min(TERMS_AT_ONCE, k - t)
            copy_left(left, x, starts[1, stack] + begin * x_row + t * x_column, x_row, x_column, rows, terms)
            for p in range(first_panel, last_panel):
                first, width = panel(p, vectors)
                column = first * lanes
                columns = min(width * lanes, m - column)
                at = starts[2, stack] + t * y_row + column * y_column
                copy_panel(right, width * lanes, y, at, y_row, y_column, terms, columns)
                at = starts[0, stack] + begin * m + column
                multiply_panel(out, at, m, rows, columns, left, lines, steps, right, places[width], terms, width,
                               t == 0, corner)  # fmt: skip
