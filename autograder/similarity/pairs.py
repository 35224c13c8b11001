"""Rank pairs of students by the rare fragments that their answers share.

What many have in common says nothing: everybody solves an exercise with the loop that the lesson shows. A fragment that
d of n students have is shared by chance with probability about d/n, so finding it in two answers is worth log2(n/d)
bits (the weight by inverse document frequency: Spärck Jones, Journal of Documentation 28, 1972).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from autograder.lessons import Lesson
from autograder.results import Result
from autograder.similarity.fingerprints import fingerprints

COMMON = 0.25
"""What a larger share of the class has is not looked at: it is worth less than two bits."""
FEW = 4
"""In small classes what so many have is looked at nevertheless."""

Fragments = Mapping[str, frozenset[tuple[str, str]]]


@dataclass(frozen=True)
class Pair:
    """Two students whose answers share rare fragments.

    Attributes:
        lesson: the lesson's name.
        students: the two.
        bits: how surprising what they share is, all exercises together.
        share: of the rare fragments that one of the two has, the part by weight that both have, from 0 to 1.
        exercises: {exercise: bits} of those that contribute, the most telling first.
        answers: {exercise: the two cells} of the same exercises.
    """

    lesson: str
    students: tuple[str, str]
    bits: float
    share: float
    exercises: dict[str, float]
    answers: dict[str, tuple[str, str]]


def similar_pairs(lesson: Lesson, results: Sequence[Result], top: int) -> list[Pair]:
    """Return the `top` pairs of a lesson, those that share most first. The stub counts for nobody.

    The cost grows with the number of students and of pairs that share something rare, not with all pairs.
    """
    stubs = {exercise.id: fingerprints(exercise.stub) for exercise in lesson.exercises}
    by_student = {result.student: result for result in results}
    fragments = {student: _fragments(result, stubs) for student, result in by_student.items()}
    weights = _weights(fragments)
    shared = _shared(fragments, weights)
    ranked = sorted(shared.items(), key=lambda item: (-sum(item[1].values()), item[0]))
    return [_pair(lesson, by_student, students, bits, fragments, weights) for students, bits in ranked[:top]]


def _fragments(result: Result, stubs: Mapping[str, frozenset[str]]) -> frozenset[tuple[str, str]]:
    """(exercise, fingerprint) of all answers of a submission."""
    answers = ((id_, source) for id_, source in result.answers.items() if id_ in stubs)
    return frozenset((id_, mark) for id_, source in answers for mark in fingerprints(source) - stubs[id_])


def _weights(fragments: Fragments) -> dict[tuple[str, str], float]:
    """The bits that each fragment is worth which at least two students and not too many have."""
    count: dict[tuple[str, str], int] = defaultdict(int)
    for marks in fragments.values():
        for mark in marks:
            count[mark] += 1
    students = len(fragments)
    most = max(FEW, COMMON * students)
    return {mark: math.log2(students / n) for mark, n in count.items() if n <= most and n < students}


def _shared(fragments: Fragments, weights: Mapping[tuple[str, str], float]) -> dict[tuple[str, str], dict[str, float]]:
    """{pair of students: {exercise: bits}} for all who share something."""
    having: dict[tuple[str, str], list[str]] = defaultdict(list)
    for student in sorted(fragments):
        for mark in fragments[student]:
            if mark in weights:
                having[mark].append(student)
    shared: dict[tuple[str, str], dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for mark, students in having.items():
        for one, other in combinations(students, 2):
            shared[one, other][mark[0]] += weights[mark]
    return shared


def _pair(
    lesson: Lesson,
    results: Mapping[str, Result],
    students: tuple[str, str],
    bits: Mapping[str, float],
    fragments: Fragments,
    weights: Mapping[tuple[str, str], float],
) -> Pair:
    one, other = students
    union = sum(weights.get(mark, 0.0) for mark in fragments[one] | fragments[other])
    telling = dict(sorted(bits.items(), key=lambda item: -item[1]))
    answers = {id_: (results[one].answers[id_], results[other].answers[id_]) for id_ in telling}
    together = sum(bits.values())
    return Pair(lesson.name, students, together, together / union if union else 0.0, telling, answers)
