"""Copies of the gradebook, made before grades that are in it change."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path

from sqlalchemy.engine import make_url

from autograder.course_folder import PRIVATE
from autograder.errors import AutograderError
from autograder.gradebook.settings import GradebookSettings

KEPT = 10
"""So many copies are kept, the newest."""


def back_up(settings: GradebookSettings) -> Path | None:
    """Copy an SQLite gradebook into the course's private folder and return the copy.

    Returns: None if there is no gradebook yet, or if it is on a database server, which has its own way.
    Raises: AutograderError if the copy cannot be made.
    """
    url = make_url(settings.url)
    source = Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None
    if source is None or not source.is_file():
        return None
    folder = settings.course / PRIVATE / "backups"
    copy = folder / f"gradebook-{time.strftime('%Y%m%d-%H%M%S', time.gmtime())}-{time.time_ns() % 10**9:09}.db"
    unfinished = folder / ".unfinished"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        unfinished.unlink(missing_ok=True)
        with closing(sqlite3.connect(source)) as gradebook, closing(sqlite3.connect(unfinished)) as target:
            gradebook.backup(target)  # a consistent copy, even while formgrader writes
        unfinished.rename(copy)
        for old in sorted(folder.glob("gradebook-*.db"))[:-KEPT]:
            old.unlink()
    except (OSError, sqlite3.Error) as error:
        raise AutograderError(
            f"backup of {source}: {error}. No grade was changed: make room or free the gradebook, and start again"
        ) from error
    return copy
