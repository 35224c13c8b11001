"""Every student's standing as the gradebook has it: points per exercise and question, penalties, people's grades."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from nbgrader.api import Gradebook, MissingEntry


@dataclass(frozen=True)
class LessonColumns:
    """A lesson in the gradebook: its name, what it is worth, and {exercise or question: points}."""

    name: str
    points: float
    parts: dict[str, float]


@dataclass(frozen=True)
class LessonStanding:
    """One student in one lesson; without a submission there is none.

    Attributes:
        parts: {exercise or question: points}.
        penalty: points lost for being late.
        score: what counts: all points less the penalty, never below 0.
        timestamp: when it was handed in; "" if nobody noted it.
    """

    parts: dict[str, float]
    penalty: float
    score: float
    timestamp: str


@dataclass(frozen=True)
class Standing:
    """One student: who it is, as the gradebook knows them, and {lesson: standing}."""

    id: str
    first_name: str
    last_name: str
    email: str
    lms_id: str
    lessons: dict[str, LessonStanding] = field(default_factory=dict)


def columns(gradebook: Gradebook, wanted: Collection[str] = ()) -> list[LessonColumns]:
    """Return the lessons of a gradebook, or those wanted, by name."""
    found = []
    for assignment in gradebook.assignments:
        if not wanted or assignment.name in wanted:
            parts: dict[str, float] = {}
            for notebook in assignment.notebooks:
                for cell in notebook.grade_cells:
                    parts[_part(cell.name)] = parts.get(_part(cell.name), 0.0) + cell.max_score
            found.append(LessonColumns(assignment.name, assignment.max_score, parts))
    return sorted(found, key=lambda column: column.name)


def standings(gradebook: Gradebook, lessons: Collection[LessonColumns], wanted: Collection[str] = ()) -> list[Standing]:
    """Return all students of a gradebook, or those wanted, by id."""
    students = sorted(gradebook.students, key=lambda student: str(student.id))
    found = []
    for student in students:
        if not wanted or student.id in wanted:
            first, last = str(student.first_name or ""), str(student.last_name or "")
            mine = {lesson.name: _standing(gradebook, lesson.name, student.id) for lesson in lessons}
            present = {name: standing for name, standing in mine.items() if standing is not None}
            email, lms = str(student.email or ""), str(student.lms_user_id or "")
            found.append(Standing(student.id, first, last, email, lms, present))
    return found


def _standing(gradebook: Gradebook, lesson: str, student: str) -> LessonStanding | None:
    try:
        submission = gradebook.find_submission(lesson, student)
    except MissingEntry:
        return None
    parts: dict[str, float] = {}
    for notebook in submission.notebooks:
        for grade in notebook.grades:
            parts[_part(grade.name)] = parts.get(_part(grade.name), 0.0) + grade.score
    penalty = submission.late_submission_penalty or 0.0
    return LessonStanding(parts, penalty, max(0.0, submission.score - penalty), str(submission.timestamp or ""))


def _part(grade_id: str) -> str:
    """check-2-1 and hidden-2-1 are parts of exercise 2.1, answer-2-A is question 2.A."""
    return grade_id.partition("-")[2].replace("-", ".")
