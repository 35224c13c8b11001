"""Make the student's framework an installable package with their name in it; it needs nothing of the course."""

from __future__ import annotations

import ast
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from course.errors import CourseError
from course.study.progress import author_of
from course.workspace import ledger
from course.workspace.folder import PACKAGE, Workspace

if TYPE_CHECKING:
    from course.kit import Kit

DISTRIBUTIONS = {"numpy": "numpy", "sklearn": "scikit-learn", "numba": "numba", "scipy": "scipy"}
PYPROJECT = """\
[build-system]
requires = ["setuptools>=61"]
build-backend = "setuptools.build_meta"

[project]
name = "{distribution}"
version = "0.1.0"
description = "A deep learning framework in PyTorch's language, built by {name}."
readme = "README.md"
requires-python = ">=3.11"
authors = [{{ name = "{name}" }}]
dependencies = [{dependencies}]

[tool.setuptools.packages.find]
include = ["{package}*"]

[tool.setuptools.package-data]
"*" = ["py.typed"]
"""
README = """\
# {package}

A deep learning framework in PyTorch's language, built by {name} in MiniTorch Course.

```
pip install .
python -c "import {package}"
```

## Written by {name}

{mine}
{others}
Everything else comes with the course.
"""


@dataclass(frozen=True)
class Exported:
    """Where the package is, its name, and how many definitions are the student's."""

    folder: Path
    package: str
    written: int
    exercises: int


def export(workspace: Workspace, kit: Kit, folder: Path, name: str, package: str | None = None) -> Exported:
    """Write the student's framework to `folder` as an installable package.

    Args:
        workspace: the student's.
        kit: says which definitions are exercises.
        folder: made; must be empty if it exists.
        name: the author's, as it is to be read.
        package: the name to import it by; by default made from `name`.
    Raises: CourseError if the name cannot be used or the folder is not empty.
    """
    name = " ".join(name.split())
    package = package or default_package(name)
    if not name or any(ord(c) < 32 or c in '"\\' for c in name):
        raise CourseError(f"{name!r}: write a name without quotes and backslashes")
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", package):
        raise CourseError(f'"{package}" cannot be imported; a package is named by letters, digits and _')
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CourseError(f"{folder} is there already and not empty; choose another folder")
    written = _by_author(workspace, kit)
    sources = _renamed(workspace.package, package)
    _write(folder, {f"{package}/{path}": text for path, text in sources.items()})
    dependencies = ", ".join(f'"{needed}"' for needed in _needed(sources.values()))
    facts = {"name": name, "package": package, "distribution": package.replace("_", "-"), "dependencies": dependencies}
    mine = "\n".join(f"- `{package}.{path}`" for path in written["student"]) or "Nothing yet."
    _write(
        folder,
        {
            "pyproject.toml": PYPROJECT.format(**facts),
            "README.md": README.format(**facts, mine=mine, others=_others(written, package)),
        },
    )
    return Exported(folder, package, len(written["student"]), sum(map(len, written.values())))


def default_package(name: str) -> str:
    """Return a package name for a person's, e.g. minitorch_ada_lovelace."""
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return "_".join(["minitorch", *re.findall(r"[a-z0-9]+", ascii_name)]) if ascii_name.strip() else "my_minitorch"


def _by_author(workspace: Workspace, kit: Kit) -> dict[str, list[str]]:
    records = ledger.read(workspace.notes)
    found: dict[str, list[str]] = {"student": [], "reference": [], "": []}
    for lesson in map(kit.lesson, kit.lessons):
        for exercise in lesson.exercises:
            found[author_of(workspace, exercise, records)].append(exercise.path)
    return found


def _others(written: dict[str, list[str]], package: str) -> str:
    parts = []
    for author, title in (("reference", "Filled in with the course's own answer"), ("", "Not written yet")):
        if written[author]:
            lines = "\n".join(f"- `{package}.{path}`" for path in written[author])
            parts.append(f"## {title}\n\n{lines}\n")
    return "\n".join(["", *parts]) if parts else ""


def _renamed(source: Path, package: str) -> dict[str, str]:
    files = (f for f in sorted(source.rglob("*")) if f.is_file() and f.suffix in (".py", ".typed"))
    return {
        file.relative_to(source).as_posix(): re.sub(rf"\b{PACKAGE}\b", package, file.read_text(encoding="utf-8"))
        for file in files
    }


def _needed(sources: Iterable[str]) -> list[str]:
    """The distributions that the sources import, wherever in a file."""
    imported: set[str] = set()
    for node in (node for source in sources for node in ast.walk(ast.parse(source))):
        if isinstance(node, ast.Import):
            imported |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            imported.add(str(node.module).partition(".")[0])
    return sorted(DISTRIBUTIONS[name] for name in imported & DISTRIBUTIONS.keys())


def _write(folder: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
