"""The instructor's end of nbgrader's exchange: collect what came in, release feedback."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterable

from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange import ExchangeError
from nbgrader.exchange.default import ExchangeCollect, ExchangeReleaseFeedback

from autograder.errors import AutograderError
from autograder.gradebook.settings import GradebookSettings


def collect(settings: GradebookSettings, lesson: str) -> None:
    """Copy the newest submission of every student into submitted/, as `nbgrader collect --update` does.

    Raises: AutograderError if the exchange cannot be used.
    """
    collector = ExchangeCollect(coursedir=_directory(settings, lesson), config=settings.config)
    collector.update = True
    collector.log = _quiet()
    try:
        collector.start()
    except (ExchangeError, OSError) as error:
        raise AutograderError(f"collect {lesson}: {error}; has it been released, and is the exchange there?") from error


def release_feedback(settings: GradebookSettings, lesson: str, students: Iterable[str]) -> None:
    """Hand out the feedback pages of students who handed in through the exchange; the others are passed over.

    Raises: AutograderError if the exchange cannot be used.
    """
    for student in students:
        folder = settings.course / "feedback" / student / lesson
        if not (folder / "submission_secret.txt").is_file():
            continue
        release = ExchangeReleaseFeedback(coursedir=_directory(settings, lesson, student), config=settings.config)
        release.log = _quiet()
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", ResourceWarning)  # nbgrader leaves a file open
                release.start()
        except (ExchangeError, OSError) as error:
            raise AutograderError(f"release feedback of {student} for {lesson}: {error}") from error


def _directory(settings: GradebookSettings, assignment: str, student: str = "*") -> CourseDirectory:
    directory = CourseDirectory(config=settings.config, root=str(settings.course.resolve()))
    directory.assignment_id, directory.student_id = assignment, student
    return directory


def _quiet() -> logging.Logger:
    log = logging.getLogger("autograder.exchange")
    log.setLevel(logging.ERROR)
    return log
