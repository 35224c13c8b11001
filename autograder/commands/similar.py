"""`autograder similar COURSE`."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from autograder.course_folder import existing_journal


@click.command
@click.argument("course", type=click.Path(file_okay=False, exists=True, path_type=Path))
@click.option("--lesson", help="This lesson only, by number or name. Default: all that something was graded of.")
@click.option("--top", type=click.IntRange(1), default=20, show_default=True, help="Pairs per lesson.")
@click.option("--html", type=click.Path(dir_okay=False, path_type=Path), help="Write them side by side as a web page.")
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
def command(course: Path, lesson: str | None, top: int, html: Path | None, as_json: bool) -> None:
    """Rank pairs of students whose answers are more alike than chance.

    COURSE is the course directory that was graded. Renamed variables, comments and layout do not hide a copy.
    """
    from autograder.files import write_whole
    from autograder.lessons import choose
    from autograder.library import load_lessons
    from autograder.results import Result
    from autograder.similarity import similar_pairs
    from autograder.similarity.page import similarity_page
    from autograder.text import visible

    with existing_journal(course) as journal:
        results = [Result.from_json(data) for data in journal.current_results()]
    lessons = choose(load_lessons(), lesson)
    pairs = [p for known in lessons for p in similar_pairs(known, [r for r in results if r.lesson == known.name], top)]
    if html:
        write_whole(html, similarity_page(pairs))
    if as_json:
        click.echo(json.dumps([asdict(pair) for pair in pairs], indent=1))
        return
    for pair in pairs:
        who = visible(" and ".join(pair.students))
        where = ", ".join(f"{id_} ({bits:.0f})" for id_, bits in pair.exercises.items())
        click.echo(f"{pair.lesson}  {pair.bits:5.0f} bits  {100 * pair.share:3.0f} %  {who}: {where}")
    if not pairs:
        click.echo("No two answers share anything rare.")
    if html:
        click.echo(f"Side by side: {html}")
