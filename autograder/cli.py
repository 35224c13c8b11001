"""The command `autograder`: finds the sub-command's file and loads that one only."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from course.errors import CourseError
from course.lazy_group import LazyGroup


@click.command(
    cls=LazyGroup,
    package="autograder.commands",
    folder=Path(__file__).resolve().parent / "commands",
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(package_name="minitorch-course", prog_name="autograder")
def group() -> None:
    """Grade a class's notebooks: untrusted code in a sandbox, the judge outside of it, nothing lost."""


def main() -> None:
    """Run the command line; an error the user can act on is one message and exit status 1."""
    try:
        group.main(prog_name="autograder")
    except CourseError as error:
        click.echo(f"autograder: {error}", err=True)
        sys.exit(1)
