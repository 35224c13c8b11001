"""The summary in the terminal: a table per lesson, what the sandbox was, and what did not go as it should."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from autograder.class_report import ClassReport, Row
from autograder.lessons import Lesson
from autograder.text import number, visible


def print_report(report: ClassReport, console: Console) -> None:
    """Print the tables and the closing lines."""
    for lesson in report.lessons:
        rows = [row for row in report.rows if row.lesson == lesson.name]
        if rows:
            console.print(_table(lesson, rows))
            _print_notes(rows, console)
    astray = [row for row in report.rows if row.lesson not in {lesson.name for lesson in report.lessons}]
    _print_notes(astray, console)
    console.print(closing_line(report), soft_wrap=True)
    if report.sandbox:
        console.print(escape(f"Sandbox: {report.sandbox}"), soft_wrap=True)
    if report.failures:
        console.print(f"[red]{report.failures} not graded; start again to try them once more.[/red]")


def closing_line(report: ClassReport) -> str:
    """How many were graded, how fast, and how many had been graded before."""
    earlier = sum(row.earlier for row in report.rows)
    line = f"{report.graded} submissions graded in {report.seconds:.1f} s"
    if report.graded:
        line += f" ({1000 * report.seconds / report.graded:.0f} ms each)"
    return f"{line}; {earlier} had been graded before." if earlier else f"{line}."


def _table(lesson: Lesson, rows: list[Row]) -> Table:
    total = sum(exercise.points for exercise in lesson.exercises)
    table = Table(title=f"{escape(lesson.name)}  {escape(lesson.title)}", title_justify="left", header_style="bold")
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


def notes_of(row: Row) -> list[str]:
    """What there is to say about a submission: problem or failure, notes, and the diagnosis of each exercise."""
    if row.result is None:
        return [f"not graded: {row.failure}"]
    if row.result.problem:
        return [row.result.problem]
    said = [*row.result.notes]
    for exercise in row.result.exercises:
        said += [f"{exercise.id}: {text}" for text in (exercise.diagnosis, *exercise.notes) if text]
    return said


def _print_notes(rows: list[Row], console: Console) -> None:
    for row in rows:
        for note in notes_of(row):
            console.print(Text.assemble((f"  {visible(row.student)}  ", "bold"), visible(note)), soft_wrap=True)
