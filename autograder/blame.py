"""An answer that is right in itself may fail on the student's own earlier work: find the exercise that is to blame.

Points are given with the reference standing in for earlier lessons, so that a mistake costs once. Here the checks that
passed run again on the student's own answers to those lessons. Where one fails now, the reference takes the place of
one earlier lesson after the other, then of one exercise of that lesson after the other, until the check passes again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from autograder.earlier import EarlierAnswer
from autograder.grading import Bench, Grading
from autograder.probing import definitions_of, probes_of
from autograder.results import ExerciseResult
from autograder.sandbox.job import Definition, Job
from autograder.scoring import score_exercise
from course.checks import Check

Earlier = Sequence[EarlierAnswer]


def find_blame(grading: Grading, bench: Bench) -> Grading:
    """Say, where an exercise fails on the student's own earlier work only, which earlier exercise is to blame."""
    if not grading.earlier:
        return grading
    stack = OwnStack(grading, bench)
    passed = {check.name for exercise in grading.exercises for check in exercise.checks if check.passed}
    lost = passed - stack.passing(grading.earlier, passed)
    exercises = tuple(_with_blame(exercise, lost, stack) for exercise in grading.exercises)
    return replace(grading, exercises=exercises)


@dataclass(frozen=True)
class OwnStack:
    """A submission on top of its student's own earlier answers."""

    grading: Grading
    bench: Bench

    def passing(self, earlier: Earlier, names: Iterable[str]) -> set[str]:
        """Return which of these checks pass where the reference is replaced by these earlier answers."""
        wanted = set(names)
        checks = [check for check in self.bench.lesson.checks if check.name in wanted]
        if not checks:
            return set()
        below = tuple(Definition(answer.path, answer.source, answer.stub) for answer in earlier)
        own = definitions_of(self.bench.lesson, self.grading.answers.sources)
        probes = probes_of(checks, self.grading.seeds)
        observed = self.bench.runner.report(Job((*below, *own), probes)).observations
        return {check.name for check in checks if self._passes(check, observed)}

    def _passes(self, check: Check, observed: dict[str, dict[str, object]]) -> bool:
        exercise = next(e for e in self.bench.lesson.exercises if e.id == check.exercise)
        return score_exercise(exercise, (check,), observed, self.grading.seeds, self.bench.oracle).checks[0].passed


def _with_blame(exercise: ExerciseResult, lost: set[str], stack: OwnStack) -> ExerciseResult:
    failing = [check.name for check in exercise.checks if check.name in lost]
    if not failing:
        return exercise
    return replace(exercise, blamed=tuple(answer.id for answer in culprits(stack, failing[0])))


def culprits(stack: OwnStack, check: str) -> Earlier:
    """Return the earlier answers without which a check passes again: one, if one alone is to blame.

    Where more than one is wrong they are all those that lost points or, if none has, all.
    """
    earlier = stack.grading.earlier
    for lesson in sorted({answer.lesson for answer in earlier}):
        if stack.passing([answer for answer in earlier if answer.lesson != lesson], [check]):
            suspects = [answer for answer in earlier if answer.lesson == lesson]
            for suspect in sorted(suspects, key=lambda answer: answer.complete):
                if stack.passing([answer for answer in earlier if answer is not suspect], [check]):
                    return [suspect]
            return _incomplete(suspects)
    return _incomplete(earlier)


def _incomplete(answers: Earlier) -> Earlier:
    return [answer for answer in answers if not answer.complete] or answers
