"""The audit of one exercise: every answer that a check must reject or accept is tried, and what came of it counted."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from course.authoring.audit.equivalents import Equivalent
from course.authoring.exercise_proof import SEEDS, ExerciseProof, Outcome
from course.authoring.mutants import Mutant, mutants
from course.authoring.observations import observe_one
from course.checks.check import Check
from course.checks.judge import judge
from course.probes.replace import replaced

SECONDS_PER_CHECK = 3.0
KILLED, EQUIVALENT, SURVIVED = "killed", "equivalent", "survived"


@dataclass(frozen=True)
class MutantOutcome:
    """What became of a mutant: "killed", "equivalent" (then `reason` says why) or "survived"."""

    kind: str
    change: str
    state: str
    reason: str = ""


@dataclass(frozen=True)
class ExerciseAudit:
    """The figures of one exercise.

    Attributes:
        id: its number.
        path: what it asks for.
        outcomes: the answers of authors, and those that know nothing.
        mutants: the answers made by machine.
        problems: what `course build` would refuse.
        outdated: mutants that the author calls equivalent though a check kills them, or that do not exist.
    """

    id: str
    path: str
    outcomes: tuple[Outcome, ...]
    mutants: tuple[MutantOutcome, ...]
    problems: tuple[str, ...] = ()
    outdated: tuple[str, ...] = ()

    def count(self, *kinds: str, passed: bool | None = None, diagnosed: bool | None = None) -> int:
        """Return how many answers of these kinds there are, with this outcome."""
        return sum(
            outcome.kind in kinds
            and (passed is None or outcome.passed == passed)
            and (diagnosed is None or outcome.diagnosed == diagnosed)
            for outcome in self.outcomes
        )

    def mutants_that(self, state: str) -> int:
        """Return how many mutants ended like this."""
        return sum(mutant.state == state for mutant in self.mutants)

    def to_json(self) -> dict[str, Any]:
        """Return the audit as JSON-ready data."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> ExerciseAudit:
        """Return the audit that `to_json` gave `data` for."""
        outcomes = tuple(Outcome(**outcome) for outcome in data["outcomes"])
        found = tuple(MutantOutcome(**mutant) for mutant in data["mutants"])
        return cls(data["id"], data["path"], outcomes, found, tuple(data["problems"]), tuple(data["outdated"]))


def audit_exercise(proof: ExerciseProof, equivalents: Collection[Equivalent]) -> ExerciseAudit:
    """Try every answer to one exercise.

    Args:
        proof: of the exercise, not run yet.
        equivalents: the mutants of the exercise that its author calls equivalent.
    """
    proof.run()
    exercise = proof.exercise
    tried = mutants(proof.parts.texts[exercise.id].answer, exercise.name)
    states = [_outcome(proof, mutant, equivalents) for mutant in tried]
    needed = [outcome.change for outcome in states if outcome.state == EQUIVALENT]
    outdated = [known.name for known in equivalents if not any(map(known.covers, needed))]
    return ExerciseAudit(
        exercise.id,
        exercise.path,
        tuple(proof.outcomes),
        tuple(states),
        tuple(str(problem) for problem in proof.problems),
        tuple(outdated),
    )


def _outcome(proof: ExerciseProof, mutant: Mutant, equivalents: Collection[Equivalent]) -> MutantOutcome:
    if _is_killed(proof, mutant):
        return MutantOutcome(mutant.kind, mutant.change, KILLED)
    known = next((entry for entry in equivalents if entry.covers(mutant.change)), None)
    if known is None:
        return MutantOutcome(mutant.kind, mutant.change, SURVIVED)
    return MutantOutcome(mutant.kind, mutant.change, EQUIVALENT, known.reason)


def _is_killed(proof: ExerciseProof, mutant: Mutant) -> bool:
    """Whether some check rejects the mutant, whichever seed its random inputs are drawn from."""
    steady = [check for check in proof.checks if not check.random]
    drawn = [check for check in proof.checks if check.random]
    try:
        with replaced(proof.package, proof.exercise.path, mutant.source):
            if any(_rejects(proof, check, 0) for check in steady):
                return True
            return bool(drawn) and all(any(_rejects(proof, check, seed) for check in drawn) for seed in SEEDS)
    except Exception:  # it cannot even be defined
        return True


def _rejects(proof: ExerciseProof, check: Check, seed: int) -> bool:
    observed = observe_one(proof.package, check, seed, SECONDS_PER_CHECK)
    return not judge(check, proof.expected[seed][check.name], observed).passed
