"""What `check` gives back: a number to nbgrader, the feedback to a reader."""

from __future__ import annotations

from course.feedback.html import exercise_html
from course.feedback.report import ExerciseReport
from course.feedback.terminal import exercise_view, plain_text


class Score(float):
    """The points earned. As text it is that number, which nbgrader reads as partial credit; in a notebook the feedback.

    nbgrader takes an output of "0" for no points, and everything that is no number for full marks: so the text is never
    anything else.
    """

    report: ExerciseReport

    def __new__(cls, report: ExerciseReport) -> Score:
        """Return the score of a report."""
        score = super().__new__(cls, report.earned)
        score.report = report
        return score

    def __repr__(self) -> str:
        """The number of points, e.g. 2 or 1.5."""
        return f"{float(self):g}"

    def __str__(self) -> str:
        """The report as text."""
        return plain_text(exercise_view(self.report))

    def _repr_html_(self) -> str:
        return exercise_html(self.report)
