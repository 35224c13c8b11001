"""`autograder export COURSE FILE`."""

from __future__ import annotations

from pathlib import Path

import click


@click.command
@click.argument("course", type=click.Path(file_okay=False, exists=True, path_type=Path))
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--format",
    "kind",
    type=click.Choice(["csv", "canvas", "moodle"]),
    default="csv",
    show_default=True,
    help="csv has a column per exercise; the others are what that platform imports.",
)
@click.option("--lesson", help="This lesson only, by number or name. Default: all in the gradebook.")
@click.option("--database", help="SQLAlchemy URL of the gradebook. Default: the course directory's own.")
def command(course: Path, file: Path, kind: str, lesson: str | None, database: str | None) -> None:
    """Write the grades in COURSE's gradebook, people's grades and late penalties included, to FILE."""
    from autograder.gradebook.export import export
    from autograder.gradebook.settings import open_gradebook, settings_of
    from autograder.lessons import choose
    from autograder.library import load_lessons

    names = [known.name for known in choose(load_lessons(), lesson)] if lesson else []
    with open_gradebook(settings_of(course, database)) as gradebook:
        count = export(gradebook, file, kind, names)
    click.echo(f"{count} students: {file}")
