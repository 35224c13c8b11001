"""`course site`: the lessons as a web site that opens from a file."""

from __future__ import annotations

from pathlib import Path

import click

from course.authoring.audit import audit_lesson
from course.authoring.definition import Reference
from course.authoring.read_lesson import read_lesson
from course.errors import CourseError
from course.paths import require_checkout


@click.command("site")
@click.option("--output", type=click.Path(path_type=Path), help="Where to write the pages; build/site by default.")
@click.option("--lessons", "folder", type=click.Path(path_type=Path), help="Lesson sources; lessons/ by default.")
def command(output: Path | None, folder: Path | None) -> None:
    """Render the lessons as a web site: executed, searchable, with movable figures, without a network."""
    root = require_checkout("course site")
    sources = sorted((folder or root / "lessons").glob("[0-9][0-9]_*/lesson.md"))
    if not sources:
        raise CourseError(f"course site: no lesson.md in {folder or root / 'lessons'}")
    from course.site.render import build_site  # Sphinx takes a second to import

    lessons = [read_lesson(source.parent) for source in sources]
    audits = [] if folder else [audit_lesson(root, lesson.name) for lesson in lessons]
    target = (output or root / "build" / "site").resolve()
    page = build_site(root, lessons, Reference(root / "minitorch_ref"), target, audits)
    click.echo(f"{len(lessons)} lessons rendered: open {page}")
