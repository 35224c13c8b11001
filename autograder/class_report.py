"""What came of grading a class, as plain data for the report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from autograder.lessons import Lesson
from autograder.results import Result


@dataclass(frozen=True)
class Row:
    """One submission: its result, or why it was not graded this time; whether it was graded in an earlier run."""

    student: str
    lesson: str
    result: Result | None
    failure: str = ""
    earlier: bool = False


@dataclass(frozen=True)
class ClassReport:
    """A run over a class.

    Attributes:
        rows: by lesson and student.
        lessons: the lessons that were graded.
        sandbox: level and layers of the sandbox; "" if nothing had to be run.
        seconds: wall time of the run.
        graded: submissions graded in this run.
    """

    rows: tuple[Row, ...]
    lessons: tuple[Lesson, ...]
    sandbox: str
    seconds: float
    graded: int

    @property
    def failures(self) -> int:
        """Submissions that could not be graded for a reason that is not theirs."""
        return sum(row.result is None for row in self.rows)

    def to_json(self) -> dict[str, Any]:
        """Return the report as JSON-ready data, with every check of every exercise."""
        return {
            "sandbox": self.sandbox,
            "seconds": round(self.seconds, 3),
            "graded": self.graded,
            "lessons": [
                {"lesson": lesson.name, "release": lesson.release, "points": {e.id: e.points for e in lesson.exercises}}
                for lesson in self.lessons
            ],
            "submissions": [
                {
                    "student": row.student,
                    "lesson": row.lesson,
                    "graded_earlier": row.earlier,
                    "failure": row.failure,
                    "earned": row.result.earned if row.result else None,
                    "result": row.result.to_json() if row.result else None,
                }
                for row in self.rows
            ],
        }
