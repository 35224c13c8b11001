"""`autograder demo [DIR]`."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import click
from rich.console import Console

from autograder.demo.run import Finding, play
from autograder.progress import progress_bar
from autograder.report import about, closing_line, mistakes
from autograder.text import number, visible


@click.command
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default=Path("build/grade-demo"))
def command(folder: Path) -> None:
    """Make up a class of students, honest, clumsy and hostile, grade it, and check every grade.

    Exits with 1 if a hostile submission gains a point or an honest one loses one.
    """
    console = Console(width=None if sys.stdout.isatty() else 140)
    with progress_bar() as progress:
        report, findings = play(folder, click.echo, progress)
    for finding in findings:
        _print(finding)
    console.print(f"{closing_line(report)} Sandbox: {report.sandbox}.")
    wrong = [finding for finding in findings if finding.wrong]
    right = len(findings) - len(wrong)
    click.echo(f"{right} of {len(findings)} grades are what they must be. All of it: {folder}")
    if wrong:
        sys.exit(1)


def _print(finding: Finding) -> None:
    row, result = finding.row, finding.row.result
    points = "-" if result is None or result.problem else f"{number(result.earned)}/{number(result.points)}"
    click.echo(f"{visible(row.student):36} {row.lesson:18} {points:>6}")
    if finding.person.tries:
        click.echo(f"    tried: {finding.person.tries}")
    for note in about(row):
        click.echo(f"    {visible(note)}")
    for exercise, sentence in mistakes(row):
        click.echo(f"    {exercise}  {visible(_first(sentence))}")
    if finding.wrong:
        click.echo(click.style(f"    MUST NOT BE: {finding.wrong}", fg="red"))


def _first(text: str) -> str:
    """The first sentence of a diagnosis; the student's page has all of it."""
    found = re.match(r".+?[.?!](?=\s|$)", text, flags=re.DOTALL)
    return " ".join((found[0] if found else text).split())
