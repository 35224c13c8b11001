"""One top-level definition of the framework: where it stands, and its text with the body exchanged."""

from __future__ import annotations

import ast
import difflib
import io
import re
import tokenize
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from course.errors import CourseError

Function = ast.FunctionDef | ast.AsyncFunctionDef
Definable = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
NewBody = Callable[[str, list[str]], list[str]]
"""Gets the indentation and the lines of a body and returns the lines to put in its place."""


@dataclass(frozen=True)
class Reference:
    """The framework that exercises are cut out of.

    Attributes:
        root: the folder of the package.
        name: the name it is imported by; students see `minitorch` in its place.
    """

    root: Path
    name: str = "minitorch_ref"

    def for_students(self, text: str) -> str:
        """Return `text` with the package's name replaced by the one students know."""
        return re.sub(rf"\b{re.escape(self.name)}\b", "minitorch", text)


@dataclass(frozen=True)
class Definition:
    """A top-level function or class in the file of its module.

    Attributes:
        path: dotted path in the package.
        file: its module's file.
        lines: all the lines of that file.
        start: index of its first line, decorators included.
        end: index after its last line, comments that belong to its body included.
        node: its syntax tree.
    """

    path: str
    file: Path
    lines: tuple[str, ...]
    start: int
    end: int
    node: Definable

    @property
    def source(self) -> str:
        """Its text as it stands."""
        return "\n".join(self.lines[self.start : self.end]).rstrip()

    @property
    def is_class(self) -> bool:
        """Whether it is a class."""
        return isinstance(self.node, ast.ClassDef)

    def with_body(self, new_body: NewBody) -> str:
        """Return its text with every function body exchanged; signatures, decorators and docstrings stay verbatim."""
        return "\n".join(_exchanged(self, self.node, self.start, self.end, new_body)).rstrip()


def find_definition(reference: Reference, path: str) -> Definition:
    """Return the definition that `path`, e.g. "shapes.contiguous_strides", stands for.

    Raises: CourseError that suggests the nearest, if there is none.
    """
    module, _, name = path.rpartition(".")
    for file in _files_of(reference, module):
        text = file.read_text(encoding="utf-8")
        tree = ast.parse(text, filename=str(file))
        nodes = [node for node in tree.body if isinstance(node, Definable) and node.name == name]
        if len(nodes) > 1:
            raise CourseError(f"{path}: defined {len(nodes)} times in {file.name}; an exercise is defined once")
        if nodes:
            return _definition(path, file, text, nodes[0])
    known = sorted(public_paths(reference))
    near = [other for other in known if other.rpartition(".")[2] == name] or difflib.get_close_matches(path, known, 1)
    hint = f'; did you mean "{near[0]}"?' if near else f" in {module.replace('.', '/')}.py"
    raise CourseError(f"{path}: {reference.name} has no such top-level function or class{hint}")


def public_paths(reference: Reference) -> list[str]:
    """Return the dotted paths of all public top-level functions and classes."""
    found = []
    for file in sorted(reference.root.rglob("*.py")):
        parts = file.relative_to(reference.root).with_suffix("").parts
        module = parts[:-1] if parts[-1] == "__init__" else parts
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            if isinstance(node, Definable) and not node.name.startswith("_"):
                found.append(".".join([*module, node.name]))
    return found


def docstring_of(definition: Definition) -> str:
    """Return its docstring, or "" if it has none."""
    return ast.get_docstring(definition.node) or ""


def _files_of(reference: Reference, module: str) -> list[Path]:
    base = reference.root.joinpath(*module.split(".")) if module else reference.root
    return [file for file in (base.with_suffix(".py"), base / "__init__.py") if file.is_file()]


def _definition(path: str, file: Path, text: str, node: Definable) -> Definition:
    lines = text.split("\n")
    start = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)]) - 1
    end = _with_trailing_comments(lines, node.end_lineno or node.lineno, node.col_offset)
    return Definition(path, file, tuple(lines), start, end, node)


def _with_trailing_comments(lines: Sequence[str], end: int, column: int) -> int:
    """Comments below the last statement, indented deeper than the definition, still belong to its body."""
    position = end
    while position < len(lines):
        text = lines[position].strip()
        if text and not (text.startswith("#") and len(lines[position]) - len(lines[position].lstrip()) > column):
            break
        position += 1
        end = position if text else end
    return end


def _exchanged(definition: Definition, node: Definable, start: int, end: int, new_body: NewBody) -> list[str]:
    lines = definition.lines
    head_end = start + _header_length(lines[start:end], definition)
    head = list(lines[start:head_end])
    docstring, statements = _docstring_and_statements(definition, node, lines)
    if isinstance(node, ast.ClassDef):
        return head + docstring + _class_body(definition, statements, end, new_body)
    first = node.body[0]
    indent = " " * first.col_offset
    cut_from = (first.end_lineno or first.lineno) if docstring else head_end
    return head + docstring + new_body(indent, _without_blank_ends(list(lines[cut_from:end])))


def _without_blank_ends(lines: list[str]) -> list[str]:
    while lines and not lines[0].strip():
        lines.pop(0)
    while lines and not lines[-1].strip():
        lines.pop()
    return lines


def _class_body(definition: Definition, statements: list[ast.stmt], end: int, new_body: NewBody) -> list[str]:
    """Fields stay; methods get new bodies; comments between them go, as they may speak about the bodies."""
    result: list[str] = []
    for statement in statements:
        first, last = _first_line(statement), statement.end_lineno or statement.lineno
        if not definition.lines[first - 1].strip():
            result.append("")
        if isinstance(statement, Definable):
            stop = min(end, _with_trailing_comments(definition.lines, last, statement.col_offset))
            result += _exchanged(definition, statement, first, stop, new_body)
        else:
            result += definition.lines[first:last]
    return result


def _first_line(statement: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(statement, "decorator_list", [])
    return min([statement.lineno, *(decorator.lineno for decorator in decorators)]) - 1


def _docstring_and_statements(
    definition: Definition, node: Definable, lines: tuple[str, ...]
) -> tuple[list[str], list[ast.stmt]]:
    first = node.body[0]
    is_docstring = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    if not (is_docstring and isinstance(first.value.value, str)):  # type: ignore[attr-defined]
        return [], node.body
    end = first.end_lineno or first.lineno
    if len(node.body) > 1 and node.body[1].lineno == end:
        raise CourseError(f"{definition.path}: a statement stands on the line of the docstring; give it its own line")
    return list(lines[first.lineno - 1 : end]), node.body[1:]


def _header_length(lines: tuple[str, ...], definition: Definition) -> int:
    """Return how many lines decorators and signature take: up to the colon that opens the body."""
    depth, started = 0, False
    for token in tokenize.generate_tokens(io.StringIO("\n".join(lines) + "\n").readline):
        if token.type == tokenize.NAME and token.string in ("def", "class") and depth == 0:
            started = True
        elif token.type == tokenize.OP and token.string in "([{":
            depth += 1
        elif token.type == tokenize.OP and token.string in ")]}":
            depth -= 1
        elif started and token.type == tokenize.OP and token.string == ":" and depth == 0:
            if lines[token.start[0] - 1][token.end[1] :].partition("#")[0].strip():
                raise CourseError(f"{definition.path}: a body stands on the line of its `def`; give it its own lines")
            return token.start[0]
    raise CourseError(f"{definition.path}: cannot find the end of its signature")
