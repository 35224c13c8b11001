"""The stride explorer: one storage, several views, and the arithmetic that leads from an index to a position."""

from __future__ import annotations

from typing import Any

from course.figures.explore import Explorer, explore
from course.figures.grid import Grid
from course.figures.problem import unwritten
from course.figures.student import StudentShapes
from course.figures.svg import AXES, Drawing
from course.figures.views import LETTERS, SHAPE, VIEWS, View

_LEFT = 14
_CELL = 25.5
_STORAGE_Y = 90
_GRID_Y = 214
_CARD_X = 262


def stride_explorer(shapes: Any) -> Explorer:
    """Return a figure of a 4 x 6 tensor: its storage as one row, a view of it as a grid, one element found in both.

    Args:
        shapes: the student's module `minitorch.shapes`; the figure calls its contiguous_strides, permute_layout,
            slice_layout, tile_layout, index_to_position and is_contiguous, whichever the view needs.
    """
    student = StudentShapes(shapes)
    views = {view.name: view for view in VIEWS}

    def frame(view: str, row: int, column: int) -> str:
        return _StridePicture(student, views[view], row, column).svg()

    return explore(
        frame,
        title="Stride explorer",
        start={"row": 1, "column": 2},
        view=list(views),
        row=lambda view: range(views[view].drawn[0]),
        column=lambda view: range(views[view].drawn[1]),
    )


class _StridePicture:
    """One frame."""

    def __init__(self, student: StudentShapes, view: View, row: int, column: int) -> None:
        self.student = student
        self.view = view
        self.layout = view.layout(student)
        self.index = view.index(row, column)
        self.grid = Grid(view.shape, _LEFT + 26, _GRID_Y, gap=10)
        self.positions = {index: student.position(index, self.layout) for index in self.grid.indices()}
        self.position = self.positions[self.index]
        self.draw = Drawing(640, 426, f"Strides: {view.name}", self._sentence())

    def svg(self) -> str:
        self._storage()
        self._hops()
        self._view()
        self._facts()
        self._arithmetic()
        return self.draw.svg()

    def _letter(self, position: int) -> str:
        return LETTERS[position] if 0 <= position < len(LETTERS) else "?"

    def _sentence(self) -> str:
        place = f"element {list(self.index)} is at position {self.position} of storage"
        return f"Shape {self.layout.shape}, strides {self.layout.strides}, offset {self.layout.offset}: {place}."

    def _cell_x(self, position: int) -> float:
        return _LEFT + position * _CELL

    def _storage(self) -> None:
        self.draw.text(_LEFT, 18, "Storage", "strong")
        self.draw.text(_LEFT + 64, 18, "in memory: 24 elements in one row, shaded by their row in x", "small quiet")
        used = set(self.positions.values())
        for position, letter in enumerate(LETTERS):
            x = self._cell_x(position)
            kind = "pick" if position == self.position else f"tone{position // SHAPE[1]}"
            kind = kind if position in used else "unused"
            self.draw.box(x, _STORAGE_Y, _CELL, _CELL, kind)
            self.draw.text(x + _CELL / 2, _STORAGE_Y + 17.5, letter, _ink("mono", kind), "middle")
            chosen = "strong" if kind == "pick" else "quiet"
            self.draw.text(x + _CELL / 2, _STORAGE_Y + 40, str(position), f"small mono {chosen}", "middle")

    def _hops(self) -> None:
        """From the offset, as many jumps of each axis's stride as the index says."""
        at = self.layout.offset
        self.draw.text(self._cell_x(at) + _CELL / 2, _STORAGE_Y + 54, "offset", "small quiet", "middle")
        for axis, (count, stride) in enumerate(zip(self.index, self.layout.strides, strict=True)):
            for _ in range(count):
                if not (0 <= at < len(LETTERS) and 0 <= at + stride < len(LETTERS)):
                    return
                middle = _CELL / 2
                self.draw.hop(self._cell_x(at) + middle, self._cell_x(at + stride) + middle, _STORAGE_Y - 3, AXES[axis])
                at += stride

    def _view(self) -> None:
        self.draw.text(_LEFT, _GRID_Y - 36, "View", "strong")
        self._axes()
        for index, position in self.positions.items():
            x, y = self.grid.corner(index)
            kind = "pick" if index == self.index else f"tone{position // SHAPE[1]}"
            self.draw.box(x, y, self.grid.cell, self.grid.cell, kind)
            letter = self._letter(position)
            self.draw.text(
                x + 15, y + 20, letter, "mono bad" if letter == "?" and kind != "pick" else _ink("mono", kind), "middle"
            )

    def _axes(self) -> None:
        """The last two axes as arrows along the first block, the axes of the tiles along the whole."""
        grid, last = self.grid, len(self.index) - 1
        rows, columns = self.view.shape[-2:]
        self.draw.arrow(grid.x, grid.y - 9, grid.x + columns * grid.cell, grid.y - 9, AXES[last])
        self.draw.arrow(grid.x - 9, grid.y, grid.x - 9, grid.y + rows * grid.cell, AXES[last - 1])
        if last == 3:
            self.draw.arrow(grid.x, grid.y - 21, grid.x + grid.width, grid.y - 21, AXES[1])
            self.draw.arrow(grid.x - 21, grid.y, grid.x - 21, grid.y + grid.height, AXES[0])

    def _facts(self) -> None:
        rows: list[tuple[str, list[tuple[str, str | None]]]] = [
            ("shape", _coloured(self.layout.shape)),
            ("strides", _coloured(self.layout.strides)),
            ("offset", [(str(self.layout.offset), None)]),
            ("contiguous", [(self._contiguous(), None)]),
        ]
        for number, (name, runs) in enumerate(rows):
            y = _GRID_Y + 16 + number * 24
            self.draw.text(_CARD_X, y, name, "quiet")
            self.draw.runs(_CARD_X + 92, y, runs, "mono")

    def _contiguous(self) -> str:
        try:
            answer = self.student.truth("is_contiguous", self.layout)
        except NotImplementedError as error:
            return f"write {unwritten(error).partition(' (')[0]}"
        return {True: "yes", False: "no"}.get(answer, repr(answer)) if isinstance(answer, bool) else repr(answer)

    def _arithmetic(self) -> None:
        y = _GRID_Y + 118
        total = self.layout.offset + sum(i * s for i, s in zip(self.index, self.layout.strides, strict=True))
        self.draw.text(_CARD_X, y, f"element [{', '.join(map(str, self.index))}]", "strong")
        runs: list[tuple[str, str | None]] = [(f"{self.layout.offset}", None)]
        for axis, (i, stride) in enumerate(zip(self.index, self.layout.strides, strict=True)):
            runs += [(" + ", None), (f"{i}·{stride}", AXES[axis])]
        self.draw.runs(_CARD_X, y + 26, [*runs, (" = ", None), (str(total), "strong")], "mono")
        self.draw.runs(_CARD_X, y + 44, [("offset + index · stride, axis by axis", None)], "small quiet")
        found = f"storage[{self.position}] = {self._letter(self.position)}"
        self.draw.text(_CARD_X, y + 68, found, "mono strong")
        if self.position != total:
            self.draw.text(_CARD_X, y + 88, f"index_to_position says {self.position}, the sum says {total}", "bad")
        elif not 0 <= total < len(LETTERS):
            self.draw.text(_CARD_X, y + 88, "outside the storage: check the strides and the offset", "bad")


def _ink(base: str, kind: str) -> str:
    return f"{base} {kind}" if kind in {"pick", "unused"} else base


def _coloured(sizes: tuple[int, ...]) -> list[tuple[str, str | None]]:
    runs: list[tuple[str, str | None]] = [("(", None)]
    for axis, size in enumerate(sizes):
        runs += [(", ", None)] if axis else []
        runs.append((str(size), AXES[axis % len(AXES)]))
    return [*runs, (",)" if len(sizes) == 1 else ")", None)]
