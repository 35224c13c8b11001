"""The course directory that grades are kept in: its lock, its journal's place, and who may use it."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from autograder.errors import AutograderError
from autograder.intake.find import is_nbgrader_course
from autograder.journal import Journal

PRIVATE = ".autograder"


def course_folder(submissions: Path, wanted: Path | None) -> Path:
    """Return the course directory: the one asked for, else nbgrader's that holds the submissions, else ./graded."""
    if wanted is not None:
        return wanted
    if is_nbgrader_course(submissions):
        return submissions
    return submissions.parent if submissions.name == "submitted" else Path("graded")


def journal_file(course: Path) -> Path:
    """Where the journal of a course is."""
    return course / PRIVATE / "journal.db"


def existing_journal(course: Path) -> Journal:
    """Open the journal of a course in which something was graded.

    Raises: AutograderError if there is none.
    """
    file = journal_file(course)
    if not file.is_file():
        raise AutograderError(f"{course}: nothing has been graded here; `autograder grade SUBMISSIONS` comes first")
    return Journal(file)


@contextmanager
def only_one(course: Path) -> Iterator[None]:
    """Let one grader at a time work in `course`; the lock ends with the process, however it ends.

    Raises: AutograderError if another one does, or if the folder cannot be written.
    """
    private = course / PRIVATE
    try:
        private.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(private / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise AutograderError(
            f"{course}: cannot be written ({error.strerror}); give --course-dir another one"
        ) from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        raise AutograderError(f"{course}: another `autograder` is at work here; wait until it has finished") from None
    try:
        yield
    finally:
        os.close(descriptor)
