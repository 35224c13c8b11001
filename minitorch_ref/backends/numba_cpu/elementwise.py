"""Loops over elements: one function of one number (map), of two (zip), and the choice between two (where).

A kernel is made for each function, the same loop over rows (`rows.py`) around another innermost loop. Each piece of a
row of the output is written by the one thread that has it.
"""

import functools
import math
from collections.abc import Callable
from typing import Any

from minitorch_ref.backends.numba_cpu import scalars
from minitorch_ref.backends.numba_cpu.bits import larger, smaller
from minitorch_ref.backends.numba_cpu.jit import Array, Kernel, helper, integer, kernel, prange
from minitorch_ref.backends.numba_cpu.operands import is_floating, size_of
from minitorch_ref.backends.numba_cpu.rows import Rows, cut, parts, rows_of, start_of
from minitorch_ref.backends.numba_cpu.transpose import copy_transposed, is_transposed
from minitorch_ref.backends.numba_cpu.zip_rows import INSTRUCTIONS, row_of_vectors
from minitorch_ref.shapes import Layout
from minitorch_ref.storage import Storage, Strided

__all__ = ["MAPS", "ZIPS", "copy_elements", "map_elements", "select_elements", "zip_elements"]

COMPARISONS: dict[str, Callable[[Any, Any], Any]] = {
    "eq": helper(lambda x, y: x == y, "eq_of"),
    "ge": helper(lambda x, y: x >= y, "ge_of"),
    "gt": helper(lambda x, y: x > y, "gt_of"),
    "le": helper(lambda x, y: x <= y, "le_of"),
    "lt": helper(lambda x, y: x < y, "lt_of"),
    "ne": helper(lambda x, y: x != y, "ne_of"),
}

ZIPS: dict[str, Callable[[Any, Any], Any]] = {
    "add": helper(lambda x, y: x + y, "add_of"),
    "div": helper(lambda x, y: x / y, "div_of"),
    "maximum": larger,
    "minimum": smaller,
    "mul": helper(lambda x, y: x * y, "mul_of"),
    "sub": helper(lambda x, y: x - y, "sub_of"),
    **COMPARISONS,
}

MAPS: dict[str, Callable[[Any], Any]] = {
    "abs": helper(lambda x: abs(x), "abs_of"),
    "erf": scalars.erf,
    "exp": scalars.exp,
    "expm1": scalars.expm1,
    "log": scalars.log,
    "log1p": scalars.log1p,
    "neg": helper(lambda x: -x, "neg_of"),
    "positive": helper(lambda x: x, "positive_of"),
    "reciprocal": helper(lambda x: type(x)(1) / x, "reciprocal_of"),
    "relu": scalars.relu,
    "rsqrt": helper(lambda x: type(x)(1) / math.sqrt(x), "rsqrt_of"),
    "sigmoid": scalars.sigmoid,
    "sqrt": helper(lambda x: math.sqrt(x), "sqrt_of"),
    "square": helper(lambda x: x * x, "square_of"),
    "tanh": scalars.tanh,
}


SIDE_BY_SIDE = frozenset([(1, 1, 1), (1, 1, 0), (1, 0, 1)])
"""How the rows of out, x and y may lie for a zip: x or y may have one number for a whole row."""


def map_elements(name: str, out: Strided, x: Strided) -> bool:
    """Write name(x) for every element; say whether there is a kernel for it and these operands."""
    rows = rows_of(out, x) if name in MAPS and are_alike(out, x) else None
    if rows is None or rows.along != (1, 1):
        return False
    (to, *_), (*of_x, _) = rows.steps
    map_kernel(name)[size_of(out)](out.storage.data, to, x.storage.data, *of_x, *rows.sizes)
    return True


def copy_elements(out: Strided, x: Strided) -> bool:
    """Write the elements of x; say whether there is a kernel for these operands."""
    if out.layout.shape != x.layout.shape or not are_alike(out, x) or (rows := rows_of(out, x)) is None:
        return False
    if is_transposed(rows, 1):
        copy_transposed(out, x, rows)
        return True
    return math.prod(rows.sizes[:3]) > 1 and map_elements("positive", out, x)


def zip_elements(name: str, out: Strided, x: Strided, y: Strided) -> bool:
    """Write name(x, y) for every element; say whether there is a kernel for it and these operands."""
    if name not in ZIPS or not are_alike(x, y) or not gives(name, out, x) or (rows := rows_of(out, x, y)) is None:
        return False
    if rows.along not in SIDE_BY_SIDE:
        x, y = turned(x, rows, 1, out), turned(y, rows, 2, out)
        rows = rows_of(out, x, y)
        if rows is None or rows.along not in SIDE_BY_SIDE:
            return False
    (to, *_), of_x, of_y = rows.steps
    zip_kernel(name)[size_of(out)](out.storage.data, to, x.storage.data, *of_x, y.storage.data, *of_y, *rows.sizes)
    return True


def select_elements(out: Strided, condition: Strided, x: Strided, y: Strided) -> bool:
    """Write x where the condition holds, else y; say whether there is a kernel for these operands."""
    if not are_alike(out, x, y) or condition.storage.dtype.name != "bool":
        return False
    rows = rows_of(out, condition, x, y)
    if rows is None or not rows.fill(1) or not {*rows.along} <= {0, 1}:
        return False
    (to, *_), (of_condition, *_), of_x, of_y = rows.steps
    operands = condition.storage.data, of_condition, x.storage.data, *of_x, y.storage.data, *of_y
    select[size_of(out)](out.storage.data, to, *operands, *rows.sizes)
    return True


def are_alike(*operands: Strided) -> bool:
    """Say whether these are not empty, and all float32 or all float64."""
    first = operands[0]
    dtype = first.storage.dtype
    for x in operands:
        if x.storage.dtype is not dtype:
            return False
    return is_floating(first) and size_of(first) > 0


def gives(name: str, out: Strided, x: Strided) -> bool:
    """Say whether a function of two numbers like x gives elements like those of out."""
    return out.storage.dtype.name == "bool" if name in COMPARISONS else out.storage.dtype is x.storage.dtype


def turned(x: Strided, rows: Rows, number: int, out: Strided) -> Strided:
    """Return an operand of `zip_elements` or, if it is transposed, a copy that lies like the output."""
    if not is_transposed(rows, number):
        return x
    shape, strides, _ = out.layout
    copy = Strided(Storage.empty(size_of(out), x.storage.dtype), Layout(shape, strides))
    copy_transposed(copy, x, Rows(rows.sizes, ((0, *rows.steps[0][1:]), rows.steps[number]), rows.along))
    return copy


@functools.cache
def map_kernel(name: str) -> Kernel:
    """Return the kernel of a function of one number."""
    function = MAPS[name]

    def apply_to_row(out: Array, x: Array) -> None:
        for i in range(out.size):
            out[i] = function(x[i])

    apply = helper(apply_to_row, f"map_{name}_row")

    def map_rows(
        out: Array, to: int, x: Array, at: int, step0: int, step1: int, step2: int, n0: int, n1: int, n2: int, n3: int
    ) -> None:
        for item in prange(parts(n0 * n1 * n2, n3)):
            first, last, left, right = cut(integer(item), n0 * n1 * n2, n3)
            for row in range(first, last):
                start = start_of(row, at, step0, step1, step2, n1, n2)
                apply(out[to + row * n3 + left : to + row * n3 + right], x[start + left : start + right])

    return Kernel(map_rows, f"map.{name}")


def row_helpers(name: str) -> tuple[Any, Any, Any]:
    """Return what applies a function of two numbers to two rows, a row and a number, and a number and a row."""
    if name in INSTRUCTIONS:
        return row_of_vectors(name, 1, 1), row_of_vectors(name, 1, 0), row_of_vectors(name, 0, 1)
    function = ZIPS[name]

    def both(out: Array, to: int, x: Array, i: int, y: Array, j: int, count: int) -> None:
        target, one, other = out[to : to + count], x[i : i + count], y[j : j + count]
        for k in range(count):
            target[k] = function(one[k], other[k])

    def left(out: Array, to: int, x: Array, i: int, y: Array, j: int, count: int) -> None:
        target, one, other = out[to : to + count], x[i : i + count], y[j]
        for k in range(count):
            target[k] = function(one[k], other)

    def right(out: Array, to: int, x: Array, i: int, y: Array, j: int, count: int) -> None:
        target, one, other = out[to : to + count], x[i], y[j : j + count]
        for k in range(count):
            target[k] = function(one, other[k])

    names = f"zip_{name}_rows", f"zip_{name}_left", f"zip_{name}_right"
    return helper(both, names[0]), helper(left, names[1]), helper(right, names[2])


@functools.cache
def zip_kernel(name: str) -> Kernel:
    """Return the kernel of a function of two numbers; either may be the same for a whole row, its step3 being 0."""
    apply, apply_left, apply_right = row_helpers(name)

    def zip_rows(
        out: Array, to: int,
        x: Array, at_x: int, x_step0: int, x_step1: int, x_step2: int, x_step3: int,
        y: Array, at_y: int, y_step0: int, y_step1: int, y_step2: int, y_step3: int,
        n0: int, n1: int, n2: int, n3: int,
    ) -> None:  # fmt: skip
        for item in prange(parts(n0 * n1 * n2, n3)):
            first, last, left, right = cut(integer(item), n0 * n1 * n2, n3)
            for row in range(first, last):
                target, count = to + row * n3 + left, right - left
                i = start_of(row, at_x, x_step0, x_step1, x_step2, n1, n2)
                j = start_of(row, at_y, y_step0, y_step1, y_step2, n1, n2)
                if x_step3 == y_step3:
                    apply(out, target, x, i + left, y, j + left, count)
                elif x_step3 == 1:
                    apply_left(out, target, x, i + left, y, j, count)
                else:
                    apply_right(out, target, x, i, y, j + left, count)

    return Kernel(zip_rows, f"zip.{name}")


@helper
def choose(out: Array, condition: Array, x: Array, x_step: int, y: Array, y_step: int) -> None:
    """Write x where the condition holds, else y; either may be one number."""
    if x_step == 1 and y_step == 1:
        for i in range(out.size):
            x_value, y_value = x[i], y[i]
            out[i] = x_value if condition[i] else y_value
    elif x_step == 1:
        other = y[0]
        for i in range(out.size):
            x_value = x[i]
            out[i] = x_value if condition[i] else other
    else:
        one = x[0]
        for i in range(out.size):
            y_value = y[i * y_step]
            out[i] = one if condition[i] else y_value


@kernel
def select(
    out: Array, to: int, condition: Array, at: int,
    x: Array, at_x: int, x_step0: int, x_step1: int, x_step2: int, x_step3: int,
    y: Array, at_y: int, y_step0: int, y_step1: int, y_step2: int, y_step3: int,
    n0: int, n1: int, n2: int, n3: int,
) -> None:  # fmt: skip
    """Where the condition holds, x; else y; either may be the same for a whole row, its step3 being 0."""
    for item in prange(parts(n0 * n1 * n2, n3)):
        first, last, left, right = cut(integer(item), n0 * n1 * n2, n3)
        width = right - left
        for row in range(first, last):
            start = row * n3 + left
            target, test = out[to + start : to + start + width], condition[at + start : at + start + width]
            i = start_of(row, at_x, x_step0, x_step1, x_step2, n1, n2) + left * x_step3
            j = start_of(row, at_y, y_step0, y_step1, y_step2, n1, n2) + left * y_step3
            one, other = x[i : i + (width - 1) * x_step3 + 1], y[j : j + (width - 1) * y_step3 + 1]
            choose(target, test, one, x_step3, other, y_step3)
