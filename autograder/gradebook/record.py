"""Write grades in bulk: one transaction for a whole class, with nbgrader's own tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from nbgrader.api import (
    Assignment,
    Comment,
    Grade,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
    new_uuid,
)
from nbgrader.utils import parse_utc
from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.exc import SQLAlchemyError

from autograder.errors import AutograderError
from autograder.gradebook.entries import Entry
from autograder.gradebook.settings import GradebookSettings, open_gradebook
from autograder.gradebook.structure import Structure


def record(settings: GradebookSettings, structure: Structure, entries: Sequence[Entry]) -> None:
    """Record entries of one lesson, all or none. Recording them again changes nothing.

    Manual scores, extra credit, comments by people and late penalties are left alone; a cell whose automatic score
    changes although a person graded it is marked for review, as nbgrader does.

    Raises: AutograderError if the database refuses; nothing is recorded then.
    """
    try:
        with open_gradebook(settings) as gradebook, gradebook.engine.begin() as db:
            _Transaction(db, structure, entries).run()
    except SQLAlchemyError as error:
        raise AutograderError(
            f"gradebook {settings.url}: {error.__class__.__name__}: {getattr(error, 'orig', None) or error}. "
            "Nothing was recorded; results are kept: free the database and start again"
        ) from error


def recorded_points(settings: GradebookSettings, lesson: str) -> dict[str, float]:
    """Return {student: automatic points that the gradebook holds for a lesson} of those who are in it."""
    points = (
        select(SubmittedAssignment.student_id, func.coalesce(func.sum(Grade.auto_score), 0.0))
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .outerjoin(Grade, Grade.notebook_id == SubmittedNotebook.id)
        .where(Assignment.name == lesson)
        .group_by(SubmittedAssignment.student_id)
    )
    with open_gradebook(settings) as gradebook:
        return {student: float(earned) for student, earned in gradebook.db.execute(points)}


class _Transaction:
    """The rows of one lesson: what exists is read once, then inserts and updates are made in bulk."""

    def __init__(self, db: Any, structure: Structure, entries: Sequence[Entry]) -> None:
        self.db = db
        self.structure = structure
        self.entries = {entry.student: entry for entry in entries}

    def run(self) -> None:
        self._students()
        submissions = self._submissions()
        notebooks = self._notebooks(submissions)
        self._grades(notebooks)
        self._comments(notebooks)

    def _students(self) -> None:
        known = set(self.db.scalars(select(Student.id)))
        self._insert(Student, [{"id": student} for student in self.entries if student not in known])

    def _submissions(self) -> dict[str, str]:
        assignment = self.structure.assignment
        rows = self.db.execute(
            select(SubmittedAssignment.student_id, SubmittedAssignment.id).where(
                SubmittedAssignment.assignment_id == assignment
            )
        )
        ids = {student: id_ for student, id_ in rows if student in self.entries}
        stamps = {entry.student: _time(entry.timestamp) for entry in self.entries.values()}
        new = {student: new_uuid() for student in self.entries if student not in ids}
        self._insert(
            SubmittedAssignment,
            [
                {"id": id_, "assignment_id": assignment, "student_id": student, "timestamp": stamps[student]}
                for student, id_ in new.items()
            ],
        )
        self._update(
            SubmittedAssignment,
            [{"row": id_, "timestamp": stamps[s]} for s, id_ in ids.items() if stamps[s] is not None],
        )
        return ids | new

    def _notebooks(self, submissions: dict[str, str]) -> dict[str, str]:
        rows = self.db.execute(
            select(SubmittedNotebook.assignment_id, SubmittedNotebook.id).where(
                SubmittedNotebook.notebook_id == self.structure.notebook
            )
        )
        ids = dict(tuple(row) for row in rows)
        new = {submission: new_uuid() for submission in submissions.values() if submission not in ids}
        self._insert(
            SubmittedNotebook,
            [{"id": i, "assignment_id": s, "notebook_id": self.structure.notebook} for s, i in new.items()],
        )
        return {student: (ids | new)[submission] for student, submission in submissions.items()}

    def _grades(self, notebooks: dict[str, str]) -> None:
        known = self._existing(Grade, [cell for cell, _ in self.structure.grade_cells.values()])
        inserts, updates = [], []
        for student, notebook in notebooks.items():
            entry = self.entries[student]
            for name, (cell, _) in self.structure.grade_cells.items():
                old = known.get((notebook, cell))
                score = entry.scores.get(name)
                if old is None:
                    inserts.append(
                        {
                            "id": new_uuid(),
                            "cell_id": cell,
                            "notebook_id": notebook,
                            "auto_score": score,
                            "needs_manual_grade": score is None,
                        }
                    )
                elif not entry.keep and (review := _review(old, score)) is not None:
                    updates.append({"row": old.id, "auto_score": score, "needs_manual_grade": review})
        self._insert(Grade, inserts)
        self._update(Grade, updates)

    def _comments(self, notebooks: dict[str, str]) -> None:
        known = self._existing(Comment, list(self.structure.solution_cells.values()))
        inserts, updates = [], []
        for student, notebook in notebooks.items():
            entry = self.entries[student]
            for name, cell in self.structure.solution_cells.items():
                old = known.get((notebook, cell))
                text = entry.comments.get(name)
                if old is None:
                    inserts.append({"id": new_uuid(), "cell_id": cell, "notebook_id": notebook, "auto_comment": text})
                elif not entry.keep and old.auto_comment != text:
                    updates.append({"row": old.id, "auto_comment": text})
        self._insert(Comment, inserts)
        self._update(Comment, updates)

    def _existing(self, table: Any, cells: list[str]) -> dict[tuple[str, str], Any]:
        rows = self.db.execute(select(table.__table__).where(table.cell_id.in_(cells)))
        return {(row.notebook_id, row.cell_id): row for row in rows}

    def _insert(self, table: Any, rows: Iterable[dict[str, Any]]) -> None:
        if rows := list(rows):
            self.db.execute(insert(table.__table__), rows)

    def _update(self, table: Any, rows: list[dict[str, Any]]) -> None:
        if rows:
            self.db.execute(update(table.__table__).where(table.__table__.c.id == bindparam("row")), rows)


def _review(old: Any, score: float | None) -> bool | None:
    """Whether a person has to look at a cell whose row exists; None if nothing about it changes."""
    review = score is None or old.manual_score is not None
    unchanged = old.auto_score == score and (old.manual_score is not None or old.needs_manual_grade == review)
    return None if unchanged else review


def _time(timestamp: str | None) -> Any:
    try:
        return parse_utc(timestamp) if timestamp else None
    except Exception:  # the text comes from a file that a student may have written
        return None
