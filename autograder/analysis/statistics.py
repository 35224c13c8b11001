"""Statistics of points: the distribution over a class, and how hard and how telling each exercise and check is."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from autograder.results import CheckResult, ExerciseResult, Result

BINS = 10
"""Bins of the histogram, each a tenth of the points wide; the last one holds full marks too."""


@dataclass(frozen=True)
class Distribution:
    """The shares of the points that students earned, from 0 to 1.

    Attributes:
        count: students.
        mean: mean share; None without students, as are the quartiles.
        quartiles: lower quartile, median and upper quartile, interpolated between students.
        histogram: students per bin.
    """

    count: int
    mean: float | None
    quartiles: tuple[float, float, float] | None
    histogram: tuple[int, ...]


@dataclass(frozen=True)
class CheckStatistics:
    """How many of the submissions a check was run on failed it."""

    name: str
    sentence: str
    hidden: bool
    points: float
    failed: int
    tried: int

    @property
    def failure_rate(self) -> float:
        """Share of the submissions that failed."""
        return self.failed / self.tried if self.tried else 0.0


@dataclass(frozen=True)
class ExerciseStatistics:
    """One exercise over a class.

    Attributes:
        id: its number.
        title: its heading.
        points: what it is worth.
        difficulty: mean share of its points that was earned: 1 if everybody solved it, 0 if nobody did (the difficulty
            index of classical test theory; Crocker & Algina, Introduction to Classical and Modern Test Theory, ch. 5).
        discrimination: correlation of its points with the points of all other exercises, from -1 to 1: near 0 it says
            nothing about who is good, below 0 something is wrong with it (corrected item-total correlation, ibid.
            ch. 14). None where it is not defined: everybody earned the same, or there is no other exercise.
        seconds: median wall time of its checks in the sandbox.
        longest: the longest.
        checks: its checks.
    """

    id: str
    title: str
    points: float
    difficulty: float
    discrimination: float | None
    seconds: float
    longest: float
    checks: tuple[CheckStatistics, ...]


def distribution(results: Sequence[Result]) -> Distribution:
    """Return how the points of a lesson are spread over its submissions."""
    shares = sorted(result.earned / result.points for result in results if result.points)
    histogram = [0] * BINS
    for share in shares:
        histogram[min(int(share * BINS), BINS - 1)] += 1
    if not shares:
        return Distribution(0, None, None, tuple(histogram))
    low, middle, high = statistics.quantiles(shares, n=4, method="inclusive") if len(shares) > 1 else shares * 3
    return Distribution(len(shares), statistics.fmean(shares), (low, middle, high), tuple(histogram))


def exercise_statistics(results: Sequence[Result], id_: str) -> ExerciseStatistics:
    """Return the statistics of one exercise over the submissions of its lesson, of which there is at least one."""
    exercises = [_exercise(result, id_) for result in results]
    earned = [exercise.earned() for exercise in exercises]
    rest = [result.earned - points for result, points in zip(results, earned, strict=True)]
    seconds = [exercise.seconds for exercise in exercises]
    first = exercises[0]
    return ExerciseStatistics(
        id=id_,
        title=first.title,
        points=first.points,
        difficulty=statistics.fmean(earned) / first.points if first.points else 1.0,
        discrimination=_correlation(earned, rest),
        seconds=statistics.median(seconds),
        longest=max(seconds),
        checks=tuple(_check(exercises, check) for check in first.checks),
    )


def _exercise(result: Result, id_: str) -> ExerciseResult:
    return next(exercise for exercise in result.exercises if exercise.id == id_)


def _check(exercises: Sequence[ExerciseResult], about: CheckResult) -> CheckStatistics:
    tried = [check for exercise in exercises for check in exercise.checks if check.name == about.name]
    failed = sum(not check.passed for check in tried)
    return CheckStatistics(about.name, about.sentence, about.hidden, about.points, failed, len(tried))


def _correlation(x: Sequence[float], y: Sequence[float]) -> float | None:
    if len(x) < 2 or len(set(x)) == 1 or len(set(y)) == 1:
        return None
    return statistics.correlation(x, y)
