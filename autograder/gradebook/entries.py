"""From a result to what the gradebook takes down: a score per grade cell and a comment per answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from autograder.lessons import Lesson
from autograder.results import Result

NO_RESPONSE = "No response."


@dataclass(frozen=True)
class Entry:
    """One submission's rows.

    Attributes:
        student: the student's id.
        timestamp: when it was handed in; None if nobody noted it.
        scores: {grade id: points, or None for a cell that a person grades}.
        comments: {grade id of the answer: automatic comment or None}.
        keep: the submission could not be graded: make its rows if there are none, and leave existing ones alone.
    """

    student: str
    timestamp: str | None
    scores: Mapping[str, float | None]
    comments: Mapping[str, str | None]
    keep: bool = False


def entry_of(result: Result, lesson: Lesson, timestamp: str | None) -> Entry:
    """Return what to record of a result."""
    if result.problem:
        return Entry(result.student, timestamp, {}, {}, keep=True)
    scores: dict[str, float | None] = {}
    comments: dict[str, str | None] = {}
    for exercise, known in zip(result.exercises, lesson.exercises, strict=True):
        scores[f"check-{known.grade_id}"] = exercise.earned(hidden=False)
        scores[f"hidden-{known.grade_id}"] = exercise.earned(hidden=True)
        comments[f"exercise-{known.grade_id}"] = " ".join([exercise.diagnosis, *exercise.notes]).strip() or None
    for question in lesson.written:
        name = f"answer-{question.replace('.', '-')}"
        answered = question in result.written
        scores[name] = None if answered else 0.0
        comments[name] = None if answered else NO_RESPONSE
    return Entry(result.student, timestamp, scores, comments)
