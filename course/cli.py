"""The command `course`: finds the sub-command's file and loads that one only, so that `course check` starts fast."""

from __future__ import annotations

import sys

import click

from course.errors import CourseError
from course.lazy_group import LazyGroup
from course.paths import PACKAGE, checkout

AUTHORS_ONLY = frozenset(["audit", "build", "kit", "site"])


@click.command(
    cls=LazyGroup,
    package="course.commands",
    folder=PACKAGE / "commands",
    unlisted=() if checkout() else AUTHORS_ONLY,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(package_name="minitorch-course", prog_name="course")
def group() -> None:
    """MiniTorch Course: build your own PyTorch, lesson by lesson."""


def main() -> None:
    """Run the command line; an error the user can act on is one message and exit status 1."""
    try:
        group.main(prog_name="course")
    except CourseError as error:
        click.echo(f"course: {error}", err=True)
        sys.exit(1)
