"""Write feedback pages where nbgrader expects them, so that `nbgrader release_feedback` hands them out."""

from __future__ import annotations

from pathlib import Path

from autograder.feedback.page import feedback_page
from autograder.files import write_whole
from autograder.intake import Submission
from autograder.lessons import Lesson
from autograder.results import Result


def write_feedback(course: Path, submission: Submission, result: Result, lesson: Lesson | None) -> Path:
    """Write one page to feedback/<student>/<lesson>/<lesson>.html and return its path.

    The timestamp and the secret of nbgrader's exchange go along: `nbgrader release_feedback` reads them there.
    """
    name = lesson.name if lesson else "unknown"
    folder = course / "feedback" / result.student / name
    page = folder / f"{name}.html"
    write_whole(page, feedback_page(result, lesson))
    for file, text in (("timestamp.txt", submission.timestamp), ("submission_secret.txt", submission.secret)):
        if text is not None:
            write_whole(folder / file, text)
    return page
