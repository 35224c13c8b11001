"""Run the visible checks of a lesson on the student's package."""

from __future__ import annotations

from types import ModuleType
from typing import TYPE_CHECKING

from course.feedback.examine import examine
from course.feedback.report import LessonReport

if TYPE_CHECKING:
    from course.kit import LessonBundle


def check_lesson(package: ModuleType, lesson: LessonBundle, exercise: str | None = None) -> LessonReport:
    """Return what the visible checks of a lesson, or of one of its exercises, find on `package`.

    Raises: KitError that suggests the nearest if the lesson has no such exercise.
    """
    chosen = lesson.exercises if exercise is None else (lesson.exercise(exercise),)
    return LessonReport(lesson.name, lesson.title, tuple(examine(package, each) for each in chosen))
