"""The result of grading one submission: plain data that the journal keeps and gradebook, feedback and report read."""

from __future__ import annotations

import sys
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class CheckResult:
    """One check: what it is worth, whether it passed, and what was called, came back and was expected.

    `seconds` is the wall time it took in the sandbox.
    """

    name: str
    sentence: str
    hidden: bool
    points: float
    passed: bool
    reason: str
    called: str
    expected: str
    observed: str
    output: str
    seconds: float = 0.0

    @property
    def earned(self) -> float:
        """Points it earned."""
        return self.points if self.passed else 0.0


@dataclass(frozen=True)
class ExerciseResult:
    """One exercise: its checks, the sentence that names the mistake ("" if none is known) and notes.

    `blamed` are numbers of earlier exercises: on the student's own answers to them this one fails, though it is right
    in itself.
    """

    id: str
    title: str
    path: str
    points: float
    checks: tuple[CheckResult, ...]
    diagnosis: str = ""
    notes: tuple[str, ...] = ()
    blamed: tuple[str, ...] = ()

    @property
    def seconds(self) -> float:
        """Wall time of its checks in the sandbox."""
        return sum(check.seconds for check in self.checks)

    def earned(self, *, hidden: bool | None = None) -> float:
        """Points earned: in all, or by the visible or hidden checks only."""
        return sum(check.earned for check in self.checks if hidden is None or check.hidden is hidden)


@dataclass(frozen=True)
class Result:
    """One graded submission.

    Attributes:
        student: the student's id.
        lesson: the lesson's name.
        exercises: in order; empty if there is a problem.
        written: {question: the answer as handed in}.
        answers: {exercise: the cell that answers it}.
        notes: what concerns the whole notebook.
        alarms: what an instructor should look at; students are not told.
        problem: why the submission could not be graded, in words for the student; "" if it was.
        sandbox: the sandbox it ran in.
        seconds: how long it took.
    """

    student: str
    lesson: str
    exercises: tuple[ExerciseResult, ...] = ()
    written: dict[str, str] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    alarms: tuple[str, ...] = ()
    problem: str = ""
    sandbox: str = ""
    seconds: float = 0.0

    @property
    def earned(self) -> float:
        """Points of all exercises."""
        return sum(exercise.earned() for exercise in self.exercises)

    @property
    def points(self) -> float:
        """What all exercises are worth."""
        return sum(exercise.points for exercise in self.exercises)

    def to_json(self) -> dict[str, Any]:
        """Return the result as JSON-ready data."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Result:
        """Return the result that `to_json` gave `data` for."""
        exercises = tuple(
            ExerciseResult(
                **{
                    **exercise,
                    "checks": tuple(CheckResult(**_shared(check)) for check in exercise["checks"]),
                    "notes": tuple(exercise["notes"]),
                    "blamed": tuple(exercise.get("blamed", ())),
                }
            )
            for exercise in data["exercises"]
        )
        return cls(
            **{**data, "exercises": exercises, "notes": tuple(data["notes"]), "alarms": tuple(data.get("alarms", ()))}
        )


def _shared(check: dict[str, Any]) -> dict[str, Any]:
    """Keep each text once in memory: most of what is said of a check is the same for a whole class."""
    return {name: sys.intern(value) if type(value) is str else value for name, value in check.items()}


def by_number(exercise: str) -> tuple[str, ...]:
    """Return what exercises are sorted by: 6.10 comes after 6.9, not after 6.1."""
    return tuple(part.zfill(4) for part in exercise.split("."))
