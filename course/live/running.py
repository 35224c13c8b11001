"""Keep the loaded package equal to its files, statement by statement, without importing anything anew.

Objects that exist already go on with the new code, and what did not change stays the very object it was.
"""

from __future__ import annotations
import __future__

import ast
import linecache
import sys
from collections import Counter
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType, FunctionType, ModuleType

from course.probes.definitions import Definable, lines_of
from course.probes.replace import replace_definition

Stamp = tuple[int, int, int]
Statements = list[tuple[ast.stmt, str]]


@dataclass
class _Seen:
    """What of a module's file the loaded module has."""

    stamp: Stamp | None
    text: str


@dataclass
class RunningPackage:
    """The loaded package and what it has of its files."""

    package: ModuleType
    seen: dict[str, _Seen] = field(default_factory=dict)

    def refresh(self) -> dict[str, str]:
        """Take over what another notebook, or an editor, changed on disk since the last call.

        Returns: {module name: what went wrong} of files that cannot be taken over; the old code stays.
        """
        problems: dict[str, str] = {}
        for name, file in self._files():
            stamp = _stamp(file)
            seen = self.seen.get(name)
            if stamp is None or (seen is not None and seen.stamp == stamp):
                continue
            try:
                text = file.read_text(encoding="utf-8")
                if seen is not None:
                    self.apply(name, text)
                self.seen[name] = _Seen(stamp, text)
            except Exception as error:
                problems[name] = f"{type(error).__name__}: {error}"
                if seen is not None:
                    seen.stamp = stamp
        return problems

    def apply(self, name: str, text: str, again: Collection[str] = ()) -> None:
        """Make the loaded module `name` what it would be if `text` were its file.

        Args:
            name: the module's full name.
            text: its new text; statements that it had before are not run again,
            again: except those that bind one of these names.
        Raises: whatever a changed statement raises; the module's names are then as before.
        """
        module = sys.modules[name]
        seen = self.seen.setdefault(name, _Seen(None, text))
        old, new = _statements(seen.text), _statements(text)
        before = dict(vars(module))
        file = str(module.__file__)
        linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
        try:
            self._run(module, _changed(old, new, set(again)), file)
        except BaseException:
            linecache.cache.pop(file, None)
            vars(module).update(before)
            for added in [key for key in vars(module) if key not in before]:
                delattr(module, added)
            raise
        for gone in _bound(old) - _bound(new):
            with suppress(AttributeError):
                delattr(module, gone)
        _move_lines(module, old, new)
        seen.text = text

    def settled(self, name: str) -> None:
        """Note that the file of module `name` now holds what the module has."""
        module = sys.modules[name]
        self.seen[name].stamp = _stamp(Path(str(module.__file__)))
        linecache.cache.pop(str(module.__file__), None)

    def _run(self, module: ModuleType, changed: Statements, file: str) -> None:
        for statement, source in changed:
            line = _first_line(statement)
            if isinstance(statement, Definable):
                inside = f"{module.__name__}.{statement.name}".removeprefix(f"{self.package.__name__}.")
                replace_definition(self.package, inside, source, file, line)
            else:
                code = compile("\n" * (line - 1) + source, file, "exec", __future__.annotations.compiler_flag, True)
                exec(code, vars(module))

    def _files(self) -> list[tuple[str, Path]]:
        prefix = f"{self.package.__name__}."
        loaded = [(n, m) for n, m in sys.modules.items() if n.startswith(prefix) or n == self.package.__name__]
        files = [(name, getattr(module, "__file__", None)) for name, module in loaded]
        return [(name, Path(file)) for name, file in files if file]


def _stamp(file: Path) -> Stamp | None:
    try:
        status = file.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino


def _statements(text: str) -> Statements:
    """The top-level statements of a module with their source, docstrings and __future__ imports left out."""
    lines = lines_of(text)
    found = []
    for statement in ast.parse(text).body:
        is_text = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
        if not is_text and not (isinstance(statement, ast.ImportFrom) and statement.module == "__future__"):
            found.append((statement, "\n".join(lines[_first_line(statement) - 1 : statement.end_lineno])))
    return found


def _changed(old: Statements, new: Statements, again: set[str]) -> Statements:
    known = Counter(source for _, source in old)
    changed = []
    for statement, source in new:
        if known[source] and not _bound([(statement, source)]) & again:
            known[source] -= 1
        else:
            changed.append((statement, source))
    return changed


def _bound(statements: Statements) -> set[str]:
    names: set[str] = set()
    for statement, _ in statements:
        if isinstance(statement, ast.Import | ast.ImportFrom):
            names |= {alias.asname or alias.name.partition(".")[0] for alias in statement.names}
        elif isinstance(statement, Definable):
            names.add(statement.name)
        else:
            names |= {n.id for n in ast.walk(statement) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    return names


def _first_line(statement: ast.stmt) -> int:
    decorators = statement.decorator_list if isinstance(statement, Definable) else []
    return min([statement.lineno, *(decorator.lineno for decorator in decorators)])


def _move_lines(module: ModuleType, old: Statements, new: Statements) -> None:
    """Tell unchanged definitions that they stand on other lines now, so that tracebacks show the right ones."""
    before = {source: _first_line(s) for s, source in old if isinstance(s, Definable)}
    for statement, source in new:
        moved = _first_line(statement) - before.get(source, _first_line(statement))
        if moved and isinstance(statement, Definable):
            for function in _functions(getattr(module, statement.name, None), module):
                function.__code__ = _moved(function.__code__, moved)


def _functions(defined: object, module: ModuleType) -> list[FunctionType]:
    """The functions of a definition of this module: itself, or a class's methods and properties."""
    if isinstance(defined, FunctionType):
        return [defined] if defined.__globals__ is vars(module) else []
    if isinstance(defined, type) and defined.__module__ == module.__name__:
        return [f for value in vars(defined).values() for f in _functions(value, module)]
    if isinstance(defined, staticmethod | classmethod):
        return _functions(defined.__func__, module)
    if isinstance(defined, property):
        return [f for part in (defined.fget, defined.fset, defined.fdel) for f in _functions(part, module)]
    return []


def _moved(code: CodeType, lines: int) -> CodeType:
    constants = tuple(_moved(c, lines) if isinstance(c, CodeType) else c for c in code.co_consts)
    return code.replace(co_firstlineno=code.co_firstlineno + lines, co_consts=constants)
