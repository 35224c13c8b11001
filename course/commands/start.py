"""`course start`: make the student's folder, if there is none yet, and open JupyterLab on it."""

from __future__ import annotations

import os
from pathlib import Path

import click

from course import kit, workspace
from course.paths import checkout
from course.serve import start_page


@click.command("start")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), required=False)
@click.option("--port", type=int, envvar="PORT", help="Port of JupyterLab; by default the first free one from 8888.")
@click.option("--no-browser", is_flag=True, help="Print the address and open nothing (also NO_BROWSER=1).")
@click.option("--no-lab", is_flag=True, help="Make the folder and stop.")
def command(folder: Path | None, port: int | None, no_browser: bool, no_lab: bool) -> None:
    """Open JupyterLab on the course, in FOLDER (by default ./workspace, made when it is not there)."""
    if checkout() is not None:
        _build()
    the_kit = kit.locate()
    space = workspace.create(folder or Path("workspace"), the_kit)
    (space.folder / start_page.PAGE).write_text(start_page.start_page(the_kit), encoding="utf-8")
    click.echo(f"Your folder is {space.folder}")
    if not no_lab:
        from course.serve.jupyterlab import serve

        serve(space.folder, start_page.PAGE, port=port, browser=not (no_browser or os.environ.get("NO_BROWSER")))


def _build() -> None:
    """In the author's checkout the kit is made from the lessons' sources; a second time that takes a second."""
    from course.authoring.build import build

    build()
