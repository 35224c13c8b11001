"""A lesson on its way through the build: every stage of the pipeline adds its part."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from course.authoring.definition import Reference
from course.authoring.lesson import Lesson
from course.checks.check import Check
from course.checks.diagnose import Pattern
from course.checks.library import LessonChecks
from course.kit import LessonBundle
from course.probes.observe import Observation

Notebook = dict[str, Any]
"""A notebook as nbformat 4 writes it, every source one string. (Importing nbformat takes a second.)"""


@dataclass(frozen=True)
class ExerciseText:
    """The editions of one exercise's definition: stub and solution cell for notebooks, and the model answer itself."""

    stub: str
    solution: str
    answer: str


@dataclass(frozen=True)
class Evidence:
    """What the proofs of a lesson observed with seed 0, and what an author should know though it is no refusal.

    Attributes:
        expected: {check name: observation} on the reference, visible checks only.
        patterns: {exercise id: known mistakes that the visible checks tell apart}.
        notes: sentences for the author.
    """

    expected: dict[str, Observation]
    patterns: dict[str, tuple[Pattern, ...]]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Parts:
    """A lesson and what has been made of it so far.

    Attributes:
        folder: the lesson's folder.
        reference: the framework its exercises are cut out of.
        cache: where proofs are remembered; None to prove everything again.
    """

    folder: Path
    reference: Reference
    cache: Path | None = None
    lesson: Lesson = field(default=None)  # type: ignore[assignment]
    texts: dict[str, ExerciseText] = field(default_factory=dict)
    checks: LessonChecks = field(default=None)  # type: ignore[assignment]
    evidence: Evidence = field(default=None)  # type: ignore[assignment]
    bundle: LessonBundle = field(default=None)  # type: ignore[assignment]
    student: Notebook = field(default_factory=dict)
    instructor: Notebook = field(default_factory=dict)

    def checks_of(self, exercise_id: str, *, hidden: bool) -> tuple[Check, ...]:
        """Return the visible or the hidden checks of an exercise."""
        return tuple(check for check in self.checks.of(exercise_id) if check.hidden == hidden)

    def points_of(self, exercise_id: str, *, hidden: bool) -> float:
        """Return what the visible or the hidden checks of an exercise are worth."""
        return sum(check.points for check in self.checks_of(exercise_id, hidden=hidden))

    @property
    def release(self) -> str:
        """12 hexadecimal digits that change with what is graded: exercises, stubs, check names and points."""
        graded: list[Any] = []
        for exercise in self.lesson.exercises:
            checks = [(check.name, check.points) for check in self.checks.of(exercise.id)]
            graded.append([exercise.id, exercise.path, self.texts[exercise.id].stub, checks])
        graded += [[written.id, written.points] for written in self.lesson.written]
        return hashlib.sha256(json.dumps(graded).encode()).hexdigest()[:12]
