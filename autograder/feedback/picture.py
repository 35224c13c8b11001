"""A small picture of what was expected beside what came back, where both are rows or tables of numbers."""

from __future__ import annotations

import ast
import math
from typing import Any

from autograder.text import escaped

CELL, GAP, HEAD = 22, 40, 18
"""Pixels of a cell, between the two tables and of the line above them."""
MOST = 16
"""A longer side is not drawn."""
TOLERANCE = 1e-4
"""Numbers that are nearer, relative to the larger one or to 1, look the same."""

Table = list[list[float]]


def picture(expected: str, observed: str) -> str:
    """Return both as grids in SVG, cells that differ marked, or "" where that would not help.

    Args:
        expected: the expected value as the feedback shows it.
        observed: what came back: text that untrusted code may have chosen.
    """
    left, right = _table(expected), _table(observed)
    if left is None or right is None or left == right or _size(left) == _size(right) == (1, 1):
        return ""
    alike = _size(left) == _size(right)
    first, width = _grid(left, right if alike else None, 0, "expected")
    second, more = _grid(right, left if alike else None, width + GAP, "came back")
    height = HEAD + CELL * max(len(left), len(right)) + 2
    spoken = f"expected {_shape(left)}, came back {_shape(right)}"
    return (
        f'<svg class="picture" viewBox="0 0 {width + GAP + more} {height}" width="{width + GAP + more}" '
        f'height="{height}" role="img" aria-label="{escaped(spoken)}">{first}{second}</svg>'
    )


def _table(text: str) -> Table | None:
    """The rows of a value that is a row or a table of numbers, else None."""
    try:
        value = ast.literal_eval(text)
    except (ValueError, SyntaxError, RecursionError, MemoryError, TypeError):
        return None
    rows = value if _is_row(value) and value and all(map(_is_row, value)) else [value]
    if not all(_is_row(row) and 0 < len(row) <= MOST and all(map(_is_number, row)) for row in rows):
        return None
    return [list(row) for row in rows] if len(rows) <= MOST and len({len(row) for row in rows}) == 1 else None


def _is_row(value: Any) -> bool:
    return isinstance(value, (list, tuple))


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < 1e300


def _size(table: Table) -> tuple[int, int]:
    return len(table), len(table[0])


def _shape(table: Table) -> str:
    rows, columns = _size(table)
    return f"{columns} numbers" if rows == 1 else f"{rows} x {columns}"


def _grid(table: Table, other: Table | None, left: int, name: str) -> tuple[str, int]:
    """One table, its name and shape above it, and how wide that is."""
    title = f"{name}: {_shape(table)}"
    shapes = [f'<text x="{left}" y="12">{escaped(title)}</text>']
    for y, row in enumerate(table):
        for x, number in enumerate(row):
            differs = other is not None and not _near(number, other[y][x])
            place = f'x="{left + CELL * x + 1}" y="{HEAD + CELL * y}" width="{CELL - 2}" height="{CELL - 2}"'
            shapes.append(f'<rect class="{"differs" if differs else "same"}" {place}/>')
    return "".join(shapes), max(CELL * len(table[0]), 7 * len(title))


def _near(one: float, other: float) -> bool:
    return math.isclose(one, other, rel_tol=TOLERANCE, abs_tol=TOLERANCE)
