"""Bring a lesson together with the framework and with its checks; refuse what does not fit."""

from __future__ import annotations

from dataclasses import replace

from course.authoring.carve import exercise_definition, model_answer, notebook_solution, notebook_stub
from course.authoring.parts import ExerciseText, Parts
from course.authoring.problems import Problem, raise_if_any
from course.checks.library import load_checks
from course.errors import CourseError, did_you_mean


def pair_with_framework(parts: Parts) -> Parts:
    """Add the editions of every exercise's definition.

    Raises: LessonProblemsError for a path that the framework does not have.
    """
    texts, problems = {}, []
    for exercise in parts.lesson.exercises:
        try:
            definition = exercise_definition(parts.reference, exercise.path)
            texts[exercise.id] = ExerciseText(
                notebook_stub(parts.reference, definition, exercise.rules),
                notebook_solution(parts.reference, definition, exercise.rules),
                model_answer(parts.reference, definition),
            )
        except CourseError as error:
            message = f"exercise {exercise.id}: {error}"
            problems.append(Problem(parts.lesson.file, message, exercise.line, exercise.cell))
    raise_if_any(problems)
    return replace(parts, texts=texts)


def pair_with_checks(parts: Parts) -> Parts:
    """Add the lesson's checks and answers.

    Raises: LessonProblemsError for an exercise without checks, points that do not add up, or a check of no exercise.
    """
    parts = replace(parts, checks=load_checks(parts.folder))
    raise_if_any([*_without_exercise(parts), *_without_checks_or_points(parts)])
    return parts


def _without_exercise(parts: Parts) -> list[Problem]:
    known = [exercise.id for exercise in parts.lesson.exercises]
    checks = parts.checks
    marked = [
        *[("checks.py", check.name, check.exercise) for check in checks.visible],
        *[("hidden_checks.py", check.name, check.exercise) for check in checks.hidden],
        *[("wrong_answers.py", wrong.mistake, wrong.exercise) for wrong in checks.wrong],
        *[("other_answers.py", other.name, other.exercise) for other in (*checks.other, *checks.ready)],
    ]
    return [
        Problem(
            f"{parts.folder.parent.name}/{parts.folder.name}/{file}",
            f'{name} belongs to exercise "{exercise}", which lesson.md does not have{did_you_mean(exercise, known)}',
        )
        for file, name, exercise in marked
        if exercise not in known
    ]


def _without_checks_or_points(parts: Parts) -> list[Problem]:
    problems = []
    for exercise in parts.lesson.exercises:
        visible, hidden = (parts.points_of(exercise.id, hidden=hidden) for hidden in (False, True))
        message = ""
        if not visible:
            message = f'has no check in checks.py; write one marked @check("{exercise.id}", points=...)'
        elif abs(visible + hidden - exercise.points) > 1e-9:
            message = (
                f":points: {exercise.points:g}, but its checks add up to {visible + hidden:g} "
                f"(visible {visible:g}, hidden {hidden:g}); make them agree"
            )
        if message:
            message = f"exercise {exercise.id} ({exercise.path}): {message}"
            problems.append(Problem(parts.lesson.file, message, exercise.line, exercise.cell))
    return problems
