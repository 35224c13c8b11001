"""A command with sub-commands, one file each, of which only the one that is asked for is imported."""

from __future__ import annotations

import importlib
from collections.abc import Collection
from pathlib import Path
from typing import Any

import click

from course.errors import did_you_mean


class LazyGroup(click.Group):
    """Every module of a package is a sub-command; it holds a click command named `command`.

    Args:
        package: the package the modules are in, e.g. "course.commands".
        folder: where that package lies.
        unlisted: names of commands that this installation does not show.
        attributes: see `click.Group`.
    """

    def __init__(self, *, package: str, folder: Path, unlisted: Collection[str] = (), **attributes: Any) -> None:
        super().__init__(**attributes)
        self._package = package
        self._folder = folder
        self._unlisted = unlisted

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands of this installation."""
        names = (file.stem.replace("_", "-") for file in self._folder.glob("*.py") if not file.name.startswith("_"))
        return sorted(name for name in names if name not in self._unlisted)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command."""
        module = cmd_name.replace("-", "_")
        if not module.isidentifier() or not (self._folder / f"{module}.py").is_file():
            return None
        command = importlib.import_module(f"{self._package}.{module}").command
        return command if isinstance(command, click.Command) else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that the arguments name; an unknown one suggests the nearest."""
        if self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            ctx.fail(f'there is no command "{args[0]}"{did_you_mean(args[0], self.list_commands(ctx))}')
        return super().resolve_command(ctx, args)
