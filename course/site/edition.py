"""The public edition of a lesson: stubs for exercises, questions without rubrics, no checks, a hidden first cell."""

from __future__ import annotations

import re
from typing import Any

import nbformat

from course.authoring.carve import exercise_definition, notebook_stub
from course.authoring.definition import Reference
from course.authoring.lesson import Cell, Lesson

_DOCTEST = re.compile(r"^```python\n(?=>>> )", re.MULTILINE)


def site_notebook(lesson: Lesson, reference: Reference) -> Any:
    """Return the notebook that the site executes and shows; a cell's metadata names its place in lesson.md."""
    cells = [_opening(lesson), *(_cell(lesson, cell, reference) for cell in lesson.cells)]
    notebook = nbformat.v4.new_notebook(cells=cells)
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    for number, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{number}"  # nbformat draws ids at random, which would make every build a different one
    return notebook


def _opening(lesson: Lesson) -> Any:
    modules = dict.fromkeys(exercise.path.rpartition(".")[0] for exercise in lesson.exercises)
    source = f"from course.site.session import open_lesson\n\nopen_lesson(globals(), {list(modules)})"
    return nbformat.v4.new_code_cell(source, metadata={"tags": ["remove-cell"]})


def _cell(lesson: Lesson, cell: Cell, reference: Reference) -> Any:
    place = {"minitorch": {"cell": cell.number, "line": cell.line}}
    if cell.kind == "code":
        return nbformat.v4.new_code_cell(cell.source, metadata={"tags": list(cell.tags), **place})
    if cell.kind == "exercise":
        text = _exercise(lesson, cell.id, reference)
    elif cell.kind == "written":
        text = _fenced("admonition", f"Question {cell.id}", [":class: question"], cell.source)
    else:
        text = _DOCTEST.sub("```pycon\n", cell.source)
    return nbformat.v4.new_markdown_cell(text, metadata=place)


def _exercise(lesson: Lesson, exercise_id: str, reference: Reference) -> str:
    exercise = lesson.exercise(exercise_id)
    stub = notebook_stub(reference, exercise_definition(reference, exercise.path), exercise.rules)
    caption = f":caption: Exercise {exercise.id}, {exercise.points:g} points: `{exercise.path}` is yours to write"
    return _fenced("code-block", "python", [caption, ":class: exercise"], stub)


def _fenced(directive: str, argument: str, options: list[str], content: str) -> str:
    longest = max((len(run) for run in re.findall(r"`+", content)), default=0)
    fence = "`" * max(3, longest + 1)
    return "\n".join([f"{fence}{{{directive}}} {argument}", *options, "", content, fence])
