"""`course catch-up`: fill what is missing before a lesson with the reference."""

from __future__ import annotations

import click

from course import kit, workspace


@click.command("catch-up")
@click.argument("lesson")
def command(lesson: str) -> None:
    """Fill every exercise before LESSON that is empty or fails with the reference; what passes stays yours."""
    from course.study.catch_up import catch_up

    space = workspace.find()
    filled = 0
    for step in catch_up(space, kit.locate(), lesson):
        filled += 1
        kept = ", your version is in .course/backups" if step.replaced else ""
        click.echo(f"{step.exercise}  {step.file}: {step.path.rpartition('.')[2]} is the reference now{kept}")
    click.echo(f"{filled} filled." if filled else "Nothing to fill: everything before that lesson passes.")
