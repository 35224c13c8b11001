"""Judge observations against the reference's: points per check. Runs in the coordinator, on plain data only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from autograder.lessons import Exercise
from autograder.oracle import Oracle
from autograder.results import CheckResult, ExerciseResult
from course.checks import Check, Verdict, judge
from course.probes.observe import MAX_OUTPUT, Observation

NOT_RUN: Observation = {"status": "not run", "message": "the check did not run"}


def score_exercise(
    exercise: Exercise,
    checks: tuple[Check, ...],
    observed: Mapping[str, Observation],
    seeds: Mapping[str, int],
    oracle: Oracle,
    took: Mapping[str, float] | None = None,
) -> ExerciseResult:
    """Return the points of one exercise, check by check, without a diagnosis; `took` are the seconds of each check."""
    judged = (_judged(check, observed.get(check.name, NOT_RUN), seeds[check.name], oracle) for check in checks)
    timed = tuple(replace(check, seconds=round((took or {}).get(check.name, 0.0), 6)) for check in judged)
    return ExerciseResult(exercise.id, exercise.title, exercise.path, exercise.points, timed)


def _judged(check: Check, observed: Observation, seed: int, oracle: Oracle) -> CheckResult:
    expected = oracle.expected(check, seed)
    try:
        verdict = judge(check, expected, observed)
    except Exception as error:  # an observation comes out of the sandbox: whatever form it has, it costs one check
        verdict = Verdict(False, f"the result has an unexpected form ({type(error).__name__})")
    output = observed.get("output", "")
    return CheckResult(
        name=check.name,
        sentence=check.sentence,
        hidden=check.hidden,
        points=check.points,
        passed=verdict.passed,
        reason=verdict.reason,
        called=check.called,
        expected=verdict.expected,
        observed=verdict.observed,
        output=output[:MAX_OUTPUT] if isinstance(output, str) else "",
    )
