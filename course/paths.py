"""Where things are: the author's checkout, if this is one, and what is generated in it."""

from __future__ import annotations

from pathlib import Path

from course.errors import CourseError

PACKAGE = Path(__file__).resolve().parent


def checkout() -> Path | None:
    """Return the root of the repository this package runs from, or None for a student's installation."""
    root = PACKAGE.parent
    return root if (root / "lessons").is_dir() and (root / "minitorch_ref").is_dir() else None


def require_checkout(command: str) -> Path:
    """Return the root of the repository.

    Raises: CourseError if `command` runs from a student's installation, which has no lesson sources.
    """
    root = checkout()
    if root is None:
        raise CourseError(
            f"{command}: needs the course's repository (lessons/ and minitorch_ref/); this is a student's kit"
        )
    return root
