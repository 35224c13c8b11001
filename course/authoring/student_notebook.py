"""The notebook a student gets: what nbgrader's `generate_assignment` makes of the instructor's, without running it."""

from __future__ import annotations

import hashlib
from typing import Any

from course.authoring.lesson import Exercise
from course.authoring.notebook_cells import Edition, assemble
from course.authoring.parts import Notebook, Parts

TEXT_STUB = "Write your answer here."


def student_notebook(parts: Parts) -> Notebook:
    """Return the student's notebook of a lesson."""
    edition = Edition(
        exercise=lambda parts, exercise: parts.texts[exercise.id].stub,
        hidden_check=hidden_check_notice,
        answer=lambda written: TEXT_STUB,
    )
    notebook = assemble(parts, edition)
    for cell in notebook["cells"]:
        if "nbgrader" in cell["metadata"]:
            cell["metadata"]["nbgrader"] |= {"cell_type": cell["cell_type"], "checksum": checksum(cell)}
    return notebook


def hidden_check_notice(exercise: Exercise) -> str:
    """Return what stands in place of the hidden checks."""
    return f"# The hidden checks of exercise {exercise.id} run when your notebook is graded."


def checksum(cell: dict[str, Any]) -> str:
    """Return nbgrader's checksum of a cell, by which it sees that a graded cell was changed (its utils.py)."""
    about = cell["metadata"]["nbgrader"]
    grade, solution = about["grade"], about["solution"]
    locked = not solution and (grade or about["locked"])
    digest = hashlib.md5(usedforsecurity=False)
    for part in (cell["source"], cell["cell_type"], str(grade), str(solution), str(locked), about["grade_id"]):
        digest.update(part.encode())
    if grade:
        digest.update(str(float(about["points"])).encode())
    return digest.hexdigest()
