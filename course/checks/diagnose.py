"""Name the mistake: find the known wrong answer whose observations a submission repeats."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from course.checks.check import Check
from course.checks.habits import habit
from course.checks.judge import agree
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


def explain(
    checks: Iterable[Check],
    expected: Mapping[str, Observation],
    observed: Mapping[str, Observation],
    patterns: Iterable[Pattern],
) -> str | None:
    """Return the sentence for a wrong answer, also when it holds another mistake besides the known one.

    A known wrong answer that every check observed alike comes first. Otherwise it is the one whose every failure the
    submission repeats, if that is at least half of what failed; of several, the one that explains most. Last come the
    mistakes that every exercise knows.

    Args:
        checks: see `diagnose`.
        expected: {check name: observation} of the reference.
        observed: see `diagnose`.
        patterns: see `diagnose`.
    """
    compared, known = [check for check in checks if check.name in observed], list(patterns)
    exact = diagnose(compared, observed, known)
    if exact is not None:
        return exact
    failed = [check for check in compared if not agree(check, expected[check.name], observed[check.name])]
    best, explained = None, (len(failed) - 1) // 2
    for pattern in known:
        wrong = [check for check in compared if _fails(check, expected, pattern)]
        if len(wrong) > explained and all(_alike(check, pattern, observed[check.name]) for check in wrong):
            best, explained = pattern.says, len(wrong)
    return best or habit(failed, expected, observed)


def _fails(check: Check, expected: Mapping[str, Observation], pattern: Pattern) -> bool:
    known = pattern.observations.get(check.name)
    return known is not None and not agree(check, expected[check.name], known)


def _alike(check: Check, pattern: Pattern, observed: Observation) -> bool:
    known = pattern.observations.get(check.name)
    return known is not None and agree(_without_own_judge(check), known, observed)


def _without_own_judge(check: Check) -> Check:
    """A check's own judge says whether an answer is right; whether two answers are alike is a plain comparison."""
    return replace(check, judge_name="", judge_source="") if check.judge_name else check
