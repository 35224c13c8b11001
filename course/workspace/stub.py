"""Tell an exercise that nobody has written yet from an answer."""

from __future__ import annotations

import ast

from course.probes.definitions import Definable, DefinitionError, parse_cell


def is_stub(source: str, name: str, stub: str = "") -> bool:
    """Return whether the definition `name` in `source` is still the empty exercise.

    That is so if each of its functions does nothing but raise NotImplementedError, or if it equals `stub` up to
    docstrings, comments and the error's message.
    """
    node = _definition(source, name)
    if node is None:
        return False
    if _plain(node) == _plain(_definition(stub, name)):
        return True
    functions = [n for n in ast.walk(node) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    return bool(functions) and all(_only_raises(function) for function in functions)


def _definition(source: str, name: str) -> Definable | None:
    try:
        tree, _ = parse_cell(source)
    except DefinitionError:
        return None
    return next((n for n in reversed(tree.body) if isinstance(n, Definable) and n.name == name), None)


def _only_raises(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    body = [s for s in function.body if not _is_text(s)]
    return len(body) == 1 and _is_not_implemented(body[0])


def _is_not_implemented(statement: ast.stmt) -> bool:
    if not isinstance(statement, ast.Raise) or statement.exc is None:
        return False
    raised = statement.exc.func if isinstance(statement.exc, ast.Call) else statement.exc
    return isinstance(raised, ast.Name) and raised.id == "NotImplementedError"


def _is_text(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _plain(node: Definable | None) -> str:
    return ast.dump(_Plain().visit(ast.parse(ast.unparse(node)))) if node is not None else ""


class _Plain(ast.NodeTransformer):
    """Drops docstrings and the text of NotImplementedError."""

    def visit_Expr(self, node: ast.Expr) -> ast.Expr | None:
        return None if _is_text(node) else node

    def visit_Raise(self, node: ast.Raise) -> ast.Raise:
        return ast.Raise(ast.Name("NotImplementedError"), None) if _is_not_implemented(node) else node
