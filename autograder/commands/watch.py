"""`autograder watch COURSE`."""

from __future__ import annotations

import io
import sys
import time
from pathlib import Path

import click


@click.command
@click.argument("course", type=click.Path(file_okay=False, exists=True, path_type=Path))
@click.option("--lesson", help="Grade this lesson only, by number or name. Default: all that are released.")
@click.option("--every", type=click.FloatRange(1), default=30.0, show_default=True, help="Seconds between two looks.")
@click.option("--per-hour", type=click.IntRange(1), default=6, show_default=True, help="Gradings of a student an hour.")
@click.option("--workers", type=int, help="Submissions graded at a time. Default: one per core.")
@click.option("--database", help="SQLAlchemy URL of the gradebook. Default: the course directory's own.")
@click.option("--rounds", type=click.IntRange(1), help="Stop after so many looks. Default: go on.")
def command(
    course: Path,
    lesson: str | None,
    every: float,
    per_hour: int,
    workers: int | None,
    database: str | None,
    rounds: int | None,
) -> None:
    """Grade on submission: collect from nbgrader's exchange, grade what is new, release the feedback, and again.

    Stop it with Ctrl-C; whatever was under way is finished when it, or `autograder grade`, is started again.
    """
    from autograder.errors import AutograderError
    from autograder.pipeline import Request
    from autograder.text import visible
    from autograder.watch import one_round

    request = Request(course, course, lesson, workers, database)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(line_buffering=True)  # a service's log is no terminal
    done = 0
    while True:
        try:
            found = one_round(request, per_hour, time.time())
        except AutograderError as error:
            if rounds:
                raise
            click.echo(f"{_now()} {error}", err=True)
        else:
            for student, name in found.graded:
                click.echo(f"{_now()} graded {visible(student)} {name}")
            for student, name in found.failed:
                click.echo(f"{_now()} not graded, tried again: {visible(student)} {name}", err=True)
            if found.waiting:
                click.echo(
                    f"{_now()} handed in more than {per_hour} times an hour: {visible(', '.join(found.waiting))}"
                )
        done += 1
        if done == rounds:
            return
        time.sleep(every)


def _now() -> str:
    return time.strftime("%H:%M:%S")
