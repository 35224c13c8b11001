"""`autograder grade SUBMISSIONS`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click
from rich.console import Console

from autograder.course_folder import course_folder
from autograder.pipeline import Request, grade_class
from autograder.progress import progress_bar
from autograder.report import print_report
from autograder.sandbox.limits import Limits


@click.command
@click.argument("submissions", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--course-dir",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where gradebook, graded notebooks and feedback go. Default: the nbgrader course the submissions are in, "
    "else ./graded.",
)
@click.option("--lesson", help="Grade this lesson only, by number or name. Default: all.")
@click.option("--workers", type=int, help="Submissions graded at a time. Default: one per core.")
@click.option("--database", help="SQLAlchemy URL of the gradebook. Default: the course directory's own.")
@click.option("--seconds", type=float, default=5.0, show_default=True, help="Seconds that one check may take.")
@click.option(
    "--attempts",
    type=click.Choice(["last", "best"]),
    default="last",
    show_default=True,
    help="Which counts if somebody hands in again: the last attempt, or the best so far.",
)
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
@click.option("--accept-no-sandbox", is_flag=True, help="Grade even if this machine cannot lock untrusted code in.")
def command(
    submissions: Path,
    course_dir: Path | None,
    lesson: str | None,
    workers: int | None,
    database: str | None,
    seconds: float,
    attempts: str,
    as_json: bool,
    accept_no_sandbox: bool,
) -> None:
    """Grade what a class handed in.

    SUBMISSIONS is an nbgrader course directory, or a folder of student/lesson.ipynb, student.ipynb or zip files.
    Interrupted, it goes on where it was: start it again.
    """
    course = course_folder(submissions, course_dir)
    limits = Limits(wall=seconds)
    request = Request(submissions, course, lesson, workers, database, accept_no_sandbox, limits, attempts)
    with progress_bar() as progress:
        report = grade_class(request, progress)
    if as_json:
        click.echo(json.dumps(report.to_json(), indent=1))
    else:
        print_report(report, Console(file=sys.stdout))
        click.echo(f"Gradebook and feedback: {course}")
    if report.failures:
        sys.exit(3)
