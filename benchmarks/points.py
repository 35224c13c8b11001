"""The points that a gradebook has for every graded cell, and where two graders differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from autograder.gradebook.settings import open_gradebook, settings_of
from autograder.lessons import Lesson

Points = dict[str, dict[str, float]]
"""{student: {grade id of a check cell: points}}"""


class Difference(NamedTuple):
    """A cell that two graders have given different points to the same work."""

    kind: str
    cell: str
    stock: float | None
    ours: float | None


def points_of_checks(course: Path, lesson: Lesson) -> Points:
    """Return the automatic points of every check cell in a course's gradebook."""
    with open_gradebook(settings_of(course)) as gradebook:
        return {
            submission.student_id: {
                grade.name: grade.auto_score
                for notebook in submission.notebooks
                for grade in notebook.grades
                if not grade.name.startswith("answer-")
            }
            for submission in gradebook.assignment_submissions(lesson.name)
        }


def differences(
    stock: Points, ours: Points, stock_kinds: Mapping[str, str], our_kinds: Mapping[str, str]
) -> list[Difference]:
    """Return every cell of which some submission of ours has other points than nbgrader gave to the same work.

    Args:
        stock: what nbgrader gave, to one student of each kind.
        ours: what ours gave, to any number of students of these kinds.
        stock_kinds: {student: kind of work} of nbgrader's students.
        our_kinds: {student: kind of work} of ours.
    """
    wanted = {kind: stock.get(student, {}) for student, kind in stock_kinds.items()}
    found = (
        Difference(kind, cell, wanted[kind].get(cell), ours.get(student, {}).get(cell))
        for student, kind in our_kinds.items()
        for cell in _cells(wanted[kind], ours.get(student, {}))
    )
    return sorted({difference for difference in found if difference.stock != difference.ours}, key=str)


def _cells(*graded: Mapping[str, float]) -> Iterable[str]:
    return sorted({cell for points in graded for cell in points})
