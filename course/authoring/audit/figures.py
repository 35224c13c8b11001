"""The figures of audits against their targets."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from course.authoring.audit.exercise import EQUIVALENT, KILLED, SURVIVED, ExerciseAudit


@dataclass(frozen=True)
class Figure:
    """A share that has to reach a target.

    Attributes:
        name: what is counted.
        reached: how many did what they should.
        of: out of how many.
        target: the share that is asked for, from 0 to 1.
    """

    name: str
    reached: int
    of: int
    target: float

    @property
    def met(self) -> bool:
        """Whether the target is reached; an exercise without such answers has nothing to reach."""
        return self.of == 0 or self.reached >= self.target * self.of

    @property
    def text(self) -> str:
        """The share as it is printed, e.g. "23 of 24"; "-" where there is nothing to count."""
        return f"{self.reached} of {self.of}" if self.of else "-"

    def to_json(self) -> dict[str, Any]:
        """Return the figure as JSON-ready data."""
        return {"name": self.name, "reached": self.reached, "of": self.of, "target": self.target, "met": self.met}


Count = Callable[[ExerciseAudit], int]

FIGURES: tuple[tuple[str, Count, Count, float], ...] = (
    ("stubs rejected", lambda a: a.count("stub", passed=False), lambda a: a.count("stub"), 1.0),
    (
        "impostors rejected",
        lambda a: a.count("impostor", "ready call", passed=False),
        lambda a: a.count("impostor", "ready call"),
        1.0,
    ),
    ("wrong answers rejected", lambda a: a.count("wrong answer", passed=False), lambda a: a.count("wrong answer"), 1.0),
    (
        "wrong answers diagnosed",
        lambda a: a.count("wrong answer", diagnosed=True),
        lambda a: a.count("wrong answer"),
        0.95,
    ),
    ("other answers accepted", lambda a: a.count("other answer", passed=True), lambda a: a.count("other answer"), 1.0),
    ("mutants killed", lambda a: a.mutants_that(KILLED), lambda a: len(a.mutants) - a.mutants_that(EQUIVALENT), 0.95),
)


def figures_of(audits: Iterable[ExerciseAudit]) -> list[Figure]:
    """Return the figures of some exercises together."""
    every = list(audits)
    return [Figure(name, sum(map(did, every)), sum(map(of, every)), target) for name, did, of, target in FIGURES]


def survivors(audit: ExerciseAudit) -> list[str]:
    """Return the mutants that neither a check kills nor the author calls equivalent."""
    return [f"{mutant.kind}: {mutant.change}" for mutant in audit.mutants if mutant.state == SURVIVED]
