"""Late submissions: nbgrader's plugin for the penalty, and the penalties of a lesson in the gradebook.

nbgrader_config.py says which plugin decides; without a line there, nobody loses points for being late:

    c.AssignLatePenalties.plugin_class = "autograder.gradebook.late.LatePolicy"
    c.LatePolicy.percent_per_day = 10
"""

from __future__ import annotations

import logging
import math
from collections.abc import Collection, Iterable
from typing import Any

from nbgrader.api import MissingEntry, SubmittedAssignment
from nbgrader.plugins import LateSubmissionPlugin
from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy.exc import SQLAlchemyError
from traitlets import Dict, Float

from autograder.errors import AutograderError
from autograder.gradebook.settings import GradebookSettings, open_gradebook, submissions_of

DAY = 24 * 3600.0


class LatePolicy(LateSubmissionPlugin):  # type: ignore[misc]
    """A part of the points is lost with every day begun after the due date, an extension included."""

    grace_minutes = Float(15.0, min=0.0, help="So many minutes late cost nothing.").tag(config=True)
    percent_per_day = Float(10.0, min=0.0, max=100.0, help="Per cent of the points, per day begun.").tag(config=True)
    most_percent = Float(50.0, min=0.0, max=100.0, help="Never more than so many per cent are lost.").tag(config=True)
    extra_hours = Dict(
        value_trait=Float(), key_trait=None, help="{student: hours more than others have, in every lesson}"
    ).tag(config=True)

    def late_submission_penalty(self, student_id: str, score: float, total_seconds_late: float) -> float | None:
        """Return the points that are lost; None if none are.

        Args:
            student_id: the student, who may have extra hours.
            score: points earned.
            total_seconds_late: seconds from the due date to the submission.
        """
        late = total_seconds_late - 3600.0 * self.extra_hours.get(student_id, 0.0)
        if late <= 60.0 * self.grace_minutes:
            return None
        percent = min(self.most_percent, self.percent_per_day * math.ceil(late / DAY))
        return float(score * percent / 100.0)


def assign_penalties(
    settings: GradebookSettings, lesson: str, students: Collection[str] | None = None
) -> dict[str, float]:
    """Bring the penalties of submissions of a lesson to what the configured plugin says; return those above 0.

    Manual grades count: run again after them, the penalty follows the points.

    Raises: AutograderError if the database refuses.
    """
    try:
        with open_gradebook(settings) as gradebook:
            penalties = _assign(submissions_of(gradebook, lesson, students), _plugin(settings))
            gradebook.db.commit()
            return penalties
    except SQLAlchemyError as error:
        raise AutograderError(
            f"gradebook {settings.url}: {error.__class__.__name__}: {getattr(error, 'orig', None) or error}. "
            "Late penalties are as they were: free the database and start again"
        ) from error


def extend(settings: GradebookSettings, lesson: str, student: str, hours: float) -> None:
    """Give a student so many hours more for a lesson than others have; 0 takes an extension back.

    Raises: AutograderError if the gradebook does not know the lesson or the student's submission.
    """
    with open_gradebook(settings) as gradebook:
        try:
            gradebook.grant_extension(lesson, student, hours=hours)
        except MissingEntry:
            raise AutograderError(
                f"extend: the gradebook has no submission of {student!r} for {lesson}. It keeps extensions with "
                "submissions: grade what was handed in first, then extend; penalties follow"
            ) from None


def _plugin(settings: GradebookSettings) -> Any:
    try:
        preprocessor = AssignLatePenalties(config=settings.config)
        preprocessor.init_plugin()
    except Exception as error:  # whatever the instructor's configuration or plugin raises
        raise AutograderError(
            f"late penalties: the plugin in nbgrader_config.py cannot be used ({error}); mend that line"
        ) from error
    preprocessor.plugin_inst.log = logging.getLogger("autograder.late")
    return preprocessor.plugin_inst


def _assign(submissions: Iterable[SubmittedAssignment], plugin: Any) -> dict[str, float]:
    penalties = {}
    for submission in submissions:
        # nbgrader's own sum fails on an extension of an assignment without a due date
        late = submission.total_seconds_late if submission.assignment.duedate else 0.0
        for notebook in submission.notebooks:
            wanted = plugin.late_submission_penalty(submission.student_id, notebook.score, late) if late else None
            penalty = min(max(wanted, 0.0), notebook.score) if wanted is not None else None
            if notebook.late_submission_penalty != penalty:
                notebook.late_submission_penalty = penalty
            if penalty:
                penalties[submission.student_id] = penalty
    return penalties
