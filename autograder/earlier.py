"""What a student has answered in earlier lessons, as the journal keeps it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from autograder.journal import Journal
from autograder.lessons import Lesson
from autograder.results import ExerciseResult, Result


@dataclass(frozen=True)
class EarlierAnswer:
    """An answer from an earlier lesson.

    Attributes:
        lesson: number of its lesson.
        id: number of the exercise.
        path: dotted path of what it defines.
        title: the heading above the exercise.
        source: the notebook cell with the answer.
        stub: the exercise as the student got it.
        complete: whether it got full marks.
    """

    lesson: int
    id: str
    path: str
    title: str
    source: str
    stub: str
    complete: bool


def earlier_answers(
    journal: Journal, students: Iterable[str], lesson: Lesson, every_lesson: Sequence[Lesson]
) -> dict[str, tuple[EarlierAnswer, ...]]:
    """Return what each student has answered in the lessons before this one, from the submissions graded last."""
    before = [other for other in every_lesson if other.number < lesson.number]
    return {student: tuple(_answers(journal, student, before)) for student in students}


def _answers(journal: Journal, student: str, lessons: Iterable[Lesson]) -> Iterable[EarlierAnswer]:
    for lesson in lessons:
        data = journal.latest_result(student, lesson.name)
        result = Result.from_json(data) if data else None
        if result is not None:
            yield from _of_lesson(lesson, result.answers, {exercise.id: exercise for exercise in result.exercises})


def _of_lesson(
    lesson: Lesson, answers: Mapping[str, str], graded: Mapping[str, ExerciseResult]
) -> Iterable[EarlierAnswer]:
    for exercise in lesson.exercises:
        source = answers.get(exercise.id, "")
        if source.strip() and source.strip() != exercise.stub.strip() and exercise.id in graded:
            complete = all(check.passed for check in graded[exercise.id].checks)
            about = (exercise.id, exercise.path, exercise.title, source, exercise.stub)
            yield EarlierAnswer(lesson.number, *about, complete)
