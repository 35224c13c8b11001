"""Where a name that a package hands on from module to module is defined: read from the files, nothing is run."""

from __future__ import annotations

import ast
from pathlib import Path


def same_thing(folder: Path, one: str, other: str) -> bool:
    """Say whether two statements `from module import name` give the same thing, by whichever modules it is handed on.

    Args:
        folder: where the package lies.
        one: a statement with a single name, as text.
        other: another one.
    """
    imports = [ast.parse(line).body[0] for line in (one, other)]
    found = [origin(folder, node) for node in imports if isinstance(node, ast.ImportFrom)]
    return len(found) == 2 and found[0] == found[1]


def origin(folder: Path, statement: ast.ImportFrom) -> tuple[str, str]:
    """Return the module that defines what a statement imports, and its name there."""
    place = (statement.module or "", statement.names[0].name)
    seen: set[tuple[str, str]] = set()
    while place not in seen:
        seen.add(place)
        place = _handed_on(folder, *place) or place
    return place


def _handed_on(folder: Path, module: str, name: str) -> tuple[str, str] | None:
    """The module that `module` has a name from, and its name there; None if it does not import it by `from`."""
    base = folder.joinpath(*module.split("."))
    file = next((file for file in (base.with_suffix(".py"), base / "__init__.py") if file.is_file()), None)
    try:
        tree = ast.parse(file.read_text(encoding="utf-8")) if file else None
    except (OSError, ValueError, SyntaxError):
        return None
    for statement in reversed(tree.body if tree else []):
        if isinstance(statement, ast.ImportFrom) and statement.module and not statement.level:
            for alias in statement.names:
                if (alias.asname or alias.name) == name:
                    return statement.module, alias.name
    return None
