"""The broadcasting explorer: two tensors, the stretched axes with stride 0, and which elements feed one output."""

from __future__ import annotations

from typing import Any

from course.figures.explore import Explorer, explore
from course.figures.grid import Grid
from course.figures.operand import Operand, shape_table
from course.figures.problem import panel
from course.figures.student import StudentShapes
from course.figures.svg import Drawing

PAIRS: dict[str, tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...] | None]] = {
    "(3, 4) + (4,)": ((3, 4), (4,), (3, 4)),
    "(3, 4) + (3, 1)": ((3, 4), (3, 1), (3, 4)),
    "(3, 1) + (1, 4)": ((3, 1), (1, 4), (3, 4)),
    "(3, 4) + ()": ((3, 4), (), (3, 4)),
    "(2, 1, 4) + (3, 1)": ((2, 1, 4), (3, 1), (2, 3, 4)),
    "(3, 4) + (3,)": ((3, 4), (3,), None),
}
"""What a reader chooses, the two shapes and the shape of the sum; None where they do not fit."""

_TOP = 172
_CELL = 36
_BETWEEN = 64


def broadcasting_explorer(shapes: Any) -> Explorer:
    """Return a figure of `a + b` for pairs of shapes: the rule, the stretched axes, and what feeds one output cell.

    Args:
        shapes: the student's module `minitorch.shapes`; the figure calls its contiguous_strides, broadcast_shapes,
            expand_layout and index_to_position.
    """
    student = StudentShapes(shapes)

    def frame(shapes: str, block: int, row: int, column: int) -> str:
        return _BroadcastPicture(student, shapes, (block, row, column)).markup()

    return explore(
        frame,
        title="Broadcasting explorer",
        start={"row": 1, "column": 2},
        shapes=list(PAIRS),
        block=lambda shapes: range(_sizes(shapes)[0]),
        row=lambda shapes: range(_sizes(shapes)[1]),
        column=lambda shapes: range(_sizes(shapes)[2]),
    )


def _sizes(pair: str) -> tuple[int, int, int]:
    """Return how many blocks, rows and columns the output of a pair has; one of each where there is none."""
    result = (1, 1, 1, *(PAIRS[pair][2] or ()))[-3:]
    return result[0], result[1], result[2]


class _BroadcastPicture:
    """One frame."""

    def __init__(self, student: StudentShapes, pair: str, place: tuple[int, int, int]) -> None:
        self.student = student
        self.pair = pair
        self.a, self.b, self.expected = PAIRS[pair]
        self.index = place[3 - len(self.expected or ()) :]

    def markup(self) -> str:
        if self.expected is None:
            return self._refused()
        result = self.student.shape("broadcast_shapes", self.a, self.b)
        if result != self.expected:
            return panel(f"broadcast_shapes({self.a}, {self.b}) returned {result}; look at the rule again.")
        first = Operand(self.student, "a", self.a, result, 10)
        second = Operand(self.student, "b", self.b, result, 1)
        draw = Drawing(
            640,
            _TOP + Grid(result, 0, 0, _CELL).height + 58,
            f"Broadcasting {self.pair}",
            self._sentence(first, second),
        )
        shape_table(draw, self.a, self.b, result)
        x = 14.0
        for operand, symbol in ((first, "+"), (second, "=")):
            operand.draw(draw, Grid(result, x, _TOP, _CELL), self.index)
            x += result[-1] * _CELL + _BETWEEN
            self._symbol(draw, x - _BETWEEN / 2, symbol, Grid(result, x, _TOP, _CELL).height)
        self._result(draw, Grid(result, x, _TOP, _CELL), first, second)
        return draw.svg()

    def _sentence(self, first: Operand, second: Operand) -> str:
        return f"Output {list(self.index)} is {first.formula(self.index)} plus {second.formula(self.index)}."

    def _symbol(self, draw: Drawing, x: float, symbol: str, height: float) -> None:
        draw.text(x, _TOP + height / 2 + 6, symbol, "strong", "middle")

    def _result(self, draw: Drawing, grid: Grid, first: Operand, second: Operand) -> None:
        draw.text(grid.x, grid.y - 12, "a + b", "strong")
        for index in grid.indices():
            x, y = grid.corner(index)
            kind = "pick" if index == self.index else None
            draw.box(x, y, grid.cell, grid.cell, kind)
            total = first.value(index) + second.value(index)
            draw.text(x + grid.cell / 2, y + 23, str(total), f"mono {kind or ''}".strip(), "middle")
        y = grid.y + grid.height
        draw.text(grid.x, y + 24, f"[{', '.join(map(str, self.index))}]", "mono small quiet")
        sum_ = f"{first.value(self.index)} + {second.value(self.index)}"
        total = first.value(self.index) + second.value(self.index)
        draw.text(grid.x, y + 44, f"{sum_} = {total}", "mono strong")

    def _refused(self) -> str:
        draw = Drawing(640, 130, f"Broadcasting {self.pair}", f"{self.a} and {self.b} do not fit together.")
        shape_table(draw, self.a, self.b, None)
        try:
            answer = self.student.function("broadcast_shapes")(self.a, self.b)
        except NotImplementedError:
            raise
        except Exception as error:
            words = f"{type(error).__name__}: {error}"
            return draw.svg() + panel("Your broadcast_shapes refuses the pair, as it should:", words)
        return draw.svg() + panel(f"broadcast_shapes({self.a}, {self.b}) returned {answer}; it must raise ShapeError.")
