"""Find what a class handed in: an nbgrader course directory, or a plain folder of notebooks and zip files."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import AutograderError
from autograder.intake.files import read_note

SUFFIXES = (".ipynb", ".zip")


@dataclass(frozen=True)
class Delivery:
    """One file that a student handed in.

    Attributes:
        student: the student's id, from the file's or its folder's name.
        lesson: name of the lesson, where the place or the file's name says so; "" where only the notebook can say.
        file: the notebook or zip file; None if there is none.
        timestamp: when it was handed in, as nbgrader's exchange wrote it.
        secret: the submission's secret of nbgrader's exchange, needed to release feedback.
    """

    student: str
    lesson: str
    file: Path | None
    timestamp: str | None = None
    secret: str | None = None


def find_deliveries(folder: Path, lessons: Iterable[str]) -> list[Delivery]:
    """Return all that lies in `folder`, sorted by student.

    Args:
        folder: an nbgrader course directory, its `submitted` folder, or a folder of `student/lesson.ipynb`,
            `student.ipynb`, `student_lesson.ipynb` or zip files.
        lessons: names of the course's lessons, e.g. 02_broadcasting.
    Raises: AutograderError if there is no such folder.
    """
    if not folder.is_dir():
        raise AutograderError(f"grade {folder}: there is no such folder; give the folder the submissions are in")
    known = sorted(lessons)
    if is_nbgrader_course(folder):
        found = _in_course(folder / "submitted", known)
    elif folder.name == "submitted":
        found = _in_course(folder, known)
    else:
        found = _in_plain_folder(folder, known)
    return sorted(found, key=lambda delivery: (delivery.student, delivery.lesson, str(delivery.file)))


def is_nbgrader_course(folder: Path) -> bool:
    """Whether `folder` is laid out as an nbgrader course directory."""
    return (folder / "submitted").is_dir()


def lesson_of_name(stem: str, lessons: Iterable[str]) -> str:
    """Return the lesson that a file's name mentions: its whole name, or the name's slug, e.g. broadcasting; else ""."""
    low = stem.lower()
    names = list(lessons)
    whole = [name for name in names if name.lower() in low]
    parts = [name for name in names if low in (name.partition("_")[2].lower(), name.partition("_")[0])]
    return (whole or parts or [""])[0]


def _in_course(submitted: Path, lessons: list[str]) -> Iterator[Delivery]:
    for student in _folders(submitted):
        for assignment in _folders(student):
            if assignment.name in lessons:
                stamp, secret = read_note(assignment / "timestamp.txt"), read_note(assignment / "submission_secret.txt")
                for file in _notebook_of(assignment):
                    yield Delivery(student.name, assignment.name, file, stamp, secret)


def _notebook_of(assignment: Path) -> list[Path | None]:
    """The notebook named like the assignment; else whatever was handed in instead; else None."""
    named = assignment / f"{assignment.name}.ipynb"
    if os.path.lexists(named):
        return [named]
    return [*_files(assignment)] or [None]


def _in_plain_folder(folder: Path, lessons: list[str]) -> Iterator[Delivery]:
    for student in _folders(folder):
        files = list(_files(student))
        for file in files:
            yield Delivery(student.name, lesson_of_name(file.stem, lessons), file, read_note(student / "timestamp.txt"))
        if not files:
            yield Delivery(student.name, "", None)
    for file in _files(folder):
        lesson = next((name for name in lessons if name.lower() in file.stem.lower()), "")
        student_id = (
            re.sub(re.escape(lesson), "", file.stem, flags=re.IGNORECASE).strip("_-. ") if lesson else file.stem
        )
        yield Delivery(student_id or file.stem, lesson, file)


def _folders(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if _shown(path) and path.is_dir() and not path.is_symlink())


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if _shown(path) and path.suffix.lower() in SUFFIXES and (path.is_symlink() or not path.is_dir()):
            yield path


def _shown(path: Path) -> bool:
    return not path.name.startswith((".", "__"))
