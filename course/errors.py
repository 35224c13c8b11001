"""Errors of the course tools.

CourseError
├── LessonError      a lesson's source is refused; names lesson, cell and line
├── KitError         the kit is missing or does not hold what was asked for
└── WorkspaceError   the student's folder is missing, damaged or cannot be written
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class CourseError(Exception):
    """Something the user can act on; the message says what happened, with which values, and the way out."""


class LessonError(CourseError):
    """A lesson's source is refused."""


class KitError(CourseError):
    """The kit is missing or does not hold what was asked for."""


class WorkspaceError(CourseError):
    """The student's folder is missing, damaged or cannot be written."""


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return ``; did you mean "x"?`` for the nearest known name, or the list of the known ones."""
    names = list(known)
    near = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
    return f'; did you mean "{near[0]}"?' if near else f"; known: {', '.join(names) or 'none'}"
