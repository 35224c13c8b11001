"""The cells both editions of a notebook consist of, with nbgrader's metadata (schema 3) and stable ids."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from course.authoring.lesson import Cell, Exercise, Lesson, Written
from course.authoring.parts import Notebook, Parts

CellData = dict[str, Any]


@dataclass(frozen=True)
class Edition:
    """What the student's and the instructor's notebook differ in."""

    exercise: Callable[[Parts, Exercise], str]
    hidden_check: Callable[[Exercise], str]
    answer: Callable[[Written], str]


def assemble(parts: Parts, edition: Edition) -> Notebook:
    """Return one edition of a lesson's notebook: no outputs, and byte-identical when nothing has changed."""
    lesson = parts.lesson
    cells = list(_in_order(parts, edition))
    _give_ids(cells)
    metadata = {
        "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
        "minitorch": {"lesson": lesson.name, "release": parts.release},
    }
    return {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def to_text(notebook: Notebook) -> str:
    """Return a notebook as the text of its file, written the way Jupyter does: sorted, sources line by line."""
    cells = [{**cell, "source": cell["source"].splitlines(keepends=True)} for cell in notebook["cells"]]
    return json.dumps({**notebook, "cells": cells}, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def key_of(exercise_id: str) -> str:
    """Return "1-1" for "1.1": nbgrader's ids know no dots."""
    return exercise_id.replace(".", "-")


def _in_order(parts: Parts, edition: Edition) -> Iterator[CellData]:
    cells = list(parts.lesson.cells)
    if cells and cells[0].kind == "markdown" and cells[0].source.startswith("# "):
        yield _markdown(cells.pop(0).source)
    else:
        yield _markdown(_title(parts.lesson))
    yield _code(f"%load_ext course\n%lesson {parts.lesson.name}")
    for cell in cells:
        yield from _cells_for(cell, parts, edition)


def _cells_for(cell: Cell, parts: Parts, edition: Edition) -> Iterator[CellData]:
    if cell.kind == "markdown":
        yield _markdown(cell.source)
    elif cell.kind == "code":
        yield _code(cell.source, **({"tags": list(cell.tags)} if cell.tags else {}))
    elif cell.kind == "exercise":
        yield from _exercise_cells(parts.lesson.exercise(cell.id), cell.tags, parts, edition)
    else:
        yield from _written_cells(parts.lesson.question_of(cell.id), edition)


def _exercise_cells(exercise: Exercise, tags: tuple[str, ...], parts: Parts, edition: Edition) -> Iterator[CellData]:
    key, ours = key_of(exercise.id), {"minitorch": {"exercise": exercise.id}}
    tagged = {"tags": list(tags)} if tags else {}
    solution = _nbgrader(f"exercise-{key}", solution=True)
    yield _code(edition.exercise(parts, exercise), deletable=False, nbgrader=solution, **ours, **tagged)
    frozen = {"deletable": False, "editable": False, **ours}
    visible = _nbgrader(f"check-{key}", grade=True, locked=True, points=parts.points_of(exercise.id, hidden=False))
    yield _code(f'check("{exercise.id}")', nbgrader=visible, **frozen)
    points = parts.points_of(exercise.id, hidden=True)
    if points:
        hidden = _nbgrader(f"hidden-{key}", grade=True, locked=True, points=points)
        yield _code(edition.hidden_check(exercise), nbgrader=hidden, **frozen)


def _written_cells(written: Written, edition: Edition) -> Iterator[CellData]:
    key, ours = key_of(written.id), {"minitorch": {"written": written.id}}
    question = f"**Question {written.id}** ({written.points:g} points)\n\n{written.question}"
    locked = _nbgrader(f"question-{key}", locked=True)
    yield _markdown(question, deletable=False, editable=False, nbgrader=locked, **ours)
    answer = _nbgrader(f"answer-{key}", grade=True, solution=True, points=written.points)
    yield _markdown(edition.answer(written), deletable=False, nbgrader=answer, **ours)


def _nbgrader(
    grade_id: str, *, grade: bool = False, solution: bool = False, locked: bool = False, points: float | None = None
) -> dict[str, Any]:
    metadata: dict[str, Any] = {
        "grade": grade,
        "grade_id": grade_id,
        "locked": locked,
        "schema_version": 3,
        "solution": solution,
        "task": False,
    }
    if points is not None:
        metadata["points"] = int(points) if points == int(points) else points
    return metadata


def _title(lesson: Lesson) -> str:
    return f"# Lesson {lesson.number}: {lesson.title}\n\n*{lesson.question}*"


def _markdown(source: str, **metadata: Any) -> CellData:
    return {"cell_type": "markdown", "metadata": metadata, "source": source}


def _code(source: str, **metadata: Any) -> CellData:
    return {"cell_type": "code", "execution_count": None, "metadata": metadata, "outputs": [], "source": source}


def _give_ids(cells: list[CellData]) -> None:
    """A graded cell is called by its grade_id; any other by its text, so that it keeps its id when cells move."""
    seen: Counter[str] = Counter()
    for cell in cells:
        if "nbgrader" in cell["metadata"]:
            cell["id"] = cell["metadata"]["nbgrader"]["grade_id"]
            continue
        digest = hashlib.sha256(f"{cell['cell_type']}\n{cell['source']}".encode()).hexdigest()[:12]
        seen[digest] += 1
        cell["id"] = digest if seen[digest] == 1 else f"{digest}-{seen[digest]}"
