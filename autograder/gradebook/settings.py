"""Where a course keeps its gradebook: nbgrader's own configuration of the course directory, or a database URL."""

from __future__ import annotations

import os
import shutil
import sqlite3
import sysconfig
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from nbgrader.api import Assignment, Gradebook, SubmittedAssignment
from nbgrader.coursedir import CourseDirectory
from sqlalchemy.exc import SQLAlchemyError
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from autograder.course_folder import PRIVATE
from autograder.errors import AutograderError
from course.nbgrader_bridge.course_folder import CODE_STUB, TEXT_STUB


@dataclass(frozen=True)
class GradebookSettings:
    """Course directory, SQLAlchemy URL of its gradebook, nbgrader's course id and its whole configuration."""

    course: Path
    url: str
    course_id: str
    config: Config


def open_gradebook(settings: GradebookSettings) -> Gradebook:
    """Open nbgrader's gradebook; a new database is made ready. Use it as a context manager.

    nbgrader runs the command `alembic` for a new database, which lies beside this Python and need not be on the PATH.

    Raises: AutograderError if the database cannot be opened.
    """
    if shutil.which("alembic") is None:
        os.environ["PATH"] = os.pathsep.join([os.environ.get("PATH", os.defpath), sysconfig.get_path("scripts")])
    try:
        return Gradebook(settings.url, settings.course_id)
    except (SQLAlchemyError, OSError) as error:
        cause = getattr(error, "orig", None) or error
        raise AutograderError(
            f"gradebook {settings.url}: cannot be opened ({cause}). Results are kept in the journal: "
            f"{_way_out(cause)}, and start again"
        ) from error


def _way_out(cause: BaseException) -> str:
    if isinstance(cause, OSError | sqlite3.OperationalError):  # locked, full, not to be written
        return "free the database or the disk"
    return f"move the database aside, put back a copy from {PRIVATE}/backups or begin without one"


def submissions_of(gradebook: Gradebook, lesson: str, students: Collection[str] | None) -> list[SubmittedAssignment]:
    """Return the submissions of a lesson that a gradebook holds: all, or those of some students."""
    found = gradebook.db.query(SubmittedAssignment).join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
    found = found.filter(Assignment.name == lesson)
    return list(found if students is None else found.filter(SubmittedAssignment.student_id.in_(students)))


def settings_of(course: Path, url: str | None = None) -> GradebookSettings:
    """Return the settings of a course directory; `url` overrides what nbgrader_config.py says.

    Raises: AutograderError if nbgrader_config.py cannot be read.
    """
    config = Config({"ClearSolutions": {"code_stub": {"python": CODE_STUB}, "text_stub": TEXT_STUB}})
    if (course / "nbgrader_config.py").is_file():
        try:
            config = PyFileConfigLoader("nbgrader_config.py", path=str(course)).load_config()
        except Exception as error:
            raise AutograderError(f"{course / 'nbgrader_config.py'} cannot be read: {error}; mend it first") from error
    directory = CourseDirectory(config=config, root=str(course.resolve()))
    return GradebookSettings(course, url or directory.db_url, directory.course_id or "default_course", config)
