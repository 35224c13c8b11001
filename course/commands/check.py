"""`course check`: run a lesson's visible checks on the student's package, in a fresh process."""

from __future__ import annotations

import json
import sys

import click

from course import kit, workspace


@click.command("check")
@click.argument("lesson")
@click.option("--exercise", "-e", help='Only this one: its number ("2.1") or the name it defines.')
@click.option("--json", "as_json", is_flag=True, help="Print the results for a program.")
def command(lesson: str, exercise: str | None, as_json: bool) -> None:
    """Run the checks of LESSON ("02", "2" or its name) on your package. Exit status 1 if one fails."""
    from course.live.loading import load_package
    from course.study.check_lesson import check_lesson

    bundle = kit.locate().lesson(lesson)
    report = check_lesson(load_package(workspace.find()), bundle, exercise)
    if as_json:
        click.echo(json.dumps(report.to_json(), indent=1))
    else:
        from rich.console import Console

        from course.feedback.terminal import lesson_view

        Console(highlight=False).print(lesson_view(report))
    sys.exit(not report.passed)
