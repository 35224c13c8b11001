"""Say which cell of which lesson stopped the build of the site."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import nbformat

from course.authoring.lesson import Lesson

_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
_SHOWN_OF_A_LONG_CELL = 5
"""Lines; nbclient quotes that many from the start of a cell that takes too long."""


def failed_cell(notebook: Path, lessons: Sequence[Lesson], cause: BaseException | None) -> str:
    """Return the place of the failed cell in lesson.md, and what its kernel said.

    Args:
        notebook: the site edition that was executed.
        lessons: those of this build.
        cause: nbclient's error, which quotes the cell.
    """
    said = without_colours(str(cause)).strip()
    lesson = next((lesson for lesson in lessons if lesson.name == notebook.stem), None)
    if lesson is None:
        return f"{notebook.name}: a cell stopped with an error\n{said}"
    return f"{_place(nbformat.read(notebook, as_version=4).cells, lesson, said)}\n{said}"


def without_colours(text: str) -> str:
    """Return `text` without a terminal's colour codes."""
    return _COLOURS.sub("", text)


def _place(cells: Sequence[Any], lesson: Lesson, said: str) -> str:
    quoted = [cell for cell in cells if cell.cell_type == "code" and cell.source.strip() and _is_quoted(cell, said)]
    if not quoted:
        return f"{lesson.file}: a cell stopped with an error"
    place = max(quoted, key=lambda cell: len(cell.source)).metadata.get("minitorch")
    if place is None:
        return f"{lesson.name}: the hidden first cell of the site's edition stopped with an error"
    return f"{lesson.file}:{place['line']} (cell {place['cell']}): the cell stopped with an error"


def _is_quoted(cell: Any, said: str) -> bool:
    return "\n".join(cell.source.strip().splitlines()[:_SHOWN_OF_A_LONG_CELL]) in said
