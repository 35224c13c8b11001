"""`course export`: the student's framework as an installable package with their name in it."""

from __future__ import annotations

from pathlib import Path

import click

from course import kit, workspace


@click.command("export")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--name", required=True, help="Your name, as it is to be read in the package.")
@click.option("--package", help="The name to import it by; by default made from your name.")
def command(folder: Path, name: str, package: str | None) -> None:
    """Write your framework to FOLDER as a package that anyone can install."""
    from course.study.export import export

    made = export(workspace.find(), kit.locate(), folder, name, package)
    click.echo(f"{made.folder}: package {made.package}, {made.written} of {made.exercises} exercises by {name}")
    click.echo(f"Install it with: pip install {made.folder}")
