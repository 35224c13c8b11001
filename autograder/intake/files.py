"""Read a file that a student handed in: regular files only, no links, nothing above the size limit."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from autograder.errors import SubmissionError

MAX_BYTES = 20_000_000


def read_regular(path: Path, limit: int = MAX_BYTES) -> bytes:
    """Return the bytes of a regular file.

    Raises: SubmissionError if it is a link, not a plain file, larger than `limit` bytes, or unreadable.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        if path.is_symlink():
            raise SubmissionError(f"{path.name} is a link, not a file; hand in the notebook itself") from None
        raise SubmissionError(f"{path.name} cannot be read ({error.strerror})") from None
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise SubmissionError(f"{path.name} is not a plain file; hand in the notebook itself")
        if status.st_size > limit:
            raise SubmissionError(too_large(path.name, status.st_size, limit))
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            return file.read(limit)
    except OSError as error:
        raise SubmissionError(f"{path.name} cannot be read ({error.strerror})") from None
    finally:
        os.close(descriptor)


def too_large(name: str, size: int, limit: int) -> str:
    """The sentence for a file above the limit."""
    return (
        f"{name} has {size / 1e6:.1f} MB; the limit is {limit / 1e6:.0f} MB. "
        "Clear the outputs (Edit > Clear Outputs of All Cells), save, and hand it in again"
    )


def read_note(path: Path) -> str | None:
    """Return the text of a small file such as timestamp.txt; None if it is absent or not a plain small file."""
    try:
        return read_regular(path, 10_000).decode("utf-8", "replace").strip()
    except SubmissionError:
        return None
