"""`autograder grade SUBMISSIONS`."""

from __future__ import annotations

import json
import sys
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import click
from rich.console import Console

from autograder.cluster.cluster import Certificates, Cluster
from autograder.course_folder import course_folder
from autograder.errors import AutograderError
from autograder.pipeline import Request, grade_class
from autograder.progress import progress_bar
from autograder.report import print_report
from autograder.sandbox.limits import Limits

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
UNENCRYPTED = (
    "warning: the cluster is not encrypted: whoever reaches the scheduler can run code on every worker, and read "
    "submissions on the way. Use tls:// with --tls-ca, --tls-cert and --tls-key."
)


def _certificates(authority: Path | None, certificate: Path | None, key: Path | None) -> Certificates | None:
    if authority and certificate and key:
        return Certificates(authority, certificate, key)
    if authority or certificate or key:
        raise AutograderError("--tls-ca, --tls-cert and --tls-key belong together; give all three or none")
    return None


@click.command
@click.argument("submissions", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--course-dir",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where gradebook, graded notebooks and feedback go. Default: the nbgrader course the submissions are in, "
    "else ./graded.",
)
@click.option("--lesson", help="Grade this lesson only, by number or name. Default: all.")
@click.option("--student", "students", multiple=True, help="Grade this student only; may be repeated.")
@click.option("--workers", type=int, help="Submissions graded at a time. Default: one per core.")
@click.option("--database", help="SQLAlchemy URL of the gradebook. Default: the course directory's own.")
@click.option(
    "--seconds",
    type=float,
    default=5.0,
    show_default=True,
    help="Seconds that one check may take, where the lesson does not say.",
)
@click.option(
    "--attempts",
    type=click.Choice(["last", "best"]),
    default="last",
    show_default=True,
    help="Which counts if somebody hands in again: the last attempt, or the best so far.",
)
@click.option("--scheduler", help="Run submissions on this Dask cluster, e.g. tls://10.0.0.5:8786.")
@click.option("--tls-ca", type=FILE, help="Certificate of the authority that signed the cluster's certificates.")
@click.option("--tls-cert", type=FILE, help="Our certificate for the cluster.")
@click.option("--tls-key", type=FILE, help="The key of our certificate.")
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
@click.option("--accept-no-sandbox", is_flag=True, help="Grade even if this machine cannot lock untrusted code in.")
def command(
    submissions: Path,
    course_dir: Path | None,
    lesson: str | None,
    students: tuple[str, ...],
    workers: int | None,
    database: str | None,
    seconds: float,
    attempts: str,
    scheduler: str | None,
    tls_ca: Path | None,
    tls_cert: Path | None,
    tls_key: Path | None,
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
    if students:
        request = replace(request, students=frozenset(students))
    with ExitStack() as stack:
        if scheduler:
            cluster = stack.enter_context(Cluster(scheduler, _certificates(tls_ca, tls_cert, tls_key)))
            if not cluster.encrypted:
                click.echo(UNENCRYPTED, err=True)
            request = replace(request, cluster=cluster)
        report = grade_class(request, stack.enter_context(progress_bar()))
    if as_json:
        click.echo(json.dumps(report.to_json(), indent=1))
    else:
        print_report(report, Console(file=sys.stdout))
        click.echo(f"Gradebook and feedback: {course}")
    if report.failures:
        sys.exit(3)
