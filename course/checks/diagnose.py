"""Name the mistake: find the known wrong answer whose observations a submission repeats."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from course.checks.check import Check
from course.checks.judge import judge
from course.probes.observe import Observation


@dataclass(frozen=True)
class Pattern:
    """What a wrong answer makes the checks of its exercise observe, and what a teacher would say to it."""

    says: str
    observations: Mapping[str, Observation]


def diagnose(checks: Iterable[Check], observed: Mapping[str, Observation], patterns: Iterable[Pattern]) -> str | None:
    """Return the sentence of the first wrong answer that every check of an exercise observed alike, or None.

    Args:
        checks: the checks of one exercise that both sides were observed with.
        observed: {check name: observation} of the submission.
        patterns: the wrong answers' observations, made with the same seeds.
    """
    compared = [check for check in checks if check.name in observed]
    for pattern in patterns:
        if compared and all(_alike(check, pattern, observed[check.name]) for check in compared):
            return pattern.says
    return None


def _alike(check: Check, pattern: Pattern, observed: Observation) -> bool:
    known = pattern.observations.get(check.name)
    return known is not None and judge(_without_own_judge(check), known, observed).passed


def _without_own_judge(check: Check) -> Check:
    """A check's own judge says whether an answer is right; whether two answers are alike is a plain comparison."""
    return Check.from_json({**check.to_json(), "judge_name": "", "judge_source": ""}) if check.judge_name else check
