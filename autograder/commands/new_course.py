"""`autograder new-course`: a folder that nbgrader takes for a course, with the lessons in it."""

from __future__ import annotations

from pathlib import Path

import click

from course.paths import require_checkout

NEXT = """\
{folder} is a course for nbgrader: {lessons}.
Next, in that folder:
  nbgrader generate_assignment 01_tensors    what students get, and the gradebook
  nbgrader release_assignment 01_tensors     hand it out through the exchange, or hand out notebooks/01_tensors.ipynb
  nbgrader collect 01_tensors                or put files into submitted/STUDENT/01_tensors/
  autograder grade .                         grade everything that was handed in"""


@click.command(name="new-course")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--id", "course_id", default="minitorch", show_default=True, help="What the exchange calls the course.")
def command(folder: Path, course_id: str) -> None:
    """Make FOLDER a course for nbgrader; run again it brings the lessons up to date and keeps the settings."""
    from course.authoring.build import build
    from course.nbgrader_bridge.course_folder import make_course_folder

    root = require_checkout("autograder new-course")
    build(root, committed=False)
    make_course_folder(folder, root / "build" / "instructor", course_id)
    lessons = ", ".join(sorted(source.name for source in (folder / "source").iterdir()))
    click.echo(NEXT.format(folder=folder, lessons=lessons))
