"""What the checks of an exercise found, as plain data; the renderers add nothing but form."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

NOT_WRITTEN = "not written yet"


@dataclass(frozen=True)
class Detail:
    """One labelled piece of a failing check; `code` is shown in a fixed-width font."""

    label: str
    text: str
    code: bool


@dataclass(frozen=True)
class CheckResult:
    """One check: its sentence and points, whether it passed, and if not, what one needs to know to find out why.

    Of a hidden check there is the sentence only: no call, no values, no printed text.
    """

    name: str
    sentence: str
    points: float
    passed: bool
    hidden: bool = False
    called: str = ""
    observed: str = ""
    expected: str = ""
    reason: str = ""
    printed: str = ""

    @property
    def unwritten(self) -> bool:
        """Whether it failed only because the exercise is still empty."""
        return not self.passed and self.reason.startswith(NOT_WRITTEN)

    @property
    def details(self) -> tuple[Detail, ...]:
        """What is shown of a failing check, in this order."""
        if self.passed or self.hidden:
            return ()
        told = self.reason if self.reason not in (self.observed, f"raised {self.observed}") else ""
        rows = [
            Detail("called", self.called, True),
            Detail("came back", self.observed, True),
            Detail("expected", self.expected, True),
            Detail("difference", told, False),
            Detail("printed", self.printed.rstrip(), True),
        ]
        return tuple(row for row in rows if row.text)


@dataclass(frozen=True)
class ExerciseReport:
    """All checks of one exercise.

    Attributes:
        diagnosis: what a teacher says to the known mistake this answer repeats, or "".
        note: something the student must know about the run itself, or "".
        empty: whether the exercise is still as the student got it; None if that is to be told from the results.
    """

    id: str
    title: str
    path: str
    results: tuple[CheckResult, ...]
    diagnosis: str = ""
    note: str = ""
    empty: bool | None = None

    @property
    def points(self) -> float:
        """What all its checks are worth."""
        return sum(result.points for result in self.results)

    @property
    def earned(self) -> float:
        """What the passed checks are worth."""
        return sum(result.points for result in self.results if result.passed)

    @property
    def passed(self) -> bool:
        """Whether every check passed."""
        return all(result.passed for result in self.results)

    @property
    def unwritten(self) -> bool:
        """Whether the exercise is still empty."""
        told = bool(self.results) and all(result.unwritten for result in self.results)
        return told if self.empty is None else self.empty

    @property
    def headline(self) -> str:
        """One line, e.g. ``Exercise 1.1  Steps along each axis: 3 of 4 points``."""
        state = "not written yet" if self.unwritten else f"{self.earned:g} of {self.points:g} points"
        return f"Exercise {self.id}  {self.title}: {state}"

    def to_json(self) -> dict[str, Any]:
        """Return the report as JSON-ready data."""
        return {
            **asdict(self),
            "empty": self.unwritten,
            "points": self.points,
            "earned": self.earned,
            "passed": self.passed,
        }


@dataclass(frozen=True)
class LessonReport:
    """The exercises of one lesson."""

    lesson: str
    title: str
    exercises: tuple[ExerciseReport, ...]

    @property
    def points(self) -> float:
        """What all its visible checks are worth."""
        return sum(exercise.points for exercise in self.exercises)

    @property
    def earned(self) -> float:
        """What the passed ones are worth."""
        return sum(exercise.earned for exercise in self.exercises)

    @property
    def passed(self) -> bool:
        """Whether every check passed."""
        return all(exercise.passed for exercise in self.exercises)

    def to_json(self) -> dict[str, Any]:
        """Return the report as JSON-ready data."""
        return {
            "lesson": self.lesson,
            "title": self.title,
            "points": self.points,
            "earned": self.earned,
            "passed": self.passed,
            "exercises": [exercise.to_json() for exercise in self.exercises],
        }
