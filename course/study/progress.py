"""How far a student is: per exercise whether it is written, by whom, and what its visible checks say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from types import ModuleType
from typing import TYPE_CHECKING, Any

from course.feedback.examine import examine
from course.workspace import ledger
from course.workspace.folder import Workspace
from course.workspace.ledger import Record
from course.workspace.store import answer, current
from course.workspace.stub import is_stub

if TYPE_CHECKING:
    from course.kit import BundledExercise, Kit


@dataclass(frozen=True)
class Step:
    """One exercise: `author` is "student", "reference" or "" (nobody yet)."""

    lesson: str
    exercise: str
    title: str
    path: str
    author: str
    earned: float
    points: float

    @property
    def state(self) -> str:
        """One word or two for a table."""
        if not self.author:
            return "to do"
        passing = "passing" if self.earned == self.points else "failing"
        return passing if self.author == "student" else f"{passing} (reference)"

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON-ready data."""
        return {**asdict(self), "state": self.state}


def progress(workspace: Workspace, kit: Kit, package: ModuleType) -> Iterator[Step]:
    """Yield every exercise of every lesson of the kit, in order."""
    records = ledger.read(workspace.notes)
    for name in kit.lessons:
        for exercise in kit.lesson(name).exercises:
            author = author_of(workspace, exercise, records)
            earned = examine(package, exercise).earned if author else 0.0
            points = sum(bundled.check.points for bundled in exercise.checks)
            yield Step(name, exercise.id, exercise.title, exercise.path, author, earned, points)


def author_of(workspace: Workspace, exercise: BundledExercise, records: dict[str, Record]) -> str:
    """Return who wrote the definition that the package has: "student", "reference" or "" for nobody."""
    if answer(workspace, exercise, records) is not None:
        return "student"
    definition = current(workspace, exercise, records)
    written = definition is not None and not is_stub(definition.source, exercise.name, exercise.stub)
    return "reference" if written else ""
