"""Turn the bytes of a notebook into plain cells: JSON, nbformat's schema, sources and grade ids. Nothing is run."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from autograder.errors import SubmissionError

MAX_CELLS = 5_000
MAX_SOURCE = 1_000_000
GRADE_ID = re.compile(r"[A-Za-z0-9_-]{1,100}")
BASE64 = re.compile(r"[A-Za-z0-9+/=\s]*", re.ASCII)
KINDS = ("code", "markdown", "raw")


@dataclass(frozen=True)
class Cell:
    """A cell as it was handed in: its kind, source, nbgrader grade id ("" for none) and pasted pictures."""

    kind: str
    source: str
    grade_id: str = ""
    attachments: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Notebook:
    """The cells of a notebook and the lesson and release it says it was made from ("" if it does not)."""

    lesson: str
    release: str
    cells: tuple[Cell, ...]


def read_notebook(content: bytes) -> Notebook:
    """Read a notebook.

    Raises: SubmissionError, in words for the student, if `content` is not a notebook.
    """
    if not content.strip():
        raise SubmissionError("the file is empty; save the notebook and hand it in again")
    data = _version_4(_json(content))
    cells = data.get("cells")
    if not isinstance(cells, list):
        raise SubmissionError("the file is JSON but not a notebook (it has no list of cells)")
    if len(cells) > MAX_CELLS:
        raise SubmissionError(f"the notebook has {len(cells)} cells; the limit is {MAX_CELLS}")
    ours = _mapping(_mapping(data.get("metadata")).get("minitorch"))
    read = tuple(_cell(number, cell) for number, cell in enumerate(cells, start=1))
    return Notebook(_text(ours.get("lesson")), _text(ours.get("release")), read)


def _json(content: bytes) -> dict[str, Any]:
    try:
        data = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        reason = str(error) if isinstance(error, json.JSONDecodeError) else type(error).__name__
        raise SubmissionError(
            f"the file is not a notebook: it is not valid JSON ({reason}); save it from JupyterLab and hand it in again"
        ) from None
    if not isinstance(data, dict):
        raise SubmissionError("the file is JSON but not a notebook")
    return data


def _version_4(data: dict[str, Any]) -> dict[str, Any]:
    version = data.get("nbformat")
    if version == 4:
        return data
    if version != 3:
        raise SubmissionError(f"the notebook has format {str(version)[:20]}; save it from JupyterLab as format 4")
    import nbformat

    try:
        return dict(nbformat.convert(nbformat.from_dict(data), 4))
    except Exception as error:
        raise SubmissionError(f"the notebook has the old format 3 and cannot be converted ({error})") from None


def _cell(number: int, data: Any) -> Cell:
    kind = data.get("cell_type") if isinstance(data, dict) else None
    if not isinstance(kind, str) or kind not in KINDS:
        raise SubmissionError(f"the notebook is damaged: cell {number} is not a code or text cell")
    source = data.get("source", "")
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str):
        raise SubmissionError(f"the notebook is damaged: the source of cell {number} is not text")
    if len(source) > MAX_SOURCE:
        raise SubmissionError(f"cell {number} has {len(source)} characters; the limit is {MAX_SOURCE}")
    grade_id = _mapping(_mapping(data.get("metadata")).get("nbgrader")).get("grade_id")
    known = isinstance(grade_id, str) and GRADE_ID.fullmatch(grade_id)
    label, attachments = str(grade_id) if known else "", _attachments(data)
    return Cell(kind, _clean(source), label, attachments) if attachments else _shared(kind, _clean(source), label)


@lru_cache(maxsize=4096)
def _shared(kind: str, source: str, grade_id: str) -> Cell:
    """One cell for all who have it: most of a class's notebooks is the release, and all are in memory at once."""
    return Cell(kind, source, grade_id)


def _attachments(data: dict[str, Any]) -> dict[str, Any]:
    """Pictures pasted into a text cell; anything else under that key is dropped."""
    kept: dict[str, Any] = {}
    for name, bundle in _mapping(data.get("attachments")).items():
        pictures = {kind: text for kind, text in _mapping(bundle).items() if kind in ("image/png", "image/jpeg")}
        if pictures and all(isinstance(text, str) and BASE64.fullmatch(text) for text in pictures.values()):
            kept[_clean(name)] = pictures
    return kept if data["cell_type"] == "markdown" else {}


def _clean(text: str) -> str:
    """Text that can be written as UTF-8: lone surrogates and NUL replaced."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "\N{REPLACEMENT CHARACTER}")


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str:
    """A name such as a lesson's or a release's; anything else a notebook may claim is dropped."""
    return value if isinstance(value, str) and re.fullmatch(r"[A-Za-z0-9_.-]{1,100}", value) else ""
