"""What the grader knows of a lesson: its exercises, all their checks, known wrong answers and its source notebook."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from autograder.errors import AutograderError
from course.checks import Check, WrongAnswer
from course.errors import did_you_mean


@dataclass(frozen=True)
class Exercise:
    """One exercise: number, dotted path in the package, heading, points and the stub a student starts from."""

    id: str
    path: str
    title: str
    points: float
    stub: str

    @property
    def name(self) -> str:
        """The name that the student's cell defines."""
        return self.path.rpartition(".")[2]

    @property
    def grade_id(self) -> str:
        """The exercise's number as nbgrader's grade ids write it, e.g. 2-1."""
        return self.id.replace(".", "-")


@dataclass(frozen=True, eq=False)
class Lesson:
    """All that grading a lesson needs.

    Attributes:
        name: e.g. 02_broadcasting; also the name of nbgrader's assignment and notebook.
        number: its place in the course.
        title: as a reader sees it.
        release: what the student's notebook carries to say which edition it was made from.
        exercises: in order.
        checks: visible and hidden ones of every exercise.
        wrong: known wrong answers, for diagnoses.
        written: {question number: points}, graded by hand.
        student_notebook: the released notebook as JSON.
        source_notebook: nbgrader's source notebook as JSON, with solutions and hidden checks.
        framework: digest of the reference that answers are judged against.
        limits: what its submissions may use, where it says so itself.
    """

    name: str
    number: int
    title: str
    release: str
    exercises: tuple[Exercise, ...]
    checks: tuple[Check, ...]
    wrong: tuple[WrongAnswer, ...]
    written: dict[str, float]
    student_notebook: dict[str, Any] = field(repr=False)
    source_notebook: dict[str, Any] = field(repr=False)
    framework: str = ""
    limits: dict[str, Any] = field(default_factory=dict)

    def checks_of(self, exercise: str) -> tuple[Check, ...]:
        """The checks of one exercise, visible ones first."""
        return tuple(sorted((c for c in self.checks if c.exercise == exercise), key=lambda check: check.hidden))

    @cached_property
    def edition(self) -> str:
        """The release and everything else that decides a grade; grades of another edition are made anew."""
        rest = {
            "checks": [check.to_json() for check in self.checks],
            "wrong": [[w.exercise, w.mistake, w.says, w.source] for w in self.wrong],
            "exercises": [[e.id, e.path, e.points, e.stub] for e in self.exercises],
            "written": self.written,
            "framework": self.framework,
            **({"limits": self.limits} if self.limits else {}),
        }
        return f"{self.release}.{hashlib.sha256(json.dumps(rest, sort_keys=True).encode()).hexdigest()[:16]}"


def choose(lessons: Iterable[Lesson], wanted: str | None) -> list[Lesson]:
    """Return the lesson that `wanted` names by number or name; all of them for None.

    Raises: AutograderError naming the nearest lesson.
    """
    every = list(lessons)
    if wanted is None:
        return every
    found = [lesson for lesson in every if wanted in (lesson.name, str(lesson.number), f"{lesson.number:02}")]
    if not found:
        raise AutograderError(f"there is no lesson {wanted!r}{did_you_mean(wanted, [lesson.name for lesson in every])}")
    return found
