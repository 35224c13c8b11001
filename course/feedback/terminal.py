"""A report in the terminal, by rich; without colour the words say the same."""

from __future__ import annotations

from io import StringIO

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from course.feedback.prose import prose_text
from course.feedback.report import CheckResult, ExerciseReport, LessonReport

INDENT = 10


def lesson_view(report: LessonReport) -> RenderableType:
    """Return what `course check` prints for a lesson."""
    total = f"{report.lesson}  {report.title}: {report.earned:g} of {report.points:g} points"
    blocks = [block for exercise in report.exercises for block in (exercise_view(exercise), Text(""))]
    return Group(*blocks, Text(total, style="bold"))


def exercise_view(report: ExerciseReport) -> RenderableType:
    """Return one exercise: headline, diagnosis, every check, and of the failing ones the details."""
    blocks: list[RenderableType] = [prose_text(report.headline, "bold")]
    if report.note:
        blocks.append(Padding(prose_text(report.note), (0, 0, 0, 2)))
    if report.diagnosis:
        blocks.append(Padding(prose_text(report.diagnosis, "yellow"), (0, 0, 0, 2)))
    if not report.unwritten:
        blocks += [view for result in report.results for view in _result(result)]
    return Group(*blocks)


def plain_text(view: RenderableType, width: int = 100) -> str:
    """Return a view as text without colour."""
    stream = StringIO()
    Console(file=stream, width=width, color_system=None, force_terminal=False, force_jupyter=False).print(view)
    return "\n".join(line.rstrip() for line in stream.getvalue().splitlines()).rstrip("\n")


def _result(result: CheckResult) -> list[RenderableType]:
    row = Table.grid(padding=(0, 2))
    row.add_column(no_wrap=True)
    row.add_column(overflow="fold")
    state = Text("  passed", style="green") if result.passed else Text("  failed", style="red")
    row.add_row(state, prose_text(result.sentence + (" (hidden check)" if result.hidden else "")))
    if not result.details:
        return [row]
    details = Table.grid(padding=(0, 2))
    details.add_column(no_wrap=True, style="dim")
    details.add_column(overflow="fold")
    for detail in result.details:
        details.add_row(detail.label, Text(detail.text) if detail.code else prose_text(detail.text))
    return [row, Padding(details, (0, 0, 0, INDENT))]
