"""Put a definition into the text of a module, in the place of the old one. Text in, text out; nothing is run."""

from __future__ import annotations

import ast
import symtable
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from course.errors import WorkspaceError
from course.probes.definitions import Definable, Definition, DefinitionError, find_definition, lines_of
from course.workspace.ledger import Extras
from course.workspace.origins import same_thing


@dataclass(frozen=True)
class Spliced:
    """The new text of a module, and what of it came with the definition."""

    text: str
    extras: Extras


def splice(text: str, definition: Definition, old: Extras, shown: str, folder: Path | None = None) -> Spliced:
    """Return the module `text` with `definition` in the place of its namesake.

    Helpers and constants are written above the definition, imports below the module's own. What came with the version
    before (`old`) goes, unless something else in the module uses it.

    Args:
        text: the module as it is.
        definition: what to put in; see `course.probes.definitions`.
        old: what came with the version that is replaced.
        shown: the module's name for messages, e.g. minitorch/shapes.py.
        folder: where the package lies, to see that two imports by different ways give the same; None to take the text
            of an import for what it means.
    Raises: DefinitionError if a helper or import would replace another name of the module; WorkspaceError if `text`
        is not valid Python.
    """
    module = _Module(text, shown, folder)
    helpers = definition.helpers
    imports = list(_single_imports(definition.imports, shown))
    kept = module.remove_old(old, definition.name, set(helpers), imports)
    own_helpers = {
        name: source for name, source in helpers.items() if module.lacks_helper(name, source, definition.name)
    }
    own_imports = [line for line in imports if line in old.imports or module.lacks_import(line)]
    module.insert_imports(own_imports)
    module.insert_definition(definition, own_helpers)
    return Spliced(module.result(), Extras((*kept.helpers, *own_helpers), (*kept.imports, *own_imports)))


def definition_in(text: str, name: str, extras: Extras, shown: str) -> Definition | None:
    """Return the definition `name` of a module with only the helpers and imports that came with it; None if absent."""
    _parse(text, shown)
    try:
        found = find_definition(text, name)
    except DefinitionError:
        return None
    helpers = {helper: source for helper, source in found.helpers.items() if helper in extras.helpers}
    return replace(found, helpers=helpers, imports=extras.imports)


def bound_names(text: str) -> set[str]:
    """Return every name that the top level of a module binds, also inside `if` and `try`."""
    table = symtable.symtable(text, "<module>", "exec")
    return {s.get_name() for s in table.get_symbols() if s.is_assigned() or s.is_imported() or s.is_namespace()}


class _Module:
    """The text of a module and the changes to be made, by line."""

    def __init__(self, text: str, shown: str, folder: Path | None) -> None:
        self.text = text
        self.shown = shown
        self.folder = folder
        self.tree = _parse(text, shown)
        self.lines = lines_of(text)
        self.edits: list[tuple[int, int, list[str]]] = []  # first line (from 0), line after the last, new lines
        self.removed: set[ast.stmt] = set()

    def remove_old(self, old: Extras, name: str, helpers: set[str], imports: list[str]) -> Extras:
        """Remove what came with the last version; return what stays because something else in the module uses it."""
        rewritten = [s for s in self.tree.body if set(_binds(s)) & set(old.helpers) & helpers]
        owned = [
            s
            for s in self.tree.body
            if self._came_with(s, old) and s not in rewritten and not self._is_one_of(s, imports)
        ]
        own = [s for s in self.tree.body if isinstance(s, Definable) and s.name == name]
        staying = [s for s in self.tree.body if s not in owned and s not in rewritten and s not in own]
        used = {n for s in staying for n in _uses(s)} - _names(imports)
        while still := [s for s in owned if set(_binds(s)) & used]:
            owned = [s for s in owned if s not in still]
            used |= {n for s in still for n in _uses(s)}
        for statement in (*rewritten, *owned):
            self._remove(statement)
        gone = {n for s in (*rewritten, *owned) for n in _binds(s)}
        standing = {ast.unparse(s) for s in self.tree.body if _is_import(s) and s not in owned}
        return Extras(
            tuple(n for n in old.helpers if n not in gone),
            tuple(i for i in old.imports if i in standing and i not in imports),
        )

    def lacks_helper(self, name: str, source: str, definition: str) -> bool:
        """Whether a helper is to be written; not if the module has the very same one.

        Raises: DefinitionError if the name means something else there.
        """
        standing = self._standing(name)
        if not standing:
            return True
        if [ast.dump(s) for s in standing] == [ast.dump(s) for s in ast.parse(source).body]:
            return False
        raise DefinitionError(
            f"`{name}` already means something else in {self.shown} (line {standing[0].lineno}); give your helper "
            f"another name, e.g. `_{definition}_{name.lstrip('_')}`"
        )

    def lacks_import(self, line: str) -> bool:
        """Whether an import is to be written; not if the module has it.

        Raises: DefinitionError if the imported name means something else there.
        """
        (name,) = _names([line])
        standing = self._standing(name)
        if not standing:
            return True
        if any(self._same_import(line, s, name) for s in standing if _is_import(s)):
            return False
        raise DefinitionError(
            f"`{line}`: `{name}` already means something else in {self.shown} (line {standing[0].lineno}); import it "
            "under another name"
        )

    def insert_imports(self, lines: list[str]) -> None:
        """Write imports below the module's own."""
        present = {ast.unparse(s) for s in self.tree.body if s not in self.removed}
        lines = [line for line in lines if line not in present]
        if not lines:
            return
        head: list[ast.stmt] = []
        for statement in self.tree.body:
            if isinstance(statement, Definable):
                break
            head += [statement] if _is_import(statement) or _is_docstring(statement) else []
        at = (head[-1].end_lineno or 0) if head else 0
        gap = [""] if head and _is_docstring(head[-1]) else []
        self.edits.append((at, at, [*gap, *lines]))

    def insert_definition(self, definition: Definition, helpers: dict[str, str]) -> None:
        """Write helpers and definition where the old definition is, or at the end of the module."""
        block = lines_of("\n\n\n".join([*helpers.values(), definition.source]))
        standing = [s for s in self.tree.body if isinstance(s, Definable) and s.name == definition.name]
        if not standing:
            self.edits.append((len(self.lines), len(self.lines), ["", "", *block]))
            return
        first, end = _range(standing[-1])
        self.edits.append((first, end, block))

    def result(self) -> str:
        """Return the text with all changes made."""
        lines = list(self.lines)
        for first, end, new in sorted(self.edits, key=lambda edit: edit[:2], reverse=True):
            lines[first:end] = new
        return "\n".join(lines).rstrip("\n") + "\n"

    def _remove(self, statement: ast.stmt) -> None:
        self.removed.add(statement)
        first, end = _range(statement)
        if not _is_import(statement):
            while end < len(self.lines) and not self.lines[end].strip():
                end += 1
        self.edits.append((first, end, []))

    def _standing(self, name: str) -> list[ast.stmt]:
        return [s for s in self.tree.body if name in _binds(s) and s not in self.removed]

    def _same_import(self, line: str, statement: ast.stmt, name: str) -> bool:
        """Whether one of a statement's imports binds `name` to what `line` imports."""
        singles = [single for single in _single_imports([ast.unparse(statement)], "") if _names([single]) == {name}]
        return any(s == line or (self.folder is not None and same_thing(self.folder, s, line)) for s in singles)

    def _came_with(self, statement: ast.stmt, old: Extras) -> bool:
        return bool(set(_binds(statement)) & set(old.helpers)) or self._is_one_of(statement, old.imports)

    def _is_one_of(self, statement: ast.stmt, imports: Collection[str]) -> bool:
        return _is_import(statement) and ast.unparse(statement) in imports


def _parse(text: str, shown: str) -> ast.Module:
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError) as error:
        line = f" line {error.lineno}" if isinstance(error, SyntaxError) else ""
        raise WorkspaceError(
            f"{shown}{line} is not valid Python ({error}); correct it, or delete the file and run `course start`"
        ) from None


def _single_imports(statements: Iterable[str], shown: str) -> Iterable[str]:
    """Each imported name as a statement of its own, without what the module has anyway: __future__ and itself."""
    own = shown.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    for statement in statements:
        node = ast.parse(statement).body[0]
        for alias in node.names if isinstance(node, ast.Import | ast.ImportFrom) else []:
            if alias.name == "*":
                raise DefinitionError(f"`{statement}`: name what you import, so that the module can be read")
            if isinstance(node, ast.Import):
                yield ast.unparse(ast.Import([alias]))
            elif isinstance(node, ast.ImportFrom) and node.module not in ("__future__", own):
                yield ast.unparse(ast.ImportFrom(node.module, [alias], node.level))


def _names(imports: Iterable[str]) -> set[str]:
    return {name for line in imports for name in _binds(ast.parse(line).body[0])}


def _binds(statement: ast.stmt) -> list[str]:
    """The names a top-level statement binds."""
    if isinstance(statement, ast.Import | ast.ImportFrom):
        return [alias.asname or alias.name.partition(".")[0] for alias in statement.names]
    if isinstance(statement, Definable):
        return [statement.name]
    stored = (n for n in ast.walk(statement) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store))
    return [name.id for name in stored]


def _uses(statement: ast.stmt) -> set[str]:
    loaded = {n.id for n in ast.walk(statement) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
    exported = {n.value for n in ast.walk(statement) if isinstance(n, ast.Constant) and isinstance(n.value, str)}
    return loaded | (exported if "__all__" in _binds(statement) else set())


def _is_import(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Import | ast.ImportFrom)


def _is_docstring(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _range(statement: ast.stmt) -> tuple[int, int]:
    decorators = statement.decorator_list if isinstance(statement, Definable) else []
    first = min([statement.lineno, *(d.lineno for d in decorators)])
    return first - 1, statement.end_lineno or statement.lineno
