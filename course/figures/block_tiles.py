"""Which elements a block, and one thread of it, touch: every array of a traced kernel as a grid."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from course.figures.grid import Grid
from course.figures.svg import AXES, Drawing, element

_LEFT = 14
_TOP = 86
_GAP = 26
_WIDTH = 640
_LARGEST = 1024
Place = tuple[int, ...]


def tiles_svg(
    traced: Any, block: Sequence[int] = (0, 0, 0), thread: Sequence[int] = (0, 0, 0), arrays: Sequence[str] = ()
) -> str:
    """Return the picture of the arrays that a kernel touches, with one block and one thread pointed out.

    Args:
        traced: the result of `trace(...)`.
        block: blockIdx of the block to shade.
        thread: threadIdx of the thread in it to point out.
        arrays: names, in the order in which to draw them; () means every array in global memory.
    Raises: ValueError if there is no such array, or one has more than 1024 elements or more than two axes.
    """
    shapes = _shapes(traced, arrays)
    cell = min(22.0, (_WIDTH - 2 * _LEFT - _GAP * (len(shapes) - 1)) / sum(columns for _, columns in shapes.values()))
    grids, x = {}, float(_LEFT)
    for name, shape in shapes.items():
        grids[name] = Grid(shape, x, _TOP, cell)
        x += max(grids[name].width, 110) + _GAP
    who = f"thread {_spelled(thread)} of block {_spelled(block)}"
    bottom = _TOP + max(grid.height for grid in grids.values())
    draw = Drawing(max(_WIDTH, x), bottom + 32, f"Memory that {traced.kernel} touches", f"Pointed out: {who}.")
    draw.text(_LEFT, 18, f"{traced.kernel}: {who}", "strong")
    draw.text(_LEFT, 36, "yellow: this thread; shaded: its block; empty: other blocks", "small quiet")
    for number, (name, grid) in enumerate(grids.items()):
        _draw_array(draw, traced, name, grid, AXES[number % len(AXES)], tuple(block), tuple(thread))
    return draw.svg()


def _draw_array(draw: Drawing, traced: Any, name: str, grid: Grid, colour: str, block: Place, thread: Place) -> None:
    of_block = [a for a in traced.accesses if a.array == name and tuple(a.block) == block]
    of_thread = [a for a in of_block if tuple(a.thread) == thread]
    shaded, picked = {_cell(a.index) for a in of_block}, {_cell(a.index) for a in of_thread}
    draw.text(grid.x, _TOP - 24, name, f"strong {colour}")
    draw.text(grid.x, _TOP - 9, _counted(of_thread), "small quiet")
    for index in grid.indices():
        x, y = grid.corner(index)
        kind = "pick" if index in picked else "tone3" if index in shaded else "tone0"
        draw.add(element("rect", x=x, y=y, width=grid.cell - 1, height=grid.cell - 1, class_=kind))
    draw.text(grid.x, grid.y + grid.height + 18, f"block: {_counted(of_block)}", "small quiet")


def _counted(accesses: list[Any]) -> str:
    counts = {kind: sum(1 for access in accesses if access.kind == kind) for kind in ("load", "store", "atomic")}
    said = [f"{count} {kind}{'s' if count != 1 else ''}" for kind, count in counts.items() if count]
    return ", ".join(said) or "nothing"


def _shapes(traced: Any, arrays: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Return rows and columns of the arrays to draw; a vector is one row."""
    names = arrays or [name for name, array in traced.arrays.items() if array["space"] == "global"]
    shapes = {}
    for name in names:
        if name not in traced.arrays:
            raise ValueError(f"tiles_svg: the kernel touches no {name!r}; there are {', '.join(traced.arrays)}")
        shape = traced.arrays[name]["shape"]
        rows, columns = (1, *shape) if len(shape) == 1 else shape if len(shape) == 2 else (_LARGEST, _LARGEST)
        if rows * columns > _LARGEST:
            raise ValueError(
                f"tiles_svg: {name} has shape {tuple(shape)}; draw a smaller case, of at most 1024 elements"
            )
        shapes[name] = (rows, columns)
    return shapes


def _cell(index: Place) -> Place:
    return index if len(index) == 2 else (0, *index)


def _spelled(place: Sequence[int]) -> str:
    return f"({', '.join(map(str, place))})"
