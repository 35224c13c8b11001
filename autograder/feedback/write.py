"""Write feedback pages where nbgrader expects them, so that `nbgrader release_feedback` hands them out."""

from __future__ import annotations

from pathlib import Path

from autograder.by_hand import NOTHING, ByHand
from autograder.feedback.markdown import feedback_markdown
from autograder.feedback.page import feedback_page
from autograder.files import write_whole
from autograder.intake import Submission
from autograder.lessons import Lesson
from autograder.results import Result


def write_feedback(
    course: Path, submission: Submission, result: Result, lesson: Lesson | None, by_hand: ByHand = NOTHING
) -> Path:
    """Write feedback/<student>/<lesson>/<lesson>.html, the same as .md, and return the path of the page.

    The timestamp and the secret of nbgrader's exchange go along: `nbgrader release_feedback` reads them there.
    """
    folder = feedback_folder(course, result, lesson)
    for file, text in (("timestamp.txt", submission.timestamp), ("submission_secret.txt", submission.secret)):
        if text is not None:
            write_whole(folder / file, text)
    return write_pages(course, result, lesson, by_hand)


def write_pages(course: Path, result: Result, lesson: Lesson | None, by_hand: ByHand) -> Path:
    """Write the page as HTML and as Markdown and return the path of the former."""
    folder = feedback_folder(course, result, lesson)
    page = folder / f"{folder.name}.html"
    write_whole(page.with_suffix(".md"), feedback_markdown(result, lesson, by_hand))
    write_whole(page, feedback_page(result, lesson, by_hand))
    return page


def feedback_folder(course: Path, result: Result, lesson: Lesson | None) -> Path:
    """Where the feedback of one student and lesson lies."""
    return course / "feedback" / result.student / (lesson.name if lesson else "unknown")
