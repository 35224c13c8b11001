"""Grades as CSV: with a column per exercise, or as Canvas and Moodle import them; and as a plugin for nbgrader.

    nbgrader export --exporter=autograder.gradebook.export.ExerciseExporter --to=grades.csv

Canvas takes the columns Student, ID, SIS User ID, SIS Login ID and Section and then one per assignment, with a row of
points possible (Instructure, "How do I import grades in the Gradebook?"). In Moodle the instructor says while importing
which column names the user and which goes to which grade item (Moodle documentation, "Grade import").
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Collection, Iterable, Sequence
from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.plugins import ExportPlugin

from autograder.files import write_whole
from autograder.gradebook.standing import LessonColumns, Standing, columns, standings
from autograder.text import number, visible

Cells = list[str]
Table = Iterable[Cells]


def exercise_table(lessons: Sequence[LessonColumns], students: Sequence[Standing]) -> Table:
    """A row per student; per lesson a column for each exercise and question, the penalty, the score and its maximum."""
    head = ["student_id", "last_name", "first_name", "email"]
    for lesson in lessons:
        head += [f"{lesson.name} {part} /{number(points)}" for part, points in lesson.parts.items()]
        head += [f"{lesson.name} {what}" for what in ("submitted", "late penalty", "score", "max_score")]
    yield head
    for student in students:
        row = [student.id, student.last_name, student.first_name, student.email]
        for lesson in lessons:
            mine = student.lessons.get(lesson.name)
            if mine is None:
                row += [""] * (len(lesson.parts) + 2) + ["0", number(lesson.points)]
                continue
            row += [number(mine.parts.get(part, 0.0)) for part in lesson.parts]
            row += [mine.timestamp, number(mine.penalty), number(mine.score), number(lesson.points)]
        yield row


def canvas_table(lessons: Sequence[LessonColumns], students: Sequence[Standing]) -> Table:
    """Canvas's gradebook; who has handed in nothing has an empty cell, which changes nothing there."""
    yield ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", *(lesson.name for lesson in lessons)]
    yield ["    Points Possible", "", "", "", "", *(number(lesson.points) for lesson in lessons)]
    for student in students:
        name = f"{student.last_name}, {student.first_name}" if student.last_name else student.first_name or student.id
        yield [name, student.lms_id, "", student.id, "", *_scores(lessons, student)]


def moodle_table(lessons: Sequence[LessonColumns], students: Sequence[Standing]) -> Table:
    """Moodle's import: four ways to say who it is, then a column per grade item."""
    yield ["Username", "ID number", "First name", "Last name", "Email address", *(lesson.name for lesson in lessons)]
    for student in students:
        who = [student.id, student.lms_id, student.first_name, student.last_name, student.email]
        yield [*who, *_scores(lessons, student)]


FORMATS: dict[str, Callable[[Sequence[LessonColumns], Sequence[Standing]], Table]] = {
    "csv": exercise_table,
    "canvas": canvas_table,
    "moodle": moodle_table,
}


def export(
    gradebook: Gradebook,
    file: Path,
    kind: str = "csv",
    lessons: Collection[str] = (),
    students: Collection[str] = (),
) -> int:
    """Write the grades of a gradebook; return how many students that are.

    Args:
        gradebook: an open gradebook.
        file: where to; the old one stays until the new one is whole.
        kind: a key of FORMATS.
        lessons: these only; all if empty.
        students: these only; all if empty.
    """
    wanted = columns(gradebook, lessons)
    rows = standings(gradebook, wanted, students)
    write_whole(file, to_csv(FORMATS[kind](wanted, rows)))
    return len(rows)


def to_csv(table: Table) -> str:
    """Return a table as CSV in which no cell is a formula, whatever a student calls themselves."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows([harmless(cell) for cell in row] for row in table)
    return text.getvalue()


def harmless(cell: str) -> str:
    """Return a cell that spreadsheets show instead of computing it: an apostrophe goes before what begins a formula."""
    shown = visible(cell)
    return f"'{shown}" if shown.lstrip().startswith(("=", "+", "-", "@", "\t", "|", "%")) else shown


def _scores(lessons: Sequence[LessonColumns], student: Standing) -> Cells:
    mine = (student.lessons.get(lesson.name) for lesson in lessons)
    return [number(standing.score) if standing else "" for standing in mine]


class ExerciseExporter(ExportPlugin):  # type: ignore[misc]
    """Plugin for `nbgrader export`: a column per exercise."""

    def export(self, gradebook: Gradebook) -> None:
        """Write the grades to `--to`, grades.csv by default."""
        file = Path(self.to or "grades.csv")
        count = export(gradebook, file, lessons=list(map(str, self.assignment)), students=list(map(str, self.student)))
        self.log.info("%d students exported to %s", count, file)
