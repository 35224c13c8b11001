"""The model answers of a lesson, straight from the framework."""

from __future__ import annotations

from pathlib import Path

from course.authoring.carve import exercise_definition, model_answer
from course.authoring.definition import Reference
from course.authoring.read_lesson import read_lesson


def model_answers(root: Path, lesson: str) -> dict[str, str]:
    """Return {path: source} of the exercises of a lesson.

    Args:
        root: the repository.
        lesson: the lesson's folder name.
    """
    reference = Reference(root / "minitorch_ref")
    exercises = read_lesson(root / "lessons" / lesson).exercises
    return {e.path: model_answer(reference, exercise_definition(reference, e.path)) for e in exercises}
