"""`course kit`: write what students install, as a folder and a zip."""

from __future__ import annotations

from pathlib import Path

import click

from course.paths import require_checkout


@click.command("kit")
@click.argument("out", type=click.Path(file_okay=False, path_type=Path), required=False)
@click.option("--answers-through", type=int, metavar="N", help="Put in the model answers of lessons 1 to N.")
def command(out: Path | None, answers_through: int | None) -> None:
    """Write the student's distribution to OUT (by default build/dist)."""
    from course.authoring.distribution import make_distribution

    root = require_checkout("course kit")
    folder, archive = make_distribution(root, out or root / "build" / "dist", answers_through)
    click.echo(f"{folder}: install with `pip install {folder}`")
    click.echo(f"{archive}: the same, to hand out")
