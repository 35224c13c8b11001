"""Refuse what would give an answer or a hidden check away: in prose, code, outputs, metadata, kit or package."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from course.authoring.parts import Parts
from course.authoring.problems import Problem, raise_if_any
from course.authoring.secrets import AnswerSecret, HiddenCheckSecret, Secret
from course.errors import LessonError


@dataclass(frozen=True)
class Text:
    """Something a student reads, and where it stands.

    Attributes:
        where: the file, or the part of a notebook.
        content: its text.
        code: whether it is Python as a whole; fenced code in Markdown is found by itself.
        line: line of lesson.md, if it comes from there.
        cell: cell of lesson.md, if it comes from there.
    """

    where: str
    content: str
    code: bool = False
    line: int | None = None
    cell: int | None = None


def secrets_of(parts: Parts) -> list[Secret]:
    """Return what no student may see of a lesson: model answers, other answers, hidden checks."""
    found: list[Secret] = []
    for exercise in parts.lesson.exercises:
        what = f"model answer of exercise {exercise.id} ({exercise.path})"
        found.append(AnswerSecret.of(what, parts.texts[exercise.id].answer, exercise.name))
    for other in parts.checks.other:
        found.append(
            AnswerSecret.of(f"other answer {other.name} of exercise {other.exercise}", other.source, other.name)
        )
    public = "\n\n".join(check.source for check in parts.checks.visible)
    found += [HiddenCheckSecret.of(check, public) for check in parts.checks.hidden]
    return found


def refuse_leaks(parts: Parts) -> Parts:
    """Pass a lesson on if neither its source nor its student notebook nor its bundle gives anything away.

    Raises: LessonProblemsError with cell and line.
    """
    texts = [*_lesson_texts(parts), *notebook_texts(parts.student, f"notebooks/{parts.lesson.name}.ipynb")]
    texts.append(Text(f"build/kit/lessons/{parts.lesson.name}.json", _strings(parts.bundle.to_json())))
    problems, told = [], set()
    for secret in secrets_of(parts):
        for text in texts:
            reason = secret.found_in(text.content, code=text.code)
            if reason and secret.what not in told:
                told.add(secret.what)
                message = f"gives away the {secret.what}: {reason}; take it out"
                problems.append(Problem(text.where, message, text.line, text.cell))
    raise_if_any(problems)
    return parts


def refuse_leaks_in_kit(kit: Path, done: Iterable[Parts]) -> None:
    """Scan everything in a kit.

    Raises: LessonError that names file and secret.
    """
    secrets = [secret for parts in done for secret in secrets_of(parts)]
    found = [f"{where}: gives away the {what}: {reason}" for where, what, reason in leaks_in_folder(kit, secrets)]
    if found:
        raise LessonError("\n".join(found))


def leaks_in_folder(folder: Path, secrets: Iterable[Secret]) -> Iterator[tuple[str, str, str]]:
    """Yield file, secret and reason of every leak in the text files below a folder."""
    secrets = list(secrets)
    for file in sorted(file for file in folder.rglob("*") if file.is_file() and "__pycache__" not in file.parts):
        try:
            content = file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        for text in _file_texts(file, file.relative_to(folder).as_posix(), content):
            for secret in secrets:
                reason = secret.found_in(text.content, code=text.code)
                if reason:
                    yield text.where, secret.what, reason


def notebook_texts(notebook: Any, where: str) -> Iterator[Text]:
    """Yield what a notebook says: its cells, their outputs and all metadata."""
    for cell in notebook["cells"]:
        is_code = cell["cell_type"] == "code"
        yield Text(f"{where}, cell {cell.get('id', '')}", _joined(cell["source"]), code=is_code)
        if cell.get("outputs"):
            yield Text(f"{where}, output of cell {cell.get('id', '')}", _strings(cell["outputs"]))
    yield Text(
        f"{where}, metadata", _strings([notebook["metadata"], *(cell["metadata"] for cell in notebook["cells"])])
    )


def _lesson_texts(parts: Parts) -> Iterator[Text]:
    lesson = parts.lesson
    yield Text(lesson.file, f"{lesson.title}\n{lesson.question}", line=1)
    for cell in lesson.cells:
        yield Text(lesson.file, cell.source, code=cell.kind == "code", line=cell.line, cell=cell.number)


def _file_texts(file: Path, where: str, content: str) -> Iterator[Text]:
    if file.suffix == ".ipynb":
        yield from notebook_texts(json.loads(content), where)
    elif file.suffix == ".json":
        yield Text(where, _strings(json.loads(content)))
    else:
        yield Text(where, content, code=file.suffix == ".py")


def _joined(source: str | list[str]) -> str:
    return source if isinstance(source, str) else "".join(source)


def _strings(data: Any) -> str:
    """All strings in JSON data, one after another."""
    if isinstance(data, str):
        return data
    if isinstance(data, dict):
        return "\n".join(f"{key}\n{_strings(value)}" for key, value in data.items())
    if isinstance(data, list | tuple):
        return "\n".join(_strings(item) for item in data)
    return ""
