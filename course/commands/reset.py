"""`course reset`: put exercises back to their beginning, with a backup."""

from __future__ import annotations

import click

from course import kit, workspace


@click.command("reset")
@click.argument("lesson")
@click.option("--exercise", "-e", help='Only this one: its number ("1.2") or the name it defines.')
@click.option("--undo", is_flag=True, help="Bring back the version that was overwritten last.")
def command(lesson: str, exercise: str | None, undo: bool) -> None:
    """Put the exercises of LESSON in your package back to their beginning. Your notebook stays as it is."""
    from course.study import reset

    act = reset.undo if undo else reset.reset
    changed = 0
    for each, outcome in act(workspace.find(), kit.locate(), lesson, exercise):
        changed += 1
        click.echo(f"{each.id}  {outcome.file}: {each.name} is {'back' if undo else 'empty again'}")
    if not changed:
        click.echo("Nothing to do: the package has that version already.")
    elif not undo:
        option = f" --exercise {exercise}" if exercise else ""
        click.echo(f"To bring your version back: course reset {lesson}{option} --undo")
