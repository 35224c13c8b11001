"""Recognise a model answer or a hidden check in a text, also with other names, spacing and comments."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from course.checks.check import Check

TELLING_LINE = 18
TELLING_ALONE = 24
TELLING_SENTENCE = 24
TELLING_TREE = 12
SAID_BY_ALL = ("raise ", "def ", "class ", "@", "import ", "from ", '"""')
FENCED = re.compile(r"^ *(?:```+|~~~+)[^\n]*\n(.*?)^ *(?:```+|~~~+) *$", re.MULTILINE | re.DOTALL)


class Secret(Protocol):
    """What no student may see."""

    @property
    def what(self) -> str:
        """How to call it in a message."""

    def found_in(self, text: str, *, code: bool) -> str:
        """Return how `text` gives it away, or "" if it does not."""


@dataclass(frozen=True)
class AnswerSecret:
    """An answer: its bodies as syntax trees without names, and its telling lines.

    Attributes:
        what: how to call it.
        bodies: of every function in it, without docstrings; parameters and variables are numbered in order.
        lines: its lines of code that are long enough to be its own, without spaces.
    """

    what: str
    bodies: frozenset[str]
    lines: frozenset[str]

    @classmethod
    def of(cls, what: str, source: str, name: str) -> AnswerSecret:
        """Return the secret that an answer is; `name` is what it defines."""
        node = next(n for n in ast.parse(source).body if getattr(n, "name", None) == name)
        lines = {_squeezed(line) for line in _code_lines(node)}
        telling = frozenset(line for line in lines if len(line) >= TELLING_LINE and not _said_by_all(line))
        return cls(what, frozenset(_bodies(node)), telling)

    def found_in(self, text: str, *, code: bool) -> str:
        """Return how `text` gives the answer away, or ""."""
        for tree in _trees(text, code):
            if self.bodies & _bodies_of_tree(tree):
                return "the same statements stand there"
        squeezed = _squeezed_text(text)
        found = [line for line in self.lines if line in squeezed]
        if found and 2 * len(found) >= len(self.lines) and (len(self.lines) > 1 or len(found[0]) >= TELLING_ALONE):
            return f"{len(found)} of its {len(self.lines)} telling lines stand there"
        return ""


@dataclass(frozen=True)
class HiddenCheckSecret:
    """A hidden check: its name, its sentence, and its lines with inputs that visible checks do not share."""

    what: str
    name: str
    sentence: str
    lines: frozenset[str]

    @classmethod
    def of(cls, check: Check, public: str) -> HiddenCheckSecret:
        """Return the secret that a hidden check is; `public` is the text of the visible checks, a valid module."""
        shown = _squeezed(public + ast.unparse(ast.parse(public)))
        node = next(n for n in ast.parse(check.source).body if getattr(n, "name", None) == check.name)
        lines = {_squeezed(re.sub(r"^\s*(return |\w+ = )", "", line)) for line in _code_lines(node)}
        lines = {line for line in lines if len(line) >= 2 * TELLING_LINE and re.search(r"[0-9']", line)}
        own = frozenset(line for line in lines if line not in shown)
        sentence = _squeezed(check.sentence).lower()
        if len(sentence) < TELLING_SENTENCE or sentence in shown.lower():
            sentence = ""
        return cls(f"hidden check {check.name} of exercise {check.exercise}", check.name, sentence, own)

    def found_in(self, text: str, *, code: bool) -> str:
        """Return how `text` gives the check away, or ""."""
        if "_" in self.name and re.search(rf"\b{re.escape(self.name)}\b", text):
            return "its name stands there"
        squeezed = _squeezed_text(text)
        if self.sentence and self.sentence in squeezed.lower():
            return "its sentence stands there"
        line = next((line for line in self.lines if line in squeezed), "")
        return f"its line `{line}` stands there" if line else ""


def _code_lines(node: ast.stmt) -> list[str]:
    """The statements of a definition, one a line as Python would print them, without docstrings and signature."""
    lines: list[str] = []
    for inner in _functions(node):
        for statement in _without_docstring(inner):
            lines += ast.unparse(statement).split("\n")
    return lines


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text).replace('"', "'").replace("minitorch.", "mt.")


@lru_cache(maxsize=256)
def _squeezed_text(text: str) -> str:
    return _squeezed(text)


def _said_by_all(line: str) -> bool:
    return line.startswith(tuple(_squeezed(start) for start in SAID_BY_ALL))


@lru_cache(maxsize=256)
def _trees(text: str, code: bool) -> tuple[ast.Module, ...]:
    """The Python in a text: all of it, or what stands in fences."""
    sources = [text] if code else [_undoctested(match[1]) for match in FENCED.finditer(text)]
    trees = []
    for source in sources:
        try:
            trees.append(ast.parse(re.sub(r"^([ \t]*)[%!].*$", r"\1pass", source, flags=re.MULTILINE)))
        except (SyntaxError, ValueError):
            continue
    return tuple(trees)


def _undoctested(source: str) -> str:
    """A doctest's input lines, or the text as it is."""
    lines = [line[4:] for line in source.split("\n") if line.startswith((">>> ", "... "))]
    return "\n".join(lines) if lines else source


@lru_cache(maxsize=1024)
def _bodies_of_tree(tree: ast.Module) -> frozenset[str]:
    return frozenset(body for node in tree.body for body in _bodies(node))


def _bodies(node: ast.stmt) -> Iterator[str]:
    for function in _functions(node):
        body = _without_docstring(function)
        if sum(1 for statement in body for _ in ast.walk(statement)) >= TELLING_TREE:
            yield _numbered(body)


def _functions(node: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (n for n in ast.walk(node) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef))


def _without_docstring(function: ast.FunctionDef | ast.AsyncFunctionDef) -> list[ast.stmt]:
    body = function.body
    first = body[0]
    is_docstring = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    return body[1:] if is_docstring else body


def _numbered(body: list[ast.stmt]) -> str:
    """The body as text in which every name is its number in order of first use; texts of messages are left out."""
    numbers: dict[str, str] = {}
    parts = []
    for statement in body:
        for inner in ast.walk(statement):
            parts.append(type(inner).__name__)
            if isinstance(inner, ast.Name):
                parts.append(numbers.setdefault(inner.id, str(len(numbers))))
            elif isinstance(inner, ast.Attribute):
                parts.append(inner.attr)
            elif isinstance(inner, ast.Constant) and not isinstance(inner.value, str):
                parts.append(repr(inner.value))
    return " ".join(parts)
