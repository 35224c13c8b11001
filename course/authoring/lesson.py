"""The source of a lesson as data: its cells, its exercises and its written questions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from course.probes.building_rules import ANYTHING, BuildingRules

CellKind = Literal["markdown", "code", "exercise", "written"]


@dataclass(frozen=True)
class Cell:
    """A cell of lesson.md.

    Attributes:
        kind: "markdown", "code", "exercise" or "written".
        source: its text; "" for an exercise, the question for a written one.
        line: its line in lesson.md, from 1.
        number: its place among the cells of lesson.md, from 1.
        id: number of the exercise ("1.1") or written question ("1.A"); "" for other cells.
        tags: the cell's tags, e.g. ("hide-output",).
    """

    kind: CellKind
    source: str
    line: int
    number: int
    id: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Exercise:
    """A definition that the student writes.

    Attributes:
        id: "1.1".
        path: dotted path in the package, e.g. "shapes.contiguous_strides".
        title: what stands behind "Exercise 1.1" in the heading above it.
        points: of visible and hidden checks together.
        lesson: number of its lesson.
        line: line of its cell in lesson.md.
        cell: number of its cell.
        rules: what it may be built from.
    """

    id: str
    path: str
    title: str
    points: float
    lesson: int
    line: int
    cell: int
    rules: BuildingRules = ANYTHING

    @property
    def name(self) -> str:
        """The name it defines."""
        return self.path.rpartition(".")[2]


@dataclass(frozen=True)
class Written:
    """A question answered in words and graded by hand.

    Attributes:
        id: "1.A".
        points: what it is worth.
        question: Markdown.
        rubric: Markdown with sample answers, for the instructor only.
        line: line of its cell in lesson.md.
        cell: number of its cell.
    """

    id: str
    points: float
    question: str
    rubric: str
    line: int
    cell: int


@dataclass(frozen=True)
class Lesson:
    """A lesson as its source describes it.

    Attributes:
        name: folder name, "NN_slug".
        number: NN.
        title: from the front matter.
        question: the one question it answers, from the front matter.
        file: lesson.md as a path the author would type, for messages.
        cells: in order.
        exercises: in order of appearance.
        written: in order of appearance.
    """

    name: str
    number: int
    title: str
    question: str
    file: str
    cells: tuple[Cell, ...]
    exercises: tuple[Exercise, ...]
    written: tuple[Written, ...]

    def exercise(self, exercise_id: str) -> Exercise:
        """Return the exercise with this number."""
        return next(exercise for exercise in self.exercises if exercise.id == exercise_id)

    def question_of(self, written_id: str) -> Written:
        """Return the written question with this number."""
        return next(written for written in self.written if written.id == written_id)
