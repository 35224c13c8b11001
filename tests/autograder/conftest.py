"""A lesson of two exercises and one question, small enough to read, and what it takes to hand it in."""

import copy
from dataclasses import replace

import pytest

from autograder.intake import Submission
from autograder.intake.notebook import Cell, Notebook
from autograder.lessons import Exercise, Lesson
from autograder.results import CheckResult, ExerciseResult, Result
from course.checks import Check, WrongAnswer

STRIDES = "def contiguous_strides(shape):\n    raise NotImplementedError"
POSITION = "def index_to_position(index, layout):\n    raise NotImplementedError"


def _nbgrader(grade_id, **about):
    return {
        "grade_id": grade_id,
        "grade": False,
        "solution": False,
        "locked": False,
        "schema_version": 3,
        "task": False,
    } | about


def _code(source, grade_id, **about):
    metadata = {"nbgrader": _nbgrader(grade_id, **about)}
    cell = {"cell_type": "code", "id": grade_id, "metadata": metadata, "source": source}
    return {**cell, "execution_count": None, "outputs": []}


def _notebook(hidden, answer):
    cells = [{"cell_type": "markdown", "id": "title", "metadata": {}, "source": "# Toy"}]
    for key, stub in (("1-1", STRIDES), ("1-2", POSITION)):
        cells.append(_code(stub, f"exercise-{key}", solution=True))
        cells.append(_code(f'check("{key}")', f"check-{key}", grade=True, locked=True, points=2))
        cells.append(_code(hidden, f"hidden-{key}", grade=True, locked=True, points=1))
    about = _nbgrader("answer-1-A", grade=True, solution=True, points=3)
    cells.append({"cell_type": "markdown", "id": "answer-1-A", "metadata": {"nbgrader": about}, "source": answer})
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "minitorch": {"lesson": "01_toy", "release": "abcdef012345"}}
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": cells}


def _check(exercise, name, call, *, points, hidden=False, random=False):
    head = f"def {name}(mt, rng):" if random else f"def {name}(mt):"
    source = f"{head}\n    return {call}\n"
    return Check(exercise, name, f"The sentence of {name}.", points, hidden, 1e-6, source, call, "", "", random)


@pytest.fixture
def lesson():
    """Lesson 01_toy: exercises 1.1 and 1.2, two visible and one hidden point each, question 1.A for 3 points."""
    checks = (
        _check("1.1", "matrix", "mt.shapes.contiguous_strides((2, 3))", points=2),
        _check("1.1", "secret_shape", "mt.shapes.contiguous_strides((4, 5, 6))", points=1, hidden=True),
        _check("1.2", "corner", "mt.shapes.index_to_position((1, 2), mt.shapes.Layout((2, 3), (3, 1), 0))", points=2),
        _check(
            "1.2",
            "drawn",
            "mt.shapes.index_to_position((int(rng.integers(2)), 1), mt.shapes.Layout((2, 3), (3, 1), 5))",
            points=1,
            hidden=True,
            random=True,
        ),
    )
    column_major = "def from_the_left(shape):\n    return (1, *shape[:-1])"
    return Lesson(
        name="01_toy",
        number=1,
        title="A toy",
        release="abcdef012345",
        exercises=(
            Exercise("1.1", "shapes.contiguous_strides", "Steps along each axis", 3, STRIDES),
            Exercise("1.2", "shapes.index_to_position", "From index to position", 3, POSITION),
        ),
        checks=checks,
        wrong=(WrongAnswer("1.1", "from_the_left", "You went from the left.", column_major),),
        written={"1.A": 3.0},
        student_notebook=_notebook("# hidden", "Write your answer here."),
        source_notebook=_notebook("### BEGIN HIDDEN TESTS\nhidden_check()\n### END HIDDEN TESTS", "rubric"),
    )


@pytest.fixture
def notebook_json(lesson):
    """The student's notebook as JSON, to be changed at will."""
    return copy.deepcopy(lesson.student_notebook)


@pytest.fixture
def hand_in(lesson):
    """Make a notebook as handed in, with the given sources in the cells of these grade ids."""

    def make(sources=None, release=lesson.release, name=lesson.name):
        sources = sources or {}
        cells = []
        for cell in lesson.student_notebook["cells"]:
            grade_id = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
            cells.append(Cell(cell["cell_type"], sources.get(grade_id, cell["source"]), grade_id))
        return Notebook(name, release, tuple(cells))

    return make


@pytest.fixture
def result(lesson):
    """A result for student ada: 1.1 complete, 1.2 fails its visible check, 1.A answered."""

    def checked(check, passed):
        reason = "" if passed else "expected 5, got <b>7</b>"
        return CheckResult(
            check.name, check.sentence, check.hidden, check.points, passed, reason, check.called, "5", "<b>7</b>", "<i>"
        )

    exercises = tuple(
        ExerciseResult(
            e.id,
            e.title,
            e.path,
            e.points,
            tuple(checked(c, e.id == "1.1" or c.hidden) for c in lesson.checks_of(e.id)),
            "" if e.id == "1.1" else "You forgot the offset.",
        )
        for e in lesson.exercises
    )
    return Result("ada", "01_toy", exercises, {"1.A": "Because."}, sandbox="full", seconds=0.1)


@pytest.fixture
def submission(hand_in):
    """What ada handed in."""
    return Submission(
        "ada", "01_toy", "d" * 64, hand_in({"answer-1-A": "Because."}), timestamp="2026-03-01 12:00:00 UTC"
    )


@pytest.fixture
def refused_result(result):
    """The result of a submission that could not be read."""
    return replace(result, exercises=(), written={}, problem="the file is <empty>")
