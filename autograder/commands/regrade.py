"""`autograder regrade SUBMISSIONS --check NAME`."""

from __future__ import annotations

import sys
from pathlib import Path

import click


@click.command
@click.argument("submissions", type=click.Path(file_okay=False, exists=True, path_type=Path))
@click.option("--check", required=True, help="Name of the check that was mended, or number of an exercise: all of its.")
@click.option("--course-dir", type=click.Path(file_okay=False, path_type=Path), help="As for `autograder grade`.")
@click.option("--lesson", help="Lesson in which to look for the check, by number or name. Default: all.")
@click.option("--workers", type=int, help="Submissions graded at a time. Default: one per core.")
@click.option("--database", help="SQLAlchemy URL of the gradebook. Default: the course directory's own.")
@click.option("--write", is_flag=True, help="Change the grades; a copy of the gradebook is kept.")
@click.option("--accept-no-sandbox", is_flag=True, help="Run even if this machine cannot lock untrusted code in.")
def command(
    submissions: Path,
    check: str,
    course_dir: Path | None,
    lesson: str | None,
    workers: int | None,
    database: str | None,
    write: bool,
    accept_no_sandbox: bool,
) -> None:
    """Run one check again on all that was graded, and say who gains and who loses before anything is written."""
    from autograder.course_folder import course_folder
    from autograder.pipeline import Request
    from autograder.regrade import regrade
    from autograder.text import number, visible

    course = course_folder(submissions, course_dir)
    found = regrade(Request(submissions, course, lesson, workers, database, accept_no_sandbox), check, write=write)
    click.echo(f"{found.lesson.name}: {', '.join(found.checks)}")
    for word, changed in (
        ("gain", [c for c in found.changes if c.gain > 0]),
        ("lose", [c for c in found.changes if c.gain < 0]),
    ):
        click.echo(f"{len(changed)} {word} points")
        for change in changed:
            before, after = number(change.before.earned), number(change.after.earned)
            click.echo(f"  {visible(change.submission.student)}: {before} -> {after}")
    click.echo(f"{sum(not change.gain for change in found.changes)} stay as they are")
    for student, failure in found.failures.items():
        click.echo(f"{visible(student)} could not be run: {visible(failure)}", err=True)
    if found.failures:
        click.echo("Nothing was written; start again.", err=True)
        sys.exit(3)
    if not write:
        click.echo("Nothing was written: --write changes the grades.")
    elif found.backup:
        click.echo(f"Written. The gradebook as it was: {found.backup}")
    else:
        click.echo("Written.")
