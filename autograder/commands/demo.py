"""`autograder demo [DIR]`."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from rich.console import Console

from autograder.demo.run import Finding, play
from autograder.progress import progress_bar
from autograder.report import closing_line, notes_of
from autograder.text import number


@click.command
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default=Path("build/grade-demo"))
def command(folder: Path) -> None:
    """Make up a class of some forty students, honest, clumsy and hostile, grade it, and check every grade.

    Exits with 1 if a hostile submission gains a point or an honest one loses one.
    """
    console = Console(file=sys.stdout, width=None if sys.stdout.isatty() else 140)
    with progress_bar() as progress:
        report, findings = play(folder, click.echo, progress)
    for finding in findings:
        _print(finding)
    console.print(f"{closing_line(report)} Sandbox: {report.sandbox}.")
    wrong = [finding for finding in findings if finding.wrong]
    click.echo(f"{len(findings) - len(wrong)} of {len(findings)} grades are what they must be. All of it: {folder}")
    if wrong:
        sys.exit(1)


def _print(finding: Finding) -> None:
    result = finding.row.result
    points = "-" if result is None or result.problem else number(result.earned)
    click.echo(f"{finding.row.student:36} {finding.row.lesson:18} {points:>6}")
    if finding.person.tries:
        click.echo(f"    tried: {finding.person.tries}")
    for note in notes_of(finding.row)[:4]:
        click.echo(f"    {note[:160]}")
    if finding.wrong:
        click.echo(click.style(f"    MUST NOT BE: {finding.wrong}", fg="red"))
