"""Checks of a lesson: what an author writes, how it is read, judged and diagnosed.

A check is read from its source and never imported, so reading one runs nothing. The decorators mark definitions
in a lesson's files and do nothing else.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from course.checks.check import Check, OtherAnswer, WrongAnswer
from course.checks.diagnose import Pattern, diagnose, explain
from course.checks.judge import Verdict, judge
from course.checks.library import LessonChecks, load_checks

Marked = TypeVar("Marked", bound=Callable[..., Any])

__all__ = [
    "Check",
    "LessonChecks",
    "OtherAnswer",
    "Pattern",
    "Verdict",
    "WrongAnswer",
    "check",
    "diagnose",
    "explain",
    "judge",
    "load_checks",
    "other_answer",
    "ready_call",
    "wrong_answer",
]


def check(
    exercise: str,
    *,
    points: float,
    tolerance: float = 1e-6,
    judge: Callable[[Any, Any], str | None] | None = None,
) -> Callable[[Marked], Marked]:
    """Mark a probe of an exercise. Its docstring is the sentence a student reads.

    Args:
        exercise: the exercise's number, e.g. "2.1".
        points: what passing it is worth.
        tolerance: absolute and relative tolerance for floats; whole numbers, shapes and strings are compared exactly.
        judge: compares (expected, observed) in place of the usual comparison; returns None, or what is wrong.
    """
    return lambda marked: marked


def wrong_answer(exercise: str, *, says: str) -> Callable[[Marked], Marked]:
    """Mark a plausible wrong answer to an exercise; `says` is what a student who gave it is told."""
    return lambda marked: marked


def other_answer(exercise: str) -> Callable[[Marked], Marked]:
    """Mark a correct answer that is written differently from the model answer; it must get full marks."""
    return lambda marked: marked


def ready_call(exercise: str) -> Callable[[Marked], Marked]:
    """Mark an answer that lets a library do the exercise; what the exercise may be built from must rule it out."""
    return lambda marked: marked
