"""The assignment, notebook and cells in the gradebook, made as `nbgrader generate_assignment` makes them."""

from __future__ import annotations

import copy
import logging
from dataclasses import dataclass
from typing import Any

import nbformat
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.preprocessors import (
    CheckCellMetadata,
    ClearOutput,
    ClearSolutions,
    ComputeChecksums,
    LockCells,
    SaveCells,
)

from autograder.errors import AutograderError
from autograder.gradebook.settings import GradebookSettings, open_gradebook
from autograder.lessons import Lesson

RELEASE = (LockCells, ClearSolutions, ClearOutput, CheckCellMetadata, ComputeChecksums)
"""What generate_assignment does to a source notebook before it saves the cells, in its order."""


@dataclass(frozen=True)
class Structure:
    """A lesson in the gradebook.

    Attributes:
        assignment: the assignment's id in the database.
        notebook: the notebook's id.
        grade_cells: {grade id: (database id, points)}.
        solution_cells: {grade id: database id}.
        template: the notebook as the gradebook knows it: solutions cleared, hidden checks still in it.
    """

    assignment: str
    notebook: str
    grade_cells: dict[str, tuple[str, float]]
    solution_cells: dict[str, str]
    template: dict[str, Any]


def prepare(settings: GradebookSettings, lesson: Lesson) -> Structure:
    """Return the structure of a lesson; what the gradebook lacks is created.

    Raises: AutograderError if the gradebook holds an assignment of that name with other cells or points.
    """
    logging.getLogger("traitlets").setLevel(logging.ERROR)
    template, resources = _released(settings, lesson)
    with open_gradebook(settings) as gradebook:
        try:
            gradebook.find_notebook(lesson.name, lesson.name)
        except MissingEntry:
            gradebook.update_or_create_assignment(lesson.name)
            SaveCells().preprocess(template, resources)
        structure = _read(gradebook, lesson, template)
    _compare(lesson, structure)
    return structure


def points_of_cells(lesson: Lesson) -> dict[str, float]:
    """The grade ids that count and their points: visible and hidden checks of each exercise, written answers."""
    points: dict[str, float] = {}
    for exercise in lesson.exercises:
        for hidden, prefix in ((False, "check"), (True, "hidden")):
            worth = sum(check.points for check in lesson.checks_of(exercise.id) if check.hidden is hidden)
            if worth:
                points[f"{prefix}-{exercise.grade_id}"] = float(worth)
    return points | {f"answer-{name.replace('.', '-')}": float(worth) for name, worth in lesson.written.items()}


def _released(settings: GradebookSettings, lesson: Lesson) -> tuple[Any, dict[str, Any]]:
    notebook = nbformat.from_dict(copy.deepcopy(lesson.source_notebook))
    resources = {
        "unique_key": lesson.name,
        "nbgrader": {"notebook": lesson.name, "assignment": lesson.name, "student": ".", "db_url": settings.url},
    }
    for preprocessor in RELEASE:
        notebook, resources = preprocessor(config=settings.config).preprocess(notebook, resources)
    return notebook, resources


def _read(gradebook: Gradebook, lesson: Lesson, template: Any) -> Structure:
    notebook = gradebook.find_notebook(lesson.name, lesson.name)
    return Structure(
        assignment=notebook.assignment_id,
        notebook=notebook.id,
        grade_cells={cell.name: (cell.id, float(cell.max_score)) for cell in notebook.grade_cells},
        solution_cells={cell.name: cell.id for cell in notebook.solution_cells},
        template=template,
    )


def _compare(lesson: Lesson, structure: Structure) -> None:
    wanted = points_of_cells(lesson)
    found = {name: points for name, (_, points) in structure.grade_cells.items()}
    if found == wanted:
        return
    changed = sorted(name for name in {*wanted, *found} if wanted.get(name) != found.get(name))
    shown = ", ".join(f"{n} ({found.get(n, 'absent')} in it, {wanted.get(n, 'absent')} here)" for n in changed[:5])
    raise AutograderError(
        f"gradebook: assignment {lesson.name} was made from another release of the lesson: {shown}. Run "
        f"`nbgrader generate_assignment {lesson.name} --force` in the course directory, or grade into a new one"
    )
