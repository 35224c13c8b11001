"""The instructor's report in the terminal."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.analysis.lesson_analysis import LessonAnalysis
from autograder.report import counted, named
from autograder.text import number, visible

BAR = 40
"""Characters of the longest bar."""
SHOWN = 12
"""So many mistakes, clusters and students are printed; the web page and the JSON have all."""


def print_analysis(analysis: LessonAnalysis, console: Console) -> None:
    """Print one lesson."""
    console.print(Text(f"\n{analysis.lesson}  {analysis.title}", style="bold"), soft_wrap=True)
    unreadable = f", {analysis.unreadable} not counted" if analysis.unreadable else ""
    console.print(f"{counted(analysis.submissions, 'submission')}{unreadable}", highlight=False)
    _print_distribution(analysis, console)
    _print_exercises(analysis, console)
    _print_list(
        "Most common mistakes", [(m.exercise, f"{named(m.students)}: {m.sentence}") for m in analysis.mistakes], console
    )
    _print_list(
        "Failures without a sentence",
        [(c.exercise, f"{named(c.students)}: fails {', '.join(c.failed)}. {c.says}") for c in analysis.clusters],
        console,
    )
    _print_list("Who needs attention", [(who.student, "; ".join(who.reasons)) for who in analysis.attention], console)


def _print_distribution(analysis: LessonAnalysis, console: Console) -> None:
    found = analysis.distribution
    if found.mean is None or found.quartiles is None:
        return
    low, middle, high = (f"{100 * share:.0f} %" for share in found.quartiles)
    mean = f"mean {100 * found.mean:.0f} %, median {middle}, the middle half {low} to {high}"
    console.print(f"Points of {number(analysis.points)}: {mean}", highlight=False)
    tallest = max(found.histogram)
    for place, count in enumerate(found.histogram):
        bar = "█" * round(BAR * count / tallest)
        console.print(f"  {100 * place // len(found.histogram):3} % {bar} {count or ''}", highlight=False)


def _print_exercises(analysis: LessonAnalysis, console: Console) -> None:
    table = Table(header_style="bold")
    table.add_column("exercise", no_wrap=True)
    for name in ("points", "difficulty", "discri-\nmination", "median\nms"):
        table.add_column(name, justify="right")
    table.add_column("most failed check", overflow="fold")
    for exercise in analysis.exercises:
        worst = max(exercise.checks, key=lambda check: check.failed)
        failed = f"{100 * worst.failure_rate:.0f} % {worst.name}{' (hidden)' if worst.hidden else ''}"
        telling = "-" if exercise.discrimination is None else f"{exercise.discrimination:.2f}"
        table.add_row(
            exercise.id,
            number(exercise.points),
            f"{exercise.difficulty:.2f}",
            Text(telling, style="red" if (exercise.discrimination or 0) < 0 else ""),
            f"{1000 * exercise.seconds:.1f}",
            failed if worst.failed else "",
        )
    if analysis.exercises:
        console.print(table)


def _print_list(heading: str, lines: list[tuple[str, str]], console: Console) -> None:
    if not lines:
        return
    console.print(Text(heading, style="bold"))
    for first, rest in lines[:SHOWN]:
        console.print(Text.assemble((f"  {visible(first)}  ", "bold"), visible(rest)), soft_wrap=True)
    if len(lines) > SHOWN:
        console.print(f"  and {len(lines) - SHOWN} more: --html or --json", highlight=False)
