"""The mistakes of a class: those that have a sentence, by how common they are, and the failures that have none yet."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from autograder.results import CheckResult, ExerciseResult, Result, by_number

SAMPLES = 3
"""So many students are named for a cluster: enough to read, and to write the next wrong answer from."""


@dataclass(frozen=True)
class KnownMistake:
    """A mistake that has a sentence, and the students who made it."""

    exercise: str
    sentence: str
    students: tuple[str, ...]


@dataclass(frozen=True)
class Cluster:
    """Submissions that fail the same checks of an exercise in the same way, for which there is no sentence yet.

    Attributes:
        exercise: number of the exercise.
        failed: names of the checks that fail.
        says: what came back in the first of them; "" where that differs from student to student.
        students: all of them.
        answers: {student: the cell that they handed in} of a few.
    """

    exercise: str
    failed: tuple[str, ...]
    says: str
    students: tuple[str, ...]
    answers: dict[str, str]


def known_mistakes(results: Sequence[Result]) -> tuple[KnownMistake, ...]:
    """Return every diagnosis with who got it, the most common first."""
    made: dict[tuple[str, str], list[str]] = {}
    for result in results:
        for exercise in result.exercises:
            if exercise.diagnosis:
                made.setdefault((exercise.id, exercise.diagnosis), []).append(result.student)
    found = (KnownMistake(*about, tuple(students)) for about, students in made.items())
    return tuple(sorted(found, key=lambda it: (-len(it.students), by_number(it.exercise), it.sentence)))


def clusters(results: Sequence[Result], stubs: Mapping[str, str], random: Collection[str]) -> tuple[Cluster, ...]:
    """Return the failures without a sentence, alike ones together, the largest first.

    Args:
        results: of one lesson.
        stubs: {exercise: its stub}; who left it as it was has made no mistake yet.
        random: names of the checks whose inputs are drawn anew for each student, so that what comes back differs.
    """

    def looks(check: CheckResult) -> tuple[str, str]:
        error = check.reason.partition(":")[0] if check.reason.startswith("raised") else ""
        return (check.name, error if check.name in random else check.observed or check.reason)

    alike: dict[tuple[str, tuple[tuple[str, str], ...]], list[Result]] = {}
    for result in results:
        for exercise in result.exercises:
            failing = [check for check in exercise.checks if not check.passed]
            if failing and not exercise.diagnosis and _is_tried(result, exercise, stubs):
                alike.setdefault((exercise.id, tuple(map(looks, failing))), []).append(result)
    found = (_cluster(exercise, looks, members) for (exercise, looks), members in alike.items())
    return tuple(sorted(found, key=lambda it: (-len(it.students), by_number(it.exercise), it.failed)))


def untouched(result: Result, stubs: Mapping[str, str]) -> tuple[str, ...]:
    """Return the exercises of a submission that nobody has written into."""
    return tuple(e.id for e in result.exercises if not _is_tried(result, e, stubs))


def _is_tried(result: Result, exercise: ExerciseResult, stubs: Mapping[str, str]) -> bool:
    answer = result.answers.get(exercise.id, "").strip()
    return bool(answer) and answer != stubs.get(exercise.id, "").strip()


def _cluster(exercise: str, looks: tuple[tuple[str, str], ...], members: Sequence[Result]) -> Cluster:
    answers = {result.student: result.answers.get(exercise, "") for result in members[:SAMPLES]}
    students = tuple(result.student for result in members)
    return Cluster(exercise, tuple(name for name, _ in looks), looks[0][1], students, answers)
