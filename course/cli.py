"""The command `course`: finds the sub-command's file and loads that one only, so that `course check` starts fast."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import click

from course.errors import CourseError, did_you_mean
from course.paths import PACKAGE, checkout

COMMANDS = PACKAGE / "commands"
AUTHORS_ONLY = frozenset(["build", "kit", "site"])


class LazyGroup(click.Group):
    """Every module of `course/commands` is a sub-command; it holds a click command named `command`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands of this installation."""
        names = (_command_name(file) for file in COMMANDS.glob("*.py") if not file.name.startswith("_"))
        return sorted(name for name in names if name not in AUTHORS_ONLY or checkout() is not None)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command."""
        module = cmd_name.replace("-", "_")
        if not module.isidentifier() or not (COMMANDS / f"{module}.py").is_file():
            return None
        command = importlib.import_module(f"course.commands.{module}").command
        return command if isinstance(command, click.Command) else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that the arguments name; an unknown one suggests the nearest."""
        name = args[0]
        if self.get_command(ctx, name) is None and not name.startswith("-"):
            ctx.fail(f'there is no command "{name}"{did_you_mean(name, self.list_commands(ctx))}')
        return super().resolve_command(ctx, args)


@click.command(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
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


def _command_name(file: Path) -> str:
    return file.stem.replace("_", "-")
