"""A package for one session only: when nbgrader runs a notebook, or where there is no workspace. Nothing is saved."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from course.errors import CourseError, KitError
from course.probes.definitions import Definition, find_definition
from course.workspace.folder import Workspace, copy_package
from course.workspace.ledger import Extras
from course.workspace.splice import splice
from course.workspace.store import current
from course.workspace.stub import is_stub

if TYPE_CHECKING:
    from course.kit import BundledExercise, Kit, LessonBundle


def temporary_workspace(kit: Kit, lesson: LessonBundle, real: Workspace | None, *, reference_first: bool) -> Workspace:
    """Return a workspace that is gone when the process ends.

    The exercises of `lesson` and of later lessons are empty; those of earlier ones are the student's, or the
    reference's where there are none, or the other way round with `reference_first`.
    """
    folder = Path(tempfile.mkdtemp(prefix="minitorch-")).resolve()
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    workspace = Workspace(folder)
    workspace.notes.mkdir()
    copy_package(kit.package, workspace.package)
    for name in kit.lessons:
        earlier = kit.lesson(name)
        if earlier.number < lesson.number:
            reference = _answers(kit, name)
            for exercise in earlier.exercises:
                theirs = _theirs(real, exercise)
                chosen = (reference.get(exercise.path) or theirs) if reference_first else theirs
                _fill(workspace, exercise, chosen or reference.get(exercise.path))
    return workspace


def _answers(kit: Kit, lesson: str) -> dict[str, Definition]:
    try:
        sources = kit.answers(lesson)
    except KitError:
        return {}
    return {path: find_definition(source, path.rpartition(".")[2]) for path, source in sources.items()}


def _theirs(real: Workspace | None, exercise: BundledExercise) -> Definition | None:
    with suppress(CourseError):
        if real is not None:
            definition = current(real, exercise)
            if definition is not None and not is_stub(definition.source, exercise.name, exercise.stub):
                return definition
    return None


def _fill(workspace: Workspace, exercise: BundledExercise, definition: Definition | None) -> None:
    if definition is not None:
        file = workspace.file_of(exercise.path)
        text, shown = workspace.text_of(exercise.path), workspace.shown(file)
        spliced = splice(text, definition, Extras(), shown, workspace.folder)
        file.write_text(spliced.text, encoding="utf-8")
