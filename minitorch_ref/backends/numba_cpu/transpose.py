"""Copy with two axes swapped, square by square.

Read along the rows of the source, the destination is written with large steps, and the other way round: either way a
whole cache line, 64 bytes, is moved for each element. So squares are read along the source, turned around in registers
and written along the destination, and those that share cache lines of the source come soon after one another.

Each row of the destination is written by the one thread that has it.
"""

from minitorch_ref.backends.numba_cpu.jit import Array, integer, kernel, prange
from minitorch_ref.backends.numba_cpu.operands import size_of
from minitorch_ref.backends.numba_cpu.rows import Rows
from minitorch_ref.backends.numba_cpu.square import copy_columns
from minitorch_ref.storage import Strided

__all__ = ["copy_transposed", "is_transposed"]

ROWS, COLUMNS = 16, 64


def is_transposed(rows: Rows, number: int) -> bool:
    """Say whether an operand lies side by side along the rows' other axis."""
    return rows.steps[number][3] == 1 and rows.steps[number][4] > 1


def copy_transposed(out: Strided, x: Strided, rows: Rows) -> None:
    """Write the elements of x, in which rows are columns: n0 times n1 matrices (n2, n3)."""
    (to, *_), (at, step0, step1, _, column) = rows.steps
    transpose[size_of(out)](out.storage.data, to, x.storage.data, at, step0, step1, column, *rows.sizes)


@kernel
def transpose(
    out: Array, to: int, x: Array, at: int, step0: int, step1: int, column: int, n0: int, n1: int, n2: int, n3: int
) -> None:
    """A thread takes 16 rows of the destination at a time, and of these 64 columns after 64 columns."""
    stripes = (n2 + ROWS - 1) // ROWS
    for item in prange(n0 * n1 * stripes):
        matrix, row = integer(item) // stripes, integer(item) % stripes * ROWS
        height = min(ROWS, n2 - row)
        source = at + matrix // n1 * step0 + matrix % n1 * step1 + row
        target = to + (matrix * n2 + row) * n3
        for first in range(0, n3, COLUMNS):
            width = min(COLUMNS, n3 - first)
            copy_columns(out, target + first, n3, x, source + first * column, column, height, width)
