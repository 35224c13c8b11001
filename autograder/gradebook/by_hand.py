"""Read what people have added in formgrader: points and comments for written answers, and late penalties."""

from __future__ import annotations

from collections.abc import Collection

from autograder.by_hand import ByHand
from autograder.gradebook.settings import GradebookSettings, open_gradebook, submissions_of


def read_by_hand(
    settings: GradebookSettings, lesson: str, students: Collection[str] | None = None
) -> dict[str, ByHand]:
    """Return {student: what was decided by hand} for the submissions of a lesson, all or those of some students."""
    found = {}
    with open_gradebook(settings) as gradebook:
        for submission in submissions_of(gradebook, lesson, students):
            for notebook in submission.notebooks:
                written = [grade for grade in notebook.grades if grade.name.startswith("answer-")]
                points = {_question(grade.name): grade.score for grade in written if not grade.needs_manual_grade}
                said = {_question(c.name): c.manual_comment for c in notebook.comments if c.manual_comment}
                found[submission.student_id] = ByHand(points, said, notebook.late_submission_penalty or 0.0)
    return found


def _question(grade_id: str) -> str:
    """answer-1-A is question 1.A, exercise-1-2 exercise 1.2."""
    return grade_id.partition("-")[2].replace("-", ".")
