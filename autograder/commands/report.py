"""`autograder report COURSE`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click
from rich.console import Console

from autograder.course_folder import existing_journal


@click.command
@click.argument("course", type=click.Path(file_okay=False, exists=True, path_type=Path))
@click.option("--lesson", help="This lesson only, by number or name. Default: all that something was graded of.")
@click.option("--html", type=click.Path(dir_okay=False, path_type=Path), help="Write the report as a web page.")
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
def command(course: Path, lesson: str | None, html: Path | None, as_json: bool) -> None:
    """Say how a class did: distribution, exercises, common mistakes, failures without a sentence, who needs attention.

    COURSE is the course directory that was graded; grading need not have finished.
    """
    from autograder.analysis import analyse
    from autograder.analysis.page import report_page
    from autograder.analysis.terminal import print_analysis
    from autograder.files import write_whole
    from autograder.lessons import choose
    from autograder.library import load_lessons
    from autograder.results import Result

    with existing_journal(course) as journal:
        results = [Result.from_json(data) for data in journal.current_results()]
    students = sorted({result.student for result in results})
    graded = {result.lesson for result in results}
    lessons = [known for known in choose(load_lessons(), lesson) if lesson or known.name in graded]
    analyses = [analyse(known, [r for r in results if r.lesson == known.name], students) for known in lessons]
    if html:
        write_whole(html, report_page(analyses))
    if as_json:
        click.echo(json.dumps([analysis.to_json() for analysis in analyses], indent=1))
        return
    console = Console(file=sys.stdout)
    for analysis in analyses:
        print_analysis(analysis, console)
    if html:
        click.echo(f"Web page: {html}")
