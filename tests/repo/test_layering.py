"""Who may import whom: read from the sources, so that no import has to run."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[2]
OURS = frozenset(["minitorch", "minitorch_ref", "course", "autograder"])
NOT_FOR_STUDENTS = ("course.authoring", "course.site", "course.nbgrader_bridge", "minitorch_ref", "autograder")
AUTHORS_PART = ("course/authoring", "course/site", "course/nbgrader_bridge")


class Import(NamedTuple):
    file: str
    line: int
    module: str
    at_the_top: bool

    def __str__(self) -> str:
        return f"{self.file}:{self.line} imports {self.module}"


def imports_in(*folders: str) -> Iterator[Import]:
    for folder in folders:
        for file in sorted((ROOT / folder).rglob("*.py")):
            name = file.relative_to(ROOT).as_posix()
            tree = ast.parse(file.read_text(encoding="utf-8"))
            top = set(_at_import_time(tree))
            for node in ast.walk(tree):
                for module in _modules(node):
                    yield Import(name, node.lineno, module, node in top)


def _at_import_time(node: ast.AST) -> Iterator[ast.AST]:
    """Everything that runs when the module is imported: not function bodies, not `if TYPE_CHECKING`."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            continue
        yield child
        yield from _at_import_time(child)


def _modules(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        base = "." * node.level + (node.module or "")
        return [f"{base}.{alias.name}" for alias in node.names]
    return []


def is_in(module: str, *packages: str) -> bool:
    return any(module == package or module.startswith(package + ".") for package in packages)


def foreign(module: str) -> bool:
    return module.partition(".")[0] not in OURS


ALLOWED = {
    "minitorch_ref": ("minitorch_ref",),
    "course": ("course", "minitorch_ref", "minitorch"),
    "autograder": ("autograder", "course", "minitorch"),
    "lessons": ("minitorch", "course.checks", "course.probes"),
}


@pytest.mark.parametrize("folder", ALLOWED)
def test_each_part_imports_only_what_lies_below_it(folder: str) -> None:
    wrong = [i for i in imports_in(folder) if not foreign(i.module) and not is_in(i.module, *ALLOWED[folder])]
    assert not wrong, "\n".join(map(str, wrong))


def test_what_runs_in_the_sandbox_needs_the_standard_library_and_numpy_only() -> None:
    allowed = {*sys.stdlib_module_names, "numpy"}
    wrong = [
        i
        for i in imports_in("course/probes")
        if i.module.partition(".")[0] not in allowed and not is_in(i.module, "course.probes")
    ]
    assert not wrong, "\n".join(map(str, wrong))


def test_the_students_tools_load_without_the_authors_part() -> None:
    from course.cli import AUTHORS_ONLY

    authors = tuple(f"course/commands/{name}.py" for name in AUTHORS_ONLY)
    wrong = [
        i
        for i in imports_in("course")
        if i.at_the_top and is_in(i.module, *NOT_FOR_STUDENTS) and not i.file.startswith((*AUTHORS_PART, *authors))
    ]
    assert not wrong, "\n".join(map(str, wrong))


@pytest.mark.parametrize(
    ("library", "places"),
    [
        ("nbgrader", ("course/nbgrader_bridge/", "autograder/gradebook/")),
        ("torch", ()),
        ("onnxruntime", ()),
        ("numba", ("minitorch_ref/backends/numba_cpu/", "minitorch_ref/backends/numba_cuda/")),
    ],
)
def test_a_heavy_library_is_imported_in_its_own_place_only(library: str, places: tuple[str, ...]) -> None:
    found = imports_in("minitorch_ref", "course", "autograder", "lessons")
    wrong = [i for i in found if is_in(i.module, library) and not i.file.startswith(places)]
    assert not wrong, "\n".join(map(str, wrong))


def test_no_import_is_relative_or_a_star() -> None:
    found = imports_in("minitorch_ref", "course", "autograder", "lessons")
    wrong = [i for i in found if i.module.startswith(".") or i.module.endswith(".*")]
    assert not wrong, "\n".join(map(str, wrong))


def test_lessons_name_the_students_package_only() -> None:
    wrong = []
    for file in sorted((ROOT / "lessons").rglob("*")):
        if file.suffix in (".md", ".py"):
            for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
                if re.search(r"\bminitorch_ref\b", line):
                    wrong.append(f"{file.relative_to(ROOT)}:{number}: {line.strip()}")
    assert not wrong, "\n".join(wrong)


def test_no_module_is_called_utils() -> None:
    wrong = [file for folder in ALLOWED for file in (ROOT / folder).rglob("*.py") if file.stem in ("utils", "util")]
    assert not wrong


def test_every_package_says_what_it_is() -> None:
    inits = [
        file for folder in ("minitorch_ref", "course", "autograder") for file in (ROOT / folder).rglob("__init__.py")
    ]
    silent = [str(file.relative_to(ROOT)) for file in inits if not ast.get_docstring(ast.parse(file.read_text()))]
    assert not silent, "\n".join(silent)
