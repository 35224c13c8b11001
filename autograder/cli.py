"""The command `autograder`: finds the sub-command's file and loads that one only."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import click

from course.errors import CourseError, did_you_mean

COMMANDS = Path(__file__).resolve().parent / "commands"


class LazyGroup(click.Group):
    """Every module of `autograder/commands` is a sub-command; it holds a click command named `command`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands."""
        return sorted(file.stem.replace("_", "-") for file in COMMANDS.glob("*.py") if not file.name.startswith("_"))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command."""
        module = cmd_name.replace("-", "_")
        if not module.isidentifier() or not (COMMANDS / f"{module}.py").is_file():
            return None
        command = importlib.import_module(f"autograder.commands.{module}").command
        return command if isinstance(command, click.Command) else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that the arguments name; an unknown one suggests the nearest."""
        if self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            ctx.fail(f'there is no command "{args[0]}"{did_you_mean(args[0], self.list_commands(ctx))}')
        return super().resolve_command(ctx, args)


@click.command(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
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
