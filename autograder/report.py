"""The summary in the terminal: a table per lesson, what the sandbox was, and what did not go as it should."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from autograder.class_report import ClassReport, Row
from autograder.lessons import Lesson
from autograder.results import by_number
from autograder.text import number, visible

MANY = 10
"""So many submissions say something about how fast grading is; the start alone takes seconds."""
NAMED = 6
"""So many students are named beside a mistake."""


def print_report(report: ClassReport, console: Console) -> None:
    """Print the tables, what to look at, the mistakes by how common they are, and the closing lines."""
    for lesson in report.lessons:
        rows = [row for row in report.rows if row.lesson == lesson.name]
        if rows:
            console.print(Text(f"\n{lesson.name}  {lesson.title}", style="bold"), soft_wrap=True)
            console.print(_table(lesson, rows))
            _print_about(rows, console)
            _print_mistakes(rows, console)
            _print_blame(rows, console)
            _print_waiting(lesson, rows, console)
    _print_about([row for row in report.rows if row.lesson not in {lesson.name for lesson in report.lessons}], console)
    console.print(f"\n{closing_line(report)}", soft_wrap=True)
    if report.sandbox:
        console.print(escape(f"Sandbox: {report.sandbox}"), soft_wrap=True)
    if report.failures:
        console.print(f"[red]{report.failures} not graded; start again to try them once more.[/red]")


def closing_line(report: ClassReport) -> str:
    """How many were graded, how fast, and how many had been graded before."""
    earlier = sum(row.earlier for row in report.rows)
    line = f"{counted(report.graded, 'submission')} graded in {report.seconds:.1f} s"
    if report.graded >= MANY:
        line += f" ({1000 * report.seconds / report.graded:.0f} ms each)"
    return f"{line}; {earlier} had been graded before." if earlier else f"{line}."


def counted(count: int, thing: str) -> str:
    """A number of things, e.g. "1 submission" and "2 submissions"."""
    return f"{count} {thing}{'' if count == 1 else 's'}"


def _table(lesson: Lesson, rows: list[Row]) -> Table:
    total = sum(exercise.points for exercise in lesson.exercises)
    table = Table(header_style="bold")
    table.add_column("student", overflow="fold")
    for exercise in lesson.exercises:
        table.add_column(f"{exercise.id}\n/{number(exercise.points)}", justify="right", no_wrap=True)
    table.add_column(f"sum\n/{number(total)}", justify="right", no_wrap=True)
    for row in rows:
        table.add_row(*_cells(row, lesson))
    return table


def _cells(row: Row, lesson: Lesson) -> list[Text]:
    student, result = Text(visible(row.student)), row.result
    if result is None or result.problem:
        return [student, *[Text("-")] * (len(lesson.exercises) + 1)]
    points = [_points(exercise.earned(), exercise.points) for exercise in result.exercises]
    return [student, *points, Text(number(result.earned), style="bold")]


def _points(earned: float, points: float) -> Text:
    style = "green" if earned == points else "red" if not earned else "yellow"
    return Text(number(earned), style=style)


def about(row: Row) -> list[str]:
    """What there is to say about a submission as a whole: why it has no grade, or notes."""
    if row.result is None:
        return [f"not graded: {row.failure}"]
    return [row.result.problem] if row.result.problem else [*row.result.alarms, *row.result.notes]


def mistakes(row: Row) -> list[tuple[str, str]]:
    """The exercises in which something went wrong that has a name, and the sentence that names it."""
    exercises = row.result.exercises if row.result else ()
    return [(e.id, text) for e in exercises for text in (e.diagnosis, *e.notes) if text]


def _print_about(rows: list[Row], console: Console) -> None:
    for row in rows:
        for note in about(row):
            console.print(Text.assemble((f"  {visible(row.student)}  ", "bold"), visible(note)), soft_wrap=True)


def _print_mistakes(rows: list[Row], console: Console) -> None:
    """Each mistake once, with the students who made it: per exercise, the most common one first."""
    made: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        for exercise, sentence in mistakes(row):
            made.setdefault((exercise, sentence), []).append(visible(row.student))
    for (exercise, sentence), students in sorted(made.items(), key=lambda item: (by_number(item[0][0]), -len(item[1]))):
        console.print(Text.assemble((f"  {exercise}  ", "bold"), named(students)), soft_wrap=True)
        console.print(Text(f"       {visible(sentence)}"), soft_wrap=True)


def _print_blame(rows: list[Row], console: Console) -> None:
    """Which exercises fail on the students' own earlier work, and which earlier exercise is to blame."""
    blamed: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        for exercise in row.result.exercises if row.result else ():
            for earlier in exercise.blamed:
                blamed.setdefault((exercise.id, earlier), []).append(visible(row.student))
    for (failing, earlier), students in sorted(blamed.items(), key=lambda item: [by_number(each) for each in item[0]]):
        who = f"{named(students)} (fails on their own earlier work because of {earlier}; scored without it)"
        console.print(Text.assemble((f"  {failing}  ", "bold"), who), soft_wrap=True)


def named(students: Sequence[str]) -> str:
    """How many students and, of a few, who they are."""
    more = f" and {len(students) - NAMED} more" if len(students) > NAMED else ""
    return f"{counted(len(students), 'student')}: {', '.join(map(visible, students[:NAMED]))}{more}"


def _print_waiting(lesson: Lesson, rows: list[Row], console: Console) -> None:
    waiting = sum(len(row.result.written) for row in rows if row.result)
    if waiting:
        worth = number(sum(lesson.written.values()))
        console.print(
            f"  {counted(waiting, 'written answer')} to grade by hand in formgrader ({worth} points a student, not in "
            "the sum above)",
            soft_wrap=True,
            highlight=False,
        )
