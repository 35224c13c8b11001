"""Elements gathered along one axis by an index for each, and scattered again.

The axes in front of that one are taken as one, `outer`, and those behind it as one, `inner`. A thread takes some of
`inner` (of `outer`, if there is enough of that) and alone reads and writes what belongs to it, in the order of the
index: so the sums are the same whatever the number of threads. An index that was expanded along `inner` is read once
for a whole row.
"""

import math

from minitorch_ref import threads
from minitorch_ref.backends.numba_cpu.jit import Array, helper, integer, kernel, prange
from minitorch_ref.backends.numba_cpu.operands import are_taken_flat, flat, is_row_major, size_of
from minitorch_ref.shapes import Layout
from minitorch_ref.storage import Strided

__all__ = ["gather", "scatter_add"]

ACCEPTS = dict.fromkeys(["gather", "scatter_add"], are_taken_flat)
Sizes = tuple[int, ...]


def scatter_add(out: Strided, x: Strided, index: Strided, dim: int) -> None:
    """Add each element of x to out, where the index says along an axis."""
    numbers, sizes = operands(out, index, dim)
    add_scattered[size_of(x)](flat(out), flat(x), numbers, sizes)


def gather(out: Strided, x: Strided, index: Strided, dim: int) -> None:
    """Write the elements of x that the index names along an axis."""
    numbers, sizes = operands(x, index, dim)
    copy_gathered[size_of(out)](flat(out), flat(x), numbers, sizes)


def operands(table: Strided, index: Strided, dim: int) -> tuple[Array, Sizes]:
    """Return the index, and outer, the sizes of the table and of the index, inner, the step of the index, and parts."""
    shape = index.layout.shape
    outer, inner = math.prod(shape[:dim]), math.prod(shape[dim + 1 :])
    step = 1
    if not any(index.layout.strides[dim + 1 :]) and inner > 1:
        front = Layout(shape[: dim + 1], index.layout.strides[: dim + 1], index.layout.offset)
        if is_row_major(front):
            index, step = Strided(index.storage, front), 0
    wanted = threads.get_num_threads()
    parts = 1 if outer >= wanted else min(wanted, inner)
    return flat(index), (outer, table.layout.shape[dim], shape[dim], inner, step, parts)


@helper
def add_row(out: Array, x: Array) -> None:
    """Add x."""
    for i in range(x.size):
        out[i] += x[i]


@helper
def copy_row(out: Array, x: Array) -> None:
    """Write x."""
    for i in range(x.size):
        out[i] = x[i]


@kernel
def add_scattered(out: Array, x: Array, index: Array, sizes: Sizes) -> None:
    """A thread takes some columns, or some tables."""
    outer, size, count, inner, step, parts = sizes
    share = (inner + parts - 1) // parts
    for item in prange(outer * parts):
        table = integer(item) // parts
        first = (integer(item) - table * parts) * share
        last = min(inner, first + share)
        for j in range(table * count, (table + 1) * count):
            source, base = j * inner, table * size
            if step == 0:
                to = (base + index[j]) * inner
                add_row(out[to + first : to + last], x[source + first : source + last])
            else:
                for i in range(first, last):
                    out[(base + index[source + i]) * inner + i] += x[source + i]


@kernel
def copy_gathered(out: Array, x: Array, index: Array, sizes: Sizes) -> None:
    """A thread takes some columns, or some tables."""
    outer, size, count, inner, step, parts = sizes
    share = (inner + parts - 1) // parts
    for item in prange(outer * parts):
        table = integer(item) // parts
        first = (integer(item) - table * parts) * share
        last = min(inner, first + share)
        for j in range(table * count, (table + 1) * count):
            to, base = j * inner, table * size
            if step == 0:
                source = (base + index[j]) * inner
                copy_row(out[to + first : to + last], x[source + first : source + last])
            else:
                for i in range(first, last):
                    out[to + i] = x[(base + index[to + i]) * inner + i]
