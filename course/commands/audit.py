"""`course audit`: grade the grader, exercise by exercise."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import click

from course.paths import require_checkout

if TYPE_CHECKING:
    from course.authoring.audit import ExerciseAudit, LessonAudit


@click.command("audit")
@click.option("--lesson", "lessons", multiple=True, help="Audit this lesson only (name or number; may be repeated).")
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
@click.option("--no-cache", is_flag=True, help="Try every answer again, also of lessons that have not changed.")
@click.option("--workers", type=click.IntRange(1), help="How many exercises at the same time.")
def command(lessons: tuple[str, ...], as_json: bool, no_cache: bool, workers: int | None) -> None:
    """Try stubs, impostors, wrong answers, other answers and mutants on the checks of every exercise.

    The exit status is 1 if a target is missed.
    """
    from course.authoring.audit import audit_lesson
    from course.authoring.audit.figures import figures_of
    from course.authoring.build import chosen_lessons

    root = require_checkout("course audit")
    audits = []
    for name in chosen_lessons(root, lessons):
        tell = (lambda done: None) if as_json else _tell
        if not as_json:
            click.secho(f"\n{name}", bold=True)
        audit = audit_lesson(root, name, cache=not no_cache, workers=workers, progress=tell)
        audits.append(audit)
        if not as_json:
            _tell_lesson(audit)
    figures = figures_of(exercise for audit in audits for exercise in audit.exercises)
    outdated = [line for audit in audits for exercise in audit.exercises for line in exercise.outdated]
    if as_json:
        data = {"lessons": [audit.to_json() for audit in audits], "figures": [figure.to_json() for figure in figures]}
        click.echo(json.dumps(data, indent=1))
    else:
        _tell_figures(audits)
    sys.exit(0 if all(figure.met for figure in figures) and not outdated else 1)


def _tell(audit: ExerciseAudit) -> None:
    click.echo(f"  audited {audit.id} {audit.path}", err=True)


def _tell_lesson(audit: LessonAudit) -> None:
    from course.authoring.audit.exercise import EQUIVALENT
    from course.authoring.audit.figures import figures_of, survivors

    for exercise in audit.exercises:
        shares = "  ".join(f"{figure.text:>9}" for figure in figures_of([exercise]))
        click.echo(f"  {exercise.id:<5}{exercise.path:<44}{shares}  {exercise.mutants_that(EQUIVALENT):>3} equivalent")
        for line in survivors(exercise):
            click.secho(f"        survived: {line}", fg="yellow")
        for line in exercise.outdated:
            click.secho(f"        not equivalent, or not a mutant any more: {line}", fg="yellow")
        for line in exercise.problems:
            click.secho(f"        {line}", fg="red")


def _tell_figures(audits: list[LessonAudit]) -> None:
    from course.authoring.audit.figures import figures_of

    click.secho("\nall exercises", bold=True)
    for figure in figures_of(exercise for audit in audits for exercise in audit.exercises):
        share = figure.reached / figure.of if figure.of else 1.0
        state = "met" if figure.met else "MISSED"
        click.echo(f"  {figure.name:<24}{figure.text:>14}  {share:7.1%}  target {figure.target:.0%}: {state}")
