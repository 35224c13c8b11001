"""What is wrong with a lesson, collected so that an author sees every refusal of one build at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from course.errors import LessonError


@dataclass(frozen=True)
class Problem:
    """One refusal.

    Attributes:
        file: the file to open, as the author would type it.
        message: what was asked, the rule it breaks and the way out.
        line: line in that file, from 1; None when the file as a whole is meant.
        cell: number of the cell in lesson.md, from 1; None outside cells.
    """

    file: str
    message: str
    line: int | None = None
    cell: int | None = None

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{place}: {self.message}" if self.cell is None else f"{place} (cell {self.cell}): {self.message}"


class LessonProblemsError(LessonError):
    """A lesson cannot be built; `problems` says why, each with its place and the way out."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in problems))


def raise_if_any(problems: Sequence[Problem]) -> None:
    """Raise one LessonProblemsError that holds all the problems, if there are any."""
    if problems:
        raise LessonProblemsError(problems)
