"""Fingerprints of source code: fragments of its syntax tree in which names that the author chose do not matter.

Winnowing of k-grams: Schleimer, Wilkerson and Aiken, "Winnowing: Local Algorithms for Document Fingerprinting", SIGMOD
2003, here on the nodes of the syntax tree in place of characters. Whatever two sources share of at least
`GRAM + WINDOW - 1` nodes in a row is found.
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterator

GRAM = 8
"""Nodes in a row that make one fragment."""
WINDOW = 4
"""Of so many neighbouring fragments one, the one with the smallest hash, is kept."""

_LEFT_OUT = (ast.expr_context, ast.Import, ast.ImportFrom)
_NAMES = {ast.Name: "id", ast.arg: "arg", ast.FunctionDef: "name", ast.ClassDef: "name", ast.ExceptHandler: "name"}


def fingerprints(source: str) -> frozenset[str]:
    """Return the fingerprints of a cell; none if it is not Python or too short.

    Formatting, comments, docstrings, type annotations and chosen names make no difference.
    """
    try:
        nodes = list(_nodes(ast.parse(source)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return frozenset()
    grams = [_hash(nodes[at : at + GRAM]) for at in range(len(nodes) - GRAM + 1)]
    windows = range(max(1, len(grams) - WINDOW + 1)) if grams else ()
    return frozenset(min(grams[at : at + WINDOW]) for at in windows)


def _nodes(tree: ast.Module) -> Iterator[str]:
    """The tree's nodes from top to bottom, as text."""
    chosen: dict[str, str] = {}
    for name in _chosen_names(tree):
        chosen.setdefault(name, f"#{len(chosen)}")
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, _LEFT_OUT) or _is_text_alone(node):
            continue
        yield _label(node, chosen)
        inner = [child for field, child in _children(node) if field not in ("annotation", "returns")]
        waiting.extend(reversed(inner))


def _children(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    for field, value in ast.iter_fields(node):
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield field, child


def _chosen_names(tree: ast.Module) -> Iterator[str]:
    """Names that the source binds, in order: arguments, variables, functions, classes."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            yield node.id
        elif isinstance(node, (ast.arg, ast.FunctionDef, ast.ClassDef, ast.ExceptHandler)):
            yield str(getattr(node, _NAMES[type(node)]))


def _label(node: ast.AST, chosen: dict[str, str]) -> str:
    kind = type(node).__name__
    if type(node) in _NAMES:
        name = str(getattr(node, _NAMES[type(node)]))
        return f"{kind} {chosen.get(name, name)}"
    if isinstance(node, ast.Constant):
        return f"{kind} {node.value!r}"
    return f"{kind} {node.attr}" if isinstance(node, ast.Attribute) else kind


def _is_text_alone(node: ast.AST) -> bool:
    """Whether a statement is nothing but a string: a docstring, mostly."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def _hash(nodes: list[str]) -> str:
    return hashlib.blake2b("\0".join(nodes).encode("utf-8", "replace"), digest_size=8).hexdigest()
