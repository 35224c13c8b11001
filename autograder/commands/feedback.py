"""`autograder feedback COURSE`."""

from __future__ import annotations

from pathlib import Path

import click

from autograder.course_folder import existing_journal, only_one


@click.command
@click.argument("course", type=click.Path(file_okay=False, exists=True, path_type=Path))
@click.option("--lesson", help="This lesson only, by number or name. Default: all.")
@click.option("--database", help="SQLAlchemy URL of the gradebook. Default: the course directory's own.")
def command(course: Path, lesson: str | None, database: str | None) -> None:
    """Write the feedback pages anew, with what people have graded and written in formgrader since.

    `nbgrader release_feedback` hands them out. Leave out `nbgrader generate_feedback`: it would replace these pages.
    """
    from autograder.by_hand import NOTHING
    from autograder.feedback import write_pages
    from autograder.lessons import choose
    from autograder.library import load_lessons
    from autograder.recording import Recorder
    from autograder.results import Result

    with only_one(course), existing_journal(course) as journal:
        results = [Result.from_json(data) for data in journal.current_results()]
        recorder, written = Recorder(course, database), 0
        for known in choose(load_lessons(), lesson):
            mine = [result for result in results if result.lesson == known.name]
            by_hand = recorder.by_hand(known) if mine else {}
            for result in mine:
                write_pages(course, result, known, by_hand.get(result.student, NOTHING))
            written += len(mine)
    click.echo(f"{written} feedback pages written: {course / 'feedback'}")
