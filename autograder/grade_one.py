"""Grade one submission: the whole pipeline, from a notebook to a result."""

from __future__ import annotations

import time

from autograder.earlier import EarlierAnswer
from autograder.errors import SubmissionError
from autograder.grading import Bench, Grading
from autograder.intake import Submission
from autograder.results import Result
from autograder.stages import PIPELINE


def grade_one(submission: Submission, bench: Bench, earlier: tuple[EarlierAnswer, ...] = ()) -> Result:
    """Return the result of a submission; one that cannot be graded gets a result that says why."""
    started = time.perf_counter()
    grading = Grading(submission, earlier)
    try:
        for stage in PIPELINE:
            grading = stage(grading, bench)
    except SubmissionError as error:
        return refused(submission, str(error))
    answers = grading.answers
    about = [note for place, notes in sorted(answers.notes.items()) if place not in _ids(bench) for note in notes]
    return Result(
        student=submission.student,
        lesson=bench.lesson.name,
        exercises=grading.exercises,
        written={question: cell.source for question, cell in answers.written.items()},
        answers=dict(answers.sources),
        notes=tuple(about),
        alarms=grading.alarms,
        seconds=time.perf_counter() - started,
    )


def refused(submission: Submission, problem: str) -> Result:
    """The result of a submission that cannot be graded."""
    return Result(student=submission.student, lesson=submission.lesson, problem=problem)


def _ids(bench: Bench) -> set[str]:
    return {exercise.id for exercise in bench.lesson.exercises}
