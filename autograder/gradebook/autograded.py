"""The notebook that formgrader opens: the student's cells in the release's frame, with the points under each check.

A pure function of plain data. Labelled cells are restored by id, as `nbgrader autograde` does with missing cells added:
locked ones from the release, answers with the student's source.
"""

from __future__ import annotations

import copy
import re
from typing import Any

from autograder.intake import Cell, Notebook
from autograder.results import CheckResult, Result
from autograder.text import escaped, number, visible

Json = dict[str, Any]
ACTIVE = re.compile(
    r"!\[(?:[\w .-]*\]\(attachment:([\w.-]+)\))?"  # an image
    r"|\]\((?!https?://|#)"  # a link that leads elsewhere than to a page
    r"|\]:"  # the target of a link that stands elsewhere
    r"|<(?=[A-Za-z/!?])"  # a tag
)
"""What in Markdown is more than text."""


def autograded_notebook(template: Json, notebook: Notebook | None, result: Result) -> Json:
    """Return the graded notebook as JSON.

    Args:
        template: the notebook as the gradebook knows it.
        notebook: what was handed in; None if it could not be read: the page then shows the release and the problem.
        result: the submission's result.
    """
    frame = {_grade_id(cell): cell for cell in template["cells"] if _grade_id(cell)}
    ours = {"".join(cell["source"]) for cell in template["cells"]}
    cells = [] if notebook is None else _restored(notebook.cells, frame, ours)
    _add_missing(cells, frame)
    outputs = _outputs(result)
    for cell in cells:
        if cell["cell_type"] == "code":
            cell["execution_count"] = None
            cell["outputs"] = outputs.get(_grade_id(cell), [])
    said = ([result.problem] if result.problem else []) + list(result.notes)
    if said:
        notes = "\n".join(escaped(" ".join(note.split())) for note in said)
        cells.insert(0, _markdown(f"**From the grader**\n\n<pre>{notes}</pre>"))
    for place, cell in enumerate(cells):
        cell["id"] = f"cell-{place}"
    about = template["metadata"]
    metadata = {key: about[key] for key in ("kernelspec", "language_info") if key in about}
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": copy.deepcopy(metadata), "cells": cells}


def inert(cell: Cell) -> str:
    """Return a text cell's Markdown with a space in whatever formgrader would take for more than text.

    Formgrader shows it in the instructor's own session: a script in it could hand out grades, and an image that is
    missing makes the whole page fail. What stays are links to web pages and the images pasted into the cell.
    """

    def spaced(found: re.Match[str]) -> str:
        return found[0] if found[1] in cell.attachments else f"{found[0][0]} {found[0][1:]}"

    return ACTIVE.sub(spaced, cell.source)


def _restored(submitted: tuple[Cell, ...], frame: dict[str, Json], ours: set[str]) -> list[Json]:
    last = {cell.grade_id: place for place, cell in enumerate(submitted) if cell.grade_id}
    cells = []
    for place, cell in enumerate(submitted):
        original = frame.get(cell.grade_id) if last.get(cell.grade_id) == place else None
        cells.append(_plain(cell, ours) if original is None else _labelled(cell, original))
    return cells


def _labelled(cell: Cell, original: Json) -> Json:
    """A cell of the release; an answer keeps the student's source."""
    restored = copy.deepcopy(original)
    if original["metadata"]["nbgrader"].get("solution"):
        restored["source"] = inert(cell) if original["cell_type"] == "markdown" else cell.source
        if cell.attachments and original["cell_type"] == "markdown":
            restored["attachments"] = copy.deepcopy(cell.attachments)
    return restored


def _plain(cell: Cell, ours: set[str]) -> Json:
    """A cell without a label; of text cells, only what the release holds word for word may contain HTML."""
    metadata = {"raw_mimetype": "text/plain"} if cell.kind == "raw" else {}  # a raw cell would be taken for HTML
    source = cell.source if cell.kind == "code" or cell.source in ours else inert(cell)
    plain: Json = {"cell_type": cell.kind, "metadata": metadata, "source": source}
    if cell.attachments:
        plain["attachments"] = copy.deepcopy(cell.attachments)
    return plain


def _add_missing(cells: list[Json], frame: dict[str, Json]) -> None:
    """Insert each missing cell of the release behind the one that precedes it there."""
    before = None
    for grade_id, original in frame.items():
        places = {_grade_id(cell): place for place, cell in enumerate(cells)}
        if grade_id not in places:
            cells.insert(places[before] + 1 if before else 0, copy.deepcopy(original))
        before = grade_id


def _outputs(result: Result) -> dict[str, list[Json]]:
    outputs: dict[str, list[Json]] = {}
    for exercise in result.exercises:
        for hidden, prefix in ((False, "check"), (True, "hidden")):
            checks = [check for check in exercise.checks if check.hidden is hidden]
            lines = [_line(check) for check in checks]
            text = "\n".join([f"{number(exercise.earned(hidden=hidden))} points", *lines])
            if exercise.diagnosis and not hidden:
                text += f"\n{exercise.diagnosis}"
            outputs[f"{prefix}-{exercise.id.replace('.', '-')}"] = [
                {"output_type": "stream", "name": "stdout", "text": visible(text) + "\n"}
            ]
    return outputs


def _line(check: CheckResult) -> str:
    """One check; of a hidden one the author's sentence only, because nbgrader's own feedback shows these outputs."""
    reason = f": {check.reason}" if check.reason and not check.hidden else ""
    return f"{'passed' if check.passed else 'failed'}  {check.sentence}{reason}"


def _markdown(source: str) -> Json:
    return {"cell_type": "markdown", "metadata": {}, "source": source}


def _grade_id(cell: Json) -> str:
    found = cell.get("metadata", {}).get("nbgrader", {}).get("grade_id", "")
    return found if isinstance(found, str) else ""
