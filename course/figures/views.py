"""The views of one small tensor that the stride explorer shows, each made by the student's functions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from course.figures.problem import FigureError
from course.figures.student import Layout, StudentShapes

SHAPE = (4, 6)
LETTERS = "abcdefghijklmnopqrstuvwx"


@dataclass(frozen=True)
class View:
    """One way to look at the storage.

    Attributes:
        name: what a reader chooses.
        maker: the student's function that makes it, named when its result cannot be right.
        shape: the shape that result must have.
        make: computes its layout from the layout of the whole tensor.
    """

    name: str
    maker: str
    shape: tuple[int, ...]
    make: Callable[[StudentShapes, Layout], Layout]

    @property
    def drawn(self) -> tuple[int, int]:
        """Rows and columns as drawn; tiles lie where they lay in the tensor."""
        shape = (1, 1, *self.shape)[-4:]
        return shape[0] * shape[2], shape[1] * shape[3]

    def index(self, row: int, column: int) -> tuple[int, ...]:
        """Return the index of the cell drawn at (row, column)."""
        if len(self.shape) == 2:
            return row, column
        _, _, height, width = self.shape
        return row // height, column // width, row % height, column % width

    def layout(self, student: StudentShapes) -> Layout:
        """Return the student's layout of this view, refused when its shape is not the view's."""
        made = self.make(student, student.contiguous(SHAPE))
        if made.shape != self.shape:
            raise FigureError(f"{self.maker} made the shape {made.shape}; this view of {SHAPE} has {self.shape}.")
        return made


def _crop(student: StudentShapes, whole: Layout) -> Layout:
    rows = student.layout("slice_layout", whole, 0, 1, 3, 1)
    return student.layout("slice_layout", rows, 1, 2, 5, 1)


VIEWS = (
    View("x, the tensor itself", "contiguous_strides", (4, 6), lambda student, whole: whole),
    View(
        "x.T, transposed",
        "permute_layout",
        (6, 4),
        lambda student, whole: student.layout("permute_layout", whole, (1, 0)),
    ),
    View("x[1:3, 2:5], a crop", "slice_layout", (2, 3), _crop),
    View(
        "x[:, ::2], every second column",
        "slice_layout",
        (4, 3),
        lambda student, whole: student.layout("slice_layout", whole, 1, 0, 6, 2),
    ),
    View(
        "x in tiles of 2 by 3",
        "tile_layout",
        (2, 2, 2, 3),
        lambda student, whole: student.layout("tile_layout", whole, 2, 3),
    ),
)
