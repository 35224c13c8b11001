"""`autograder extend COURSE LESSON STUDENT`."""

from __future__ import annotations

from pathlib import Path

import click


@click.command
@click.argument("course", type=click.Path(file_okay=False, exists=True, path_type=Path))
@click.argument("lesson")
@click.argument("student")
@click.option(
    "--hours", type=click.FloatRange(0), default=0.0, help="Hours more; they do not add up with earlier ones."
)
@click.option("--days", type=click.FloatRange(0), default=0.0, help="Days more.")
@click.option("--database", help="SQLAlchemy URL of the gradebook. Default: the course directory's own.")
def command(course: Path, lesson: str, student: str, hours: float, days: float, database: str | None) -> None:
    """Give STUDENT more time for LESSON; without --hours and --days take it back. Late penalties follow at once.

    For more time in every lesson use c.LatePolicy.extra_hours in nbgrader_config.py.
    """
    from autograder.course_folder import only_one
    from autograder.gradebook.late import assign_penalties, extend
    from autograder.gradebook.settings import settings_of
    from autograder.lessons import choose
    from autograder.library import load_lessons

    settings = settings_of(course, database)
    [known] = choose(load_lessons(), lesson)
    with only_one(course):
        extend(settings, known.name, student, hours + 24 * days)
        penalty = assign_penalties(settings, known.name).get(student, 0.0)
    late = f"late penalty: {penalty:g} points" if penalty else "no late penalty"
    click.echo(f"{student}, {known.name}: {hours + 24 * days:g} hours more; {late}")
