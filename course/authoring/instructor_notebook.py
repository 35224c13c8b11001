"""The notebook an instructor releases with nbgrader: model answers, rubrics and hidden checks between its markers."""

from __future__ import annotations

from course.authoring.carve import BEGIN_SOLUTION, END_SOLUTION
from course.authoring.lesson import Exercise, Written
from course.authoring.notebook_cells import Edition, assemble
from course.authoring.parts import Notebook, Parts
from course.authoring.student_notebook import hidden_check_notice


def instructor_notebook(parts: Parts) -> Notebook:
    """Return the instructor's notebook of a lesson."""
    edition = Edition(
        exercise=lambda parts, exercise: parts.texts[exercise.id].solution,
        hidden_check=_hidden_check,
        answer=_rubric,
    )
    return assemble(parts, edition)


def _hidden_check(exercise: Exercise) -> str:
    call = f'hidden_check("{exercise.id}")'
    return f"{hidden_check_notice(exercise)}\n### BEGIN HIDDEN TESTS\n{call}\n### END HIDDEN TESTS"


def _rubric(written: Written) -> str:
    return f"{BEGIN_SOLUTION}\n{written.rubric}\n{END_SOLUTION}"
