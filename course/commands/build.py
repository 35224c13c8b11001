"""`course build`: make notebooks, carved package and kit out of the lessons' sources."""

from __future__ import annotations

import sys

import click

from course.paths import require_checkout


@click.command("build")
@click.option("--check", "only_check", is_flag=True, help="Write nothing; fail if a committed notebook is out of date.")
@click.option("--lesson", "lessons", multiple=True, help="Build this lesson only (name or number; may be repeated).")
@click.option("--no-cache", is_flag=True, help="Run every proof again, also of lessons that have not changed.")
def command(only_check: bool, lessons: tuple[str, ...], no_cache: bool) -> None:
    """Make notebooks, carved package and kit; refuse a lesson that is not sound."""
    from course.authoring.build import build, out_of_date

    root = require_checkout("course build")
    if only_check:
        stale = out_of_date(root)
        for line in stale:
            click.echo(line)
        click.echo("Run `course build` and commit the notebooks." if stale else "Every notebook is up to date.")
        sys.exit(1 if stale else 0)
    built = build(root, lessons=lessons, cache=not no_cache)
    for parts in built.lessons:
        points = sum(exercise.points for exercise in parts.lesson.exercises)
        points += sum(written.points for written in parts.lesson.written)
        click.echo(f"{parts.lesson.name}: {len(parts.lesson.exercises)} exercises, {points:g} points")
    for note in built.notes:
        click.echo(f"note: {note}")
    click.echo(f"{len(built.changed)} files changed" if built.changed else "Nothing to do.")
