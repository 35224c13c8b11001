"""The data of a check, of a wrong answer and of another correct answer."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Check:
    """One probe of one exercise.

    Attributes:
        exercise: number of the exercise, e.g. "2.1".
        name: the probe's name, unique in its lesson.
        sentence: what it looks at, in the author's words; all that a student sees of a hidden check.
        points: what passing it is worth.
        hidden: whether it stays with the instructor.
        tolerance: absolute and relative, for floats.
        source: the probe with the helpers and imports it needs.
        called: the lines of the probe that call the student's code, as shown when it fails.
        judge_name: name of the check's own judge in `judge_source`; "" for the usual comparison.
        judge_source: source of that judge.
        random: whether the probe draws inputs from a generator seeded by the judge.
    """

    exercise: str
    name: str
    sentence: str
    points: float
    hidden: bool
    tolerance: float
    source: str
    called: str
    judge_name: str
    judge_source: str
    random: bool

    def to_json(self) -> dict[str, Any]:
        """Return the check as JSON-ready data."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Check:
        """Return the check that `to_json` gave `data` for; further keys are left alone."""
        return cls(**{field: data[field] for field in cls.__dataclass_fields__})


@dataclass(frozen=True)
class WrongAnswer:
    """A plausible wrong answer: `source` defines `mistake`, to be used under the exercise's name; `says` explains."""

    exercise: str
    mistake: str
    says: str
    source: str


@dataclass(frozen=True)
class OtherAnswer:
    """A second correct answer: `source` defines `name`, to be used under the exercise's own name."""

    exercise: str
    name: str
    source: str
