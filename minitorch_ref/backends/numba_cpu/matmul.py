"""Matrix products from tiles that stay in the processor's registers, for where BLAS does not use all of it.

BLAS chooses its own code when it is loaded, by the processor's name. If it does not know that name, it takes what runs
everywhere: of a processor with 512-bit registers, it then uses half. `BLAS_USES_ALL` says what is the case here.

The right matrix is first copied into panels, as wide as a tile, one below the other: the vectors of a tile follow each
other in memory. Then a thread takes some rows of `out`, which it alone writes, TERMS_AT_ONCE terms at a time: it copies
its part of the left matrix too, multiplies it with panel after panel, and adds to what the terms before gave. So each
element is added up in one order, whatever the number of threads.
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
    tile_1,
    tile_2,
    tile_3,
)
from minitorch_ref.backends.numba_cpu.square import copy_columns
from minitorch_ref.shapes import Layout
from minitorch_ref.storage import Storage, Strided

__all__ = ["blas_uses_all", "multiply"]

HALF = frozenset(["Haswell", "Sandybridge", "Zen"])
"""What OpenBLAS calls its codes for 256-bit registers."""

ROWS_AT_ONCE = 192
"""Rows of the left matrix that stay in the second-level cache."""

Sizes = tuple[int, ...]


@functools.cache
def blas_uses_all() -> bool:
    """Say whether NumPy's BLAS works with the widest registers of this processor."""
    if VECTOR_BYTES < 64:
        return True
    import threadpoolctl

    found = [
        library.get("architecture") for library in threadpoolctl.threadpool_info() if library["user_api"] == "blas"
    ]
    return not found or found[0] not in ("Haswell", "Zen", "Sandybridge")


def multiply(out: Strided, x: Strided, y: Strided) -> bool:
    """Write the products, if they are large and lie in memory as the kernel wants; say whether it did."""
    x_steps, y_steps = tuple(x.layout.strides[-2:]), tuple(y.layout.strides[-2:])
    if 1 not in x_steps or 1 not in y_steps or not is_row_major(out.layout) or not are_same_floats(out, x, y):
        return False
    n, k, m = *x.layout.shape[-2:], y.layout.shape[-1]
    batch = tuple(out.layout.shape[:-2])
    outs, lefts, rights = (starts(v.layout, batch) for v in (out, x, y))
    if rights[0] == rights[-1]:  # one matrix for all
        rights = rights[:1]
    lanes = VECTOR_BYTES // out.storage.data.itemsize
    panels = Storage.empty(len(rights) * k * math.ceil(m / lanes) * lanes, out.storage.dtype).data
    work = len(outs) * n * k * m // 100  # a vector of numbers at a time, without waiting for memory
    data = out.storage.data, x.storage.data, y.storage.data, panels
    products[work](*data, outs, lefts, rights, x_steps, y_steps, (n, k, m, share(n, len(outs))))
    return True


@functools.lru_cache(maxsize=256)
def starts(layout: Layout, batch: Sizes) -> Array:
    """Return where each matrix of a stack begins, when the axes in front are broadcast to `batch`."""
    front = len(layout.shape) - 2
    missing = len(batch) - front
    at = np.array([layout.offset])
    for axis, size in enumerate(batch):
        known = axis >= missing and layout.shape[axis - missing] > 1
        stride = layout.strides[axis - missing] if known else 0
        at = (at[:, None] + np.arange(size) * stride).reshape(-1)
    return at


def share(rows: int, count: int) -> int:
    """Return how many rows of `count` matrices a thread takes at a time."""
    parts = math.ceil(threads.get_num_threads() / count)
    parts *= math.ceil(rows / parts / ROWS_AT_ONCE)
    return math.ceil(math.ceil(rows / parts) / ROWS) * ROWS


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
    out: Array, at: int, out_row: int, left: Array, left_at: int, lines: Array, steps: Array, panels: Array,
    panel_at: int, places: Array, terms: int, width: int, fresh: bool,
) -> None:  # fmt: skip
    """Compute one tile of ROWS x `width` vectors."""
    if width == 3:
        tile_3(out, at, out_row, left, left_at, lines, 0, steps, panels, panel_at, places, terms, fresh)
    elif width == 2:
        tile_2(out, at, out_row, left, left_at, lines, 0, steps, panels, panel_at, places, terms, fresh)
    else:
        tile_1(out, at, out_row, left, left_at, lines, 0, steps, panels, panel_at, places, terms, fresh)


@helper
def multiply_panel(
    out: Array, out_at: int, out_row: int, rows: int, columns: int, left: Array, lines: Array, steps: Array,
    panels: Array, panel_at: int, places: Array, terms: int, width: int, fresh: bool, corner: Array,
) -> None:  # fmt: skip
    """Compute some rows of a panel's columns; a tile that hangs over the edge of `out` takes the way by `corner`."""
    inside = width * lanes_of(out)
    for r in range(0, rows, ROWS):
        to, below, left_at = out_at + r * out_row, min(ROWS, rows - r), r * TERMS_AT_ONCE
        if below == ROWS and columns == inside:
            multiply_tile(out, to, out_row, left, left_at, lines, steps, panels, panel_at, places, terms, width, fresh)
        else:
            copy_rows(corner, 0, inside, out, to, out_row, 0 if fresh else below, columns)
            multiply_tile(corner, 0, inside, left, left_at, lines, steps, panels, panel_at, places, terms, width, fresh)
            copy_rows(out, to, out_row, corner, 0, inside, below, columns)


@helper
def copy_left(left: Array, x: Array, x_at: int, x_steps: Sizes, rows: int, terms: int) -> None:
    """Copy a part of the left matrix: row by row or, if its columns are what is in a row, ROWS numbers at a time."""
    if x_steps[1] == 1:
        copy_rows(left, 0, TERMS_AT_ONCE, x, x_at, x_steps[0], rows, terms)
    else:
        whole = rows - rows % ROWS
        for t in range(terms):  # along the rows of memory
            for r in range(0, whole, ROWS):
                copy_memory(left, r * TERMS_AT_ONCE + t * ROWS, x, x_at + t * x_steps[1] + r, ROWS)
        if whole < rows:
            copy_rows(left, whole * TERMS_AT_ONCE, ROWS, x, x_at + whole, x_steps[1], terms, rows - whole)


@helper
def copy_panel(panels: Array, at: int, width: int, y: Array, y_at: int, y_steps: Sizes, terms: int, count: int) -> None:
    """Copy some columns of the right matrix."""
    if y_steps[1] == 1:
        copy_rows(panels, at, width, y, y_at, y_steps[0], terms, count)
    else:
        copy_columns(panels, at, width, y, y_at, y_steps[1], terms, count)


@kernel
def products(
    out: Array, x: Array, y: Array, panels: Array, outs: Array, lefts: Array, rights: Array, x_steps: Sizes,
    y_steps: Sizes, sizes: Sizes,
) -> None:  # fmt: skip
    """Threads first copy panels of y, then take rows of out."""
    n, k, m, each = sizes
    lanes = lanes_of(out)
    vectors = (m + lanes - 1) // lanes
    number, blocks = (vectors + WIDEST - 1) // WIDEST, (n + each - 1) // each
    for item in prange(rights.size * number):
        stack = integer(item) // number
        first, width = panel(integer(item) - stack * number, vectors)
        at, column = (stack * vectors + first) * lanes * k, first * lanes
        source = rights[stack] + column * y_steps[1]
        copy_panel(panels, at, width * lanes, y, source, y_steps, k, min(width * lanes, m - column))
    by_rows = x_steps[1] == 1
    lines, steps = multiples(ROWS, TERMS_AT_ONCE if by_rows else 1), multiples(TERMS_AT_ONCE, 1 if by_rows else ROWS)
    places = positions(lanes)
    for item in prange(outs.size * blocks):
        stack = integer(item) // blocks
        begin = (integer(item) - stack * blocks) * each
        rows, right = min(each, n - begin), (stack if rights.size > 1 else 0) * vectors * lanes * k
        left, corner = np.empty(each * TERMS_AT_ONCE, out.dtype), np.empty(ROWS * WIDEST * lanes, out.dtype)
        for t in range(0, k, TERMS_AT_ONCE):
            terms = min(TERMS_AT_ONCE, k - t)
            copy_left(left, x, lefts[stack] + begin * x_steps[0] + t * x_steps[1], x_steps, rows, terms)
            for p in range(number):
                first, width = panel(p, vectors)
                column = first * lanes
                at = right + column * k + t * width * lanes
                multiply_panel(out, outs[stack] + begin * m + column, m, rows, min(width * lanes, m - column),
                               left, lines, steps, panels, at, places[width], terms, width, t == 0, corner)  # fmt: skip
