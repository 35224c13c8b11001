"""Who needs a person: students whose results say that more feedback pages will not help."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from autograder.analysis.mistakes import untouched
from autograder.results import Result, by_number

FEW_POINTS = 0.5
"""Below this share of the points a lesson counts as not understood."""
SLOW = 10.0
"""Checks that take so many times the class's median are an algorithm gone wrong, not a slow machine."""


@dataclass(frozen=True)
class Attention:
    """A student and why to look at their submission, the weightiest reason first."""

    student: str
    reasons: tuple[str, ...]


def who_needs_attention(results: Sequence[Result], stubs: Mapping[str, str], absent: Sequence[str]) -> list[Attention]:
    """Return the students of a lesson who need attention, by how much.

    Args:
        results: of one lesson.
        stubs: {exercise: its stub}.
        absent: students of the course who have handed in nothing.
    """
    seconds = [_seconds(result) for result in results if result.exercises]
    usual = statistics.median(seconds) if seconds else 0.0
    found = [(len(reasons), Attention(r.student, reasons)) for r in results if (reasons := _reasons(r, stubs, usual))]
    found += [(0, Attention(student, ("has handed in nothing",))) for student in absent]
    return [attention for _, attention in sorted(found, key=lambda item: (-item[0], item[1].student))]


def _reasons(result: Result, stubs: Mapping[str, str], usual: float) -> tuple[str, ...]:
    if result.problem:
        return (f"could not be graded: {result.problem}",)
    reasons = list(result.alarms)
    if result.points and result.earned < FEW_POINTS * result.points:
        reasons.append(f"{result.earned:g} of {result.points:g} points")
    if left := untouched(result, stubs):
        reasons.append(f"left empty: {', '.join(left)}")
    unexplained = [e.id for e in result.exercises if e.id not in left and not e.earned() and not e.diagnosis]
    if unexplained:
        reasons.append(f"no point, and no sentence that says why: {', '.join(unexplained)}")
    if usual and _seconds(result) > SLOW * usual:
        reasons.append(f"its checks took {_seconds(result):.1f} s, the class's median is {usual:.2f} s")
    if blamed := sorted({earlier for e in result.exercises for earlier in e.blamed}, key=by_number):
        reasons.append(f"does not work on the student's own {', '.join(blamed)}")
    return tuple(reasons)


def _seconds(result: Result) -> float:
    return sum(exercise.seconds for exercise in result.exercises)
