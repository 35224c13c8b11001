"""Small mistakes made by machine: copies of a model answer, each with one thing changed.

A check that nobody can fool lets none of them through (DeMillo, Lipton and Sayward, "Hints on test data selection",
1978). What a student never writes in an answer is left alone: signature, docstring, annotations, texts of errors.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass

OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.Pow: ast.Mult,
    ast.MatMult: ast.Mult,
}
COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
FOR_AUTHORS = frozenset(["strict"])
"""Arguments that guard against mistakes elsewhere; no input of an exercise shows whether they are there."""
AXIS_NAMES = frozenset(["axis", "dim", "dims"])
CUTTING_THE_GRAPH = frozenset(["detach", "clone", "no_grad", "item"])
WRAPPERS = frozenset(["abs", "max", "min", "reversed", "sorted", "sqrt"])

Change = tuple[str, ast.AST]
"""The kind of a change, and the node that takes the old one's place."""


@dataclass(frozen=True)
class Mutant:
    """An answer with one small mistake.

    Attributes:
        kind: "operator", "comparison", "constant", "axis", "sign", "dropped term", "off by one", "missing detach",
            "missing accumulation" or "swapped".
        before: the statement that was changed; of a compound one, its first line.
        after: the same statement, changed; "" if it was taken out.
        source: the whole answer.
    """

    kind: str
    before: str
    after: str
    source: str

    @property
    def change(self) -> str:
        """Before and after in one line."""
        return f"{self.before}  ->  {self.after or '(nothing)'}"


def mutants(source: str, name: str) -> list[Mutant]:
    """Return every mutant of the definition `name` in `source`; no two have the same text."""
    tree = ast.parse(source)
    spots = [spot for spot, node in enumerate(ast.walk(tree)) if node in _changeable(tree, name)]
    seen = {ast.unparse(tree)}
    found = []
    for spot in spots:
        for number in range(len(list(_changes(_at(tree, spot))))):
            mutant = _mutant(tree, spot, number)
            if mutant.source not in seen:
                seen.add(mutant.source)
                found.append(mutant)
    return found


def _at(tree: ast.AST, spot: int) -> ast.AST:
    return next(node for number, node in enumerate(ast.walk(tree)) if number == spot)


def _mutant(original: ast.Module, spot: int, number: int) -> Mutant:
    tree = copy.deepcopy(original)
    node = _at(tree, spot)
    kind, new = list(_changes(node))[number]
    statement = _statement_around(tree, node)
    before = _text(statement)
    _Exchange(node, new).visit(tree)
    ast.fix_missing_locations(tree)
    after = _text(new) if node is statement else _text(statement)
    return Mutant(kind, before, "" if isinstance(new, ast.Pass) else after, ast.unparse(tree))


class _Exchange(ast.NodeTransformer):
    """Puts one node in another's place."""

    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        self.old, self.new = old, new

    def visit(self, node: ast.AST) -> ast.AST:
        """Return the new node where the old one is met."""
        return self.new if node is self.old else self.generic_visit(node)


def _statement_around(tree: ast.AST, node: ast.AST) -> ast.AST:
    """The innermost statement that holds the node."""
    holding = [s for s in ast.walk(tree) if isinstance(s, ast.stmt) and node in _inside(s)]
    return min(holding, key=lambda statement: len(_inside(statement)))


def _inside(node: ast.AST) -> set[ast.AST]:
    return set(ast.walk(node))


def _text(node: ast.AST) -> str:
    return ast.unparse(node).splitlines()[0].strip()


def _changeable(tree: ast.Module, name: str) -> set[ast.AST]:
    """The nodes of the bodies of a definition; what its errors say and its types are does not matter."""
    definition = next(n for n in tree.body if isinstance(n, ast.FunctionDef | ast.ClassDef) and n.name == name)
    kept: set[ast.AST] = set()
    for function in ast.walk(definition):
        if isinstance(function, ast.FunctionDef):
            kept.update(node for statement in function.body for node in _inside(statement))
    for node in ast.walk(definition):
        if isinstance(node, ast.keyword) and node.arg in FOR_AUTHORS:
            kept -= _inside(node)
        if isinstance(node, ast.FunctionDef):
            kept -= _inside(node.args) | {inner for d in node.decorator_list for inner in ast.walk(d)}
        for part in _without_effect(node):
            kept -= _inside(part)
    return kept


def _without_effect(node: ast.AST) -> list[ast.AST]:
    """Parts of a node that say something to people only."""
    if isinstance(node, ast.Raise):
        return [part for part in (node.exc, node.cause) if part is not None]
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return [node]
    if isinstance(node, ast.AnnAssign):
        return [node.annotation]
    if isinstance(node, ast.FunctionDef) and node.returns is not None:
        return [node.returns]
    return [node] if isinstance(node, ast.JoinedStr) else []


# ---- what can be changed about a node ----


def _changes(node: ast.AST) -> Iterator[Change]:
    for kind, change in CHANGES.items():
        if isinstance(node, kind):
            yield from change(node)


def _arithmetic(node: ast.BinOp) -> Iterator[Change]:
    other = OPERATORS.get(type(node.op))
    if other is not None:
        yield "operator", ast.BinOp(node.left, other(), node.right)
    yield "dropped term", node.left
    yield "dropped term", node.right


def _logic(node: ast.BoolOp) -> Iterator[Change]:
    yield "operator", ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
    yield from (("dropped term", value) for value in node.values)


def _comparison(node: ast.Compare) -> Iterator[Change]:
    for place, operator in enumerate(node.ops):
        operators = [*node.ops[:place], COMPARISONS[type(operator)](), *node.ops[place + 1 :]]
        yield "comparison", ast.Compare(node.left, operators, node.comparators)


def _sign(node: ast.UnaryOp) -> Iterator[Change]:
    if isinstance(node.op, ast.USub | ast.Not):
        yield "sign" if isinstance(node.op, ast.USub) else "operator", node.operand


def _constant(node: ast.Constant) -> Iterator[Change]:
    value = node.value
    if isinstance(value, bool):
        yield "constant", ast.Constant(not value)
    elif isinstance(value, int):
        yield "off by one", ast.Constant(value + 1)
        yield "off by one", ast.Constant(value - 1)
    elif isinstance(value, float):
        yield "constant", ast.Constant(value * 2)
        yield "constant", ast.Constant(value + 1)


def _call(node: ast.Call) -> Iterator[Change]:
    function = node.func
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    if isinstance(function, ast.Attribute) and name in CUTTING_THE_GRAPH:
        yield "missing detach", function.value
    if name in WRAPPERS:
        yield from (("dropped term", argument) for argument in node.args)
    if len(node.args) == 2 and not any(isinstance(argument, ast.Starred) for argument in node.args):
        yield "swapped", ast.Call(function, node.args[::-1], node.keywords)
    for place, word in enumerate(node.keywords):
        if word.arg in AXIS_NAMES and isinstance(word.value, ast.Constant | ast.UnaryOp):
            axis = ast.BinOp(word.value, ast.Sub(), ast.Constant(1))
            words = [*node.keywords[:place], ast.keyword(word.arg, axis), *node.keywords[place + 1 :]]
            yield "axis", ast.Call(function, node.args, words)
        if word.arg is not None and word.arg not in FOR_AUTHORS:
            yield "dropped term", ast.Call(function, node.args, node.keywords[:place] + node.keywords[place + 1 :])


def _range(node: ast.Call) -> Iterator[Change]:
    if isinstance(node.func, ast.Name) and node.func.id == "range" and node.args:
        end = min(len(node.args), 2) - 1
        shorter = ast.BinOp(node.args[end], ast.Sub(), ast.Constant(1))
        yield "off by one", ast.Call(node.func, [*node.args[:end], shorter, *node.args[end + 1 :]], node.keywords)
        if len(node.args) == 1:
            yield "off by one", ast.Call(node.func, [ast.Constant(1), *node.args], node.keywords)


def _calls(node: ast.Call) -> Iterator[Change]:
    yield from _call(node)
    yield from _range(node)


def _accumulation(node: ast.AugAssign) -> Iterator[Change]:
    yield "missing accumulation", ast.Assign([node.target], node.value)
    other = OPERATORS.get(type(node.op))
    if other is not None:
        yield "operator", ast.AugAssign(node.target, other(), node.value)
    yield "dropped term", ast.Pass()


def _statement(node: ast.Expr) -> Iterator[Change]:
    if isinstance(node.value, ast.Call | ast.Yield | ast.YieldFrom):
        yield "dropped term", ast.Pass()


def _branch(node: ast.If) -> Iterator[Change]:
    for held in (True, False):
        yield "comparison", ast.If(ast.Constant(held), node.body, node.orelse)


def _choice(node: ast.IfExp) -> Iterator[Change]:
    yield "dropped term", node.body
    yield "dropped term", node.orelse


def _context(node: ast.With) -> Iterator[Change]:
    yield "missing detach", ast.If(ast.Constant(True), node.body, [])


def _result(node: ast.Return) -> Iterator[Change]:
    if isinstance(node.value, ast.BinOp | ast.Name):
        yield "sign", ast.Return(ast.UnaryOp(ast.USub(), node.value))


def _jump(node: ast.Continue | ast.Break) -> Iterator[Change]:
    yield "dropped term", ast.Pass()


CHANGES: dict[type[ast.AST], Callable[..., Iterator[Change]]] = {
    ast.AugAssign: _accumulation,
    ast.BinOp: _arithmetic,
    ast.BoolOp: _logic,
    ast.Break: _jump,
    ast.Call: _calls,
    ast.Compare: _comparison,
    ast.Constant: _constant,
    ast.Continue: _jump,
    ast.Expr: _statement,
    ast.If: _branch,
    ast.IfExp: _choice,
    ast.Return: _result,
    ast.UnaryOp: _sign,
    ast.With: _context,
}
