"""Find one definition in the source of a notebook cell, with the imports, helpers and constants it needs."""

from __future__ import annotations

import ast
import builtins
import re
import symtable
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

Definable = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


class DefinitionError(ValueError):
    """A cell does not hold the definition that was looked for; the message is meant for the student."""


@dataclass(frozen=True)
class Definition:
    """A top-level `def` or `class` of a cell and what it needs of the same cell.

    Attributes:
        name: the defined name.
        source: the source of the definition itself.
        helpers: {name: source} of the functions, classes and constants it uses, in the cell's order.
        imports: the import statements it uses, in the cell's order.
    """

    name: str
    source: str
    helpers: dict[str, str]
    imports: tuple[str, ...]

    @property
    def whole_source(self) -> str:
        """Imports, helpers and definition, ready to be executed or written to a file."""
        return "\n\n\n".join(
            [*(["\n".join(self.imports)] if self.imports else []), *self.helpers.values(), self.source]
        )


@lru_cache(maxsize=8)
def parse_cell(cell_source: str) -> tuple[ast.Module, str]:
    """Return the syntax tree of a cell and the text it was read from, with IPython's magic lines blanked out.

    Raises: DefinitionError with line and column on a syntax error.
    """
    text = re.sub(r"^([ \t]*)[%!?].*$", r"\1pass", cell_source, flags=re.MULTILINE)
    for candidate in (cell_source, text):
        try:
            return ast.parse(candidate), candidate
        except SyntaxError as error:
            failure = f"line {error.lineno}: {error.msg}"
        except (ValueError, RecursionError, MemoryError) as error:
            failure = str(error) or type(error).__name__
    raise DefinitionError(f"the cell is not valid Python: {failure}")


def defined_names(cell_source: str) -> set[str]:
    """Return the names of the top-level functions and classes of a cell; empty if it is not valid Python."""
    try:
        tree, _ = parse_cell(cell_source)
    except DefinitionError:
        return set()
    return {node.name for node in tree.body if isinstance(node, Definable)}


def find_definition(cell_source: str, name: str, *, keep_decorators: bool = True) -> Definition:
    """Return the last top-level definition of `name` in a cell, with what it needs of the cell.

    Raises: DefinitionError if the cell is not valid Python or does not define `name`.
    """
    tree, text = parse_cell(cell_source)
    node = _last_definition(tree, name)
    if node is None:
        others = sorted(other.name for other in tree.body if isinstance(other, Definable))
        found = f"it defines {', '.join(others)}" if others else "it defines nothing"
        raise DefinitionError(f"the cell does not define `{name}` at its top level ({found})")
    helpers: dict[str, str] = {}
    imports: list[str] = []
    for statement in _needed_statements(tree, node, keep_decorators):
        source = _source_of(text, statement)
        if isinstance(statement, ast.Import | ast.ImportFrom):
            imports.append(source)
        else:
            helper = next(iter(_bound_names(statement)))
            helpers[helper] = f"{helpers[helper]}\n{source}" if helper in helpers else source
    return Definition(name, _source_of(text, node, keep_decorators=keep_decorators), helpers, tuple(imports))


def definition_source(cell_source: str, name: str) -> str:
    """Return the source of `name` and of what it needs of the cell; see `find_definition`."""
    return find_definition(cell_source, name).whole_source


def signature(source: str, name: str) -> str:
    """Return the parameters of function `name` without annotations, e.g. ``(x, *, dim=0)``; of a class, its bases."""
    tree, _ = parse_cell(source)
    node = _last_definition(tree, name)
    if node is None:
        raise DefinitionError(f"`{name}` is not defined")
    if isinstance(node, ast.ClassDef):
        return f"({', '.join(ast.unparse(base) for base in node.bases)})"
    return _parameters(node)


def check_signature(stub_source: str, source: str, name: str) -> None:
    """Compare the signature of `name` in `source` with the exercise's; of a class, that of every method as well.

    Raises: DefinitionError naming both signatures.
    """
    wanted, got = signature(stub_source, name), signature(source, name)
    if wanted != got:
        raise DefinitionError(f"the signature changed: the exercise has `{name}{wanted}`, the cell `{name}{got}`")
    wanted_methods, got_methods = _methods(stub_source, name), _methods(source, name)
    for method, parameters in wanted_methods.items():
        if method not in got_methods:
            raise DefinitionError(f"`{name}.{method}{parameters}` is missing from the class")
        if got_methods[method] != parameters:
            raise DefinitionError(
                f"the signature changed: the exercise has `{name}.{method}{parameters}`, "
                f"the cell `{name}.{method}{got_methods[method]}`"
            )


def free_names(source: str) -> set[str]:
    """Return the names that functions in `source` look up outside of it, builtins excluded.

    These must exist in the module that `source` is put into, or calling the functions ends in a NameError.
    """
    table = symtable.symtable(source, "<definition>", "exec")
    own = {symbol.get_name() for symbol in table.get_symbols() if symbol.is_assigned() or symbol.is_imported()}
    used = {
        symbol.get_name()
        for scope in _inner_scopes(table)
        for symbol in scope.get_symbols()
        if symbol.is_referenced() and symbol.is_global()
    }
    return {name for name in used - own if not hasattr(builtins, name)} - {"__class__", "__file__", "__name__"}


def _inner_scopes(table: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    for child in table.get_children():
        yield child
        yield from _inner_scopes(child)


def _last_definition(tree: ast.Module, name: str) -> Definable | None:
    return next((n for n in reversed(tree.body) if isinstance(n, Definable) and n.name == name), None)


def _needed_statements(tree: ast.Module, node: Definable, keep_decorators: bool) -> list[ast.stmt]:
    """The import, helper and constant statements that `node` needs, directly or through one another, in order."""
    chosen: set[int] = set()
    pending = _used_names(node, keep_decorators)
    seen: set[str] = {node.name}
    places = _places_of_names(tree)
    while pending:
        name = pending.pop()
        if name in seen:
            continue
        seen.add(name)
        for position in places.get(name, ()):
            chosen.add(position)
            pending |= _used_by(tree.body[position])
    return [tree.body[position] for position in sorted(chosen)]


@lru_cache(maxsize=8)
def _places_of_names(tree: ast.Module) -> dict[str, list[int]]:
    """Return {name: positions of the top-level statements that bind it}."""
    places: dict[str, list[int]] = {}
    for position, statement in enumerate(tree.body):
        for name in dict.fromkeys(_bound_names(statement)):
            places.setdefault(name, []).append(position)
    return places


def _bound_names(statement: ast.stmt) -> list[str]:
    """The names a top-level import, definition or plain assignment binds; [] for any other statement."""
    if isinstance(statement, ast.Import | ast.ImportFrom):
        return [alias.asname or alias.name.partition(".")[0] for alias in statement.names]
    if isinstance(statement, Definable):
        return [statement.name]
    if isinstance(statement, ast.Assign):
        names = [node for target in statement.targets for node in ast.walk(target) if isinstance(node, ast.Name)]
        return [name.id for name in names if isinstance(name.ctx, ast.Store)]
    if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
        return [statement.target.id]
    return []


def _used_names(node: ast.AST, keep_decorators: bool) -> set[str]:
    skipped: set[ast.AST] = set()
    if isinstance(node, Definable) and not keep_decorators:
        skipped = {inner for decorator in node.decorator_list for inner in ast.walk(decorator)}
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and n not in skipped}


@lru_cache(maxsize=512)
def _used_by(statement: ast.stmt) -> set[str]:
    """The names that a whole statement uses; many definitions of a file share their helpers. Only to be read."""
    return _used_names(statement, keep_decorators=True)


def lines_of(text: str) -> list[str]:
    """Return the lines as Python counts them: `splitlines` also ends one at a form feed or U+2028 in a comment."""
    lines = re.split(r"\r\n|\r|\n", text)
    return lines if lines[-1] else lines[:-1]


@lru_cache(maxsize=8)
def _kept_lines(text: str) -> list[str]:
    """A file of wrong answers is asked for its lines hundreds of times; only to be read."""
    return lines_of(text)


def _source_of(text: str, node: ast.stmt, *, keep_decorators: bool = True) -> str:
    if isinstance(node, Definable):
        first = node.lineno
        if keep_decorators and node.decorator_list:
            first = node.decorator_list[0].lineno
        return "\n".join(_kept_lines(text)[first - 1 : node.end_lineno])
    lines = _kept_lines(text)[node.lineno - 1 : node.end_lineno]
    if node.col_offset == 0 and len(lines[-1].encode()) == node.end_col_offset:
        return "\n".join(lines)
    return ast.get_source_segment(text, node) or ast.unparse(node)


def _parameters(node: ast.FunctionDef | ast.AsyncFunctionDef) -> str:
    arguments = node.args
    plain = ast.arguments(
        posonlyargs=[ast.arg(a.arg) for a in arguments.posonlyargs],
        args=[ast.arg(a.arg) for a in arguments.args],
        vararg=ast.arg(arguments.vararg.arg) if arguments.vararg else None,
        kwonlyargs=[ast.arg(a.arg) for a in arguments.kwonlyargs],
        kw_defaults=arguments.kw_defaults,
        kwarg=ast.arg(arguments.kwarg.arg) if arguments.kwarg else None,
        defaults=arguments.defaults,
    )
    return f"({ast.unparse(plain)})"


def _methods(source: str, name: str) -> dict[str, str]:
    node = _last_definition(parse_cell(source)[0], name)
    if not isinstance(node, ast.ClassDef):
        return {}
    return {n.name: _parameters(n) for n in node.body if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)}
