"""Fill what is missing before a lesson with the reference, so that one can join anywhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from course.errors import CourseError
from course.feedback.examine import examine
from course.live.loading import load_module, load_package
from course.live.running import RunningPackage
from course.probes.definitions import Definition, DefinitionError, find_definition
from course.study.progress import author_of
from course.workspace import ledger
from course.workspace.folder import Workspace
from course.workspace.store import REFERENCE, save

if TYPE_CHECKING:
    from course.kit import BundledExercise, Kit


@dataclass(frozen=True)
class Filled:
    """One exercise that now has the reference; `replaced` is whether an answer of the student's was put aside."""

    exercise: str
    path: str
    file: str
    replaced: bool

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON-ready data."""
        return asdict(self)


def catch_up(workspace: Workspace, kit: Kit, lesson: str) -> Iterator[Filled]:
    """Fill every exercise of the lessons before `lesson` that is empty or fails a visible check.

    They are taken in order, so that an answer is judged on what stands before it by then. One that passes stays.

    Raises: CourseError if the kit has no answers, or the package cannot be imported.
    """
    number = kit.lesson(lesson).number
    running = RunningPackage(load_package(workspace))
    for earlier in (bundle for bundle in map(kit.lesson, kit.lessons) if bundle.number < number):
        answers: dict[str, str] = {}
        for exercise in earlier.exercises:
            load_module(running.package, exercise.path)
            running.refresh()
            theirs = author_of(workspace, exercise, ledger.read(workspace.notes))
            if not theirs or not examine(running.package, exercise).passed:
                answers = answers or kit.answers(earlier.name)
                yield _fill(workspace, exercise, find_definition(answers[exercise.path], exercise.name))
                running.refresh()


def _fill(workspace: Workspace, exercise: BundledExercise, reference: Definition) -> Filled:
    try:
        outcome = save(workspace, exercise, reference, author=REFERENCE)
    except DefinitionError as error:
        raise CourseError(f"exercise {exercise.id} cannot be filled: {error}") from None
    return Filled(exercise.id, exercise.path, outcome.file, outcome.replaced)
