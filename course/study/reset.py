"""Put exercises back to their beginning, and bring the version before back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from course.errors import CourseError, WorkspaceError
from course.probes.definitions import find_definition
from course.workspace import backups
from course.workspace.folder import Workspace
from course.workspace.ledger import Extras
from course.workspace.splice import definition_in
from course.workspace.store import Outcome, answer, restore_stub, save

if TYPE_CHECKING:
    from course.kit import BundledExercise, Kit


def reset(
    workspace: Workspace, kit: Kit, lesson: str, exercise: str | None
) -> Iterator[tuple[BundledExercise, Outcome]]:
    """Empty the exercises of a lesson, or one of them; what they held is in the backups. Yields those that changed."""
    pristine = Workspace(kit.folder)
    for each in _chosen(kit, lesson, exercise):
        stub = definition_in(pristine.text_of(each.path), each.name, Extras(), f"the kit's {each.path}")
        if stub is None:
            raise WorkspaceError(f"the kit's package does not define {each.path}; make the kit again")
        outcome = restore_stub(workspace, each, stub)
        if outcome.changed:
            yield each, outcome


def undo(
    workspace: Workspace, kit: Kit, lesson: str, exercise: str | None
) -> Iterator[tuple[BundledExercise, Outcome]]:
    """Bring back the version of each exercise that was overwritten last; what it holds now is backed up in turn.

    Without `exercise`, only exercises that hold no answer of the student's are looked at.

    Raises: CourseError if there is nothing to bring back.
    """
    found = False
    for each in _chosen(kit, lesson, exercise):
        backup = backups.newest(workspace.notes, each.path)
        if backup is None or (exercise is None and answer(workspace, each) is not None):
            continue
        found = True
        outcome = save(workspace, each, find_definition(backup.read_text(encoding="utf-8"), each.name))
        if outcome.changed:
            yield each, outcome
    if not found:
        raise CourseError(f"nothing to bring back: no version of lesson {lesson} was overwritten")


def _chosen(kit: Kit, lesson: str, exercise: str | None) -> tuple[BundledExercise, ...]:
    bundle = kit.lesson(lesson)
    return bundle.exercises if exercise is None else (bundle.exercise(exercise),)
