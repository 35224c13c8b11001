"""`course progress`: which exercises are written, and what their visible checks say."""

from __future__ import annotations

import json

import click

from course import kit, workspace


@click.command("progress")
@click.option("--json", "as_json", is_flag=True, help="Print it for a program.")
def command(as_json: bool) -> None:
    """Show how far you are, lesson by lesson."""
    from course.live.loading import load_package
    from course.study.progress import progress

    space = workspace.find()
    the_kit = kit.locate()
    steps = progress(space, the_kit, load_package(space))
    if as_json:
        click.echo(json.dumps([step.to_json() for step in steps], indent=1))
        return
    from rich.console import Console

    from course.feedback.progress_table import progress_view

    Console(highlight=False).print(progress_view(list(steps), {n: the_kit.lesson(n).title for n in the_kit.lessons}))
