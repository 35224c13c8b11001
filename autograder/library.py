"""Read the lessons of the course's repository for grading, and carve the package that a lesson is graded on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from autograder.errors import AutograderError
from autograder.lesson_limits import lesson_limits
from autograder.lessons import Exercise, Lesson
from course.authoring.carve import carve_package
from course.authoring.definition import Reference
from course.authoring.instructor_notebook import instructor_notebook
from course.authoring.pair import pair_with_framework
from course.authoring.parts import Parts
from course.authoring.read_lesson import read_lesson
from course.authoring.student_notebook import student_notebook
from course.checks import load_checks
from course.paths import require_checkout


def load_lessons(root: Path | None = None) -> list[Lesson]:
    """Return all lessons of the repository, in order.

    Raises: CourseError if this is not the repository or a lesson's source is refused.
    """
    root = root or require_checkout("autograder grade")
    folders = sorted(path.parent for path in (root / "lessons").glob("[0-9][0-9]_*/lesson.md"))
    if not folders:
        raise AutograderError(f"{root / 'lessons'}: no lesson found; a lesson is a folder NN_slug with a lesson.md")
    reference = Reference(root / "minitorch_ref")
    framework = _digest(reference.root)
    return [replace(load_lesson(folder, reference), framework=framework) for folder in folders]


def load_lesson(folder: Path, reference: Reference) -> Lesson:
    """Return one lesson, from its sources: nothing has to be built before."""
    source = read_lesson(folder)
    parts = pair_with_framework(replace(Parts(folder, reference), lesson=source, checks=load_checks(folder)))
    exercises = (Exercise(e.id, e.path, e.title, e.points, parts.texts[e.id].stub) for e in source.exercises)
    return Lesson(
        name=source.name,
        number=source.number,
        title=source.title,
        release=parts.release,
        exercises=tuple(exercises),
        checks=(*parts.checks.visible, *parts.checks.hidden),
        wrong=parts.checks.wrong,
        written={written.id: written.points for written in source.written},
        student_notebook=json.loads(json.dumps(student_notebook(parts))),
        limits=lesson_limits(folder),
        source_notebook=json.loads(json.dumps(instructor_notebook(parts))),
    )


def _digest(package: Path) -> str:
    """A digest of a package's source."""
    files = sorted(package.rglob("*.py"))
    content = b"\0".join(
        part for file in files for part in (str(file.relative_to(package)).encode(), file.read_bytes())
    )
    return hashlib.sha256(content).hexdigest()[:16]


def carve_for(lesson: Lesson, lessons: Sequence[Lesson], folder: Path, root: Path | None = None) -> Path:
    """Write the package that `lesson` is graded on into `folder` and return `folder`.

    Earlier lessons are the reference, so that a mistake there costs nothing here; the exercises of this lesson and of
    later ones are stubs, so that the package holds no answer that is still open.
    """
    root = root or require_checkout("autograder grade")
    open_lessons = [other.name for other in lessons if other.number >= lesson.number]
    exercises = [e for name in open_lessons for e in read_lesson(root / "lessons" / name).exercises]
    carve_package(Reference(root / "minitorch_ref"), folder / "minitorch", exercises)
    return folder
