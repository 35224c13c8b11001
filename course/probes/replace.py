"""Put a definition into a loaded package, so that every caller uses it from then on."""

from __future__ import annotations
import __future__

import importlib
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import CellType, FunctionType, ModuleType
from typing import Any

NOT_CARRIED = frozenset(["__dict__", "__weakref__", "__slots__", "__module__", "__qualname__"])


def locate(package: ModuleType, path: str) -> tuple[ModuleType, str]:
    """Return the module and the name that `path`, e.g. ``shapes.contiguous_strides``, stands for in `package`.

    Raises: ModuleNotFoundError if there is no such module.
    """
    module_path, _, name = path.rpartition(".")
    return importlib.import_module(f"{package.__name__}.{module_path}" if module_path else package.__name__), name


Places = dict[int, list[tuple[ModuleType, str]]]
"""{id of a function: the modules that have it, and by which name}."""


def places_of(package: ModuleType) -> Places:
    """Return where the modules of a package have functions by name, as long as none of them is replaced."""
    places: Places = {}
    for module in _modules_of(package):
        for name, value in vars(module).items():
            if isinstance(value, FunctionType):
                places.setdefault(id(value), []).append((module, name))
    return places


def replace_definition(
    package: ModuleType,
    path: str,
    source: str,
    filename: str | None = None,
    line: int = 1,
    places: Places | None = None,
) -> None:
    """Run `source` in the module of `path` and make its definition the one that the whole package uses.

    A function takes the old one's place wherever a module of the package has it by name. A class is changed in place:
    existing instances and subclasses get the new methods, and zero-argument `super()` in them works.

    Args:
        package: the imported package.
        path: dotted path of the definition inside the package.
        source: the definition and what it needs; runs in the module's own namespace.
        filename: the name tracebacks show; `line` is the line of that file on which `source` starts.
        line: see `filename`.
        places: where to find the old function, if that is known: a process that was just forked copies the memory of
            every module that it looks through.
    Raises: whatever running `source` raises; the package is then as it was. NameError if `source` lacks the name.
    """
    module, name = locate(package, path)
    before = dict(vars(module))
    try:
        _execute(_for_package(source, package.__name__), vars(module), filename or f"<{path}>", line)
        new = vars(module)[name]
    except BaseException:
        _restore(module, before)
        raise
    old = before.get(name)
    if isinstance(old, type) and isinstance(new, type):
        update_class(old, new)
        setattr(module, name, old)
    elif old is not None:
        known = (places or {}).get(id(old))
        _rebind(_places_of(package, old) if known is None else known, new)


@contextmanager
def replaced(package: ModuleType, path: str, source: str) -> Iterator[None]:
    """Inside the block the package uses the definition in `source`; afterwards everything is as before."""
    module, name = locate(package, path)
    before = dict(vars(module))
    old = before.get(name)
    class_before = dict(vars(old)) if isinstance(old, type) else {}
    try:
        replace_definition(package, path, source)
        yield
    finally:
        new = vars(module).get(name)
        _restore(module, before)
        if isinstance(old, type):
            _restore_class(old, class_before)
        elif old is not None and new is not old:
            _rebind(_places_of(package, new), old)


def update_class(old: type, new: type) -> None:
    """Give class `old` the attributes of `new`; names that only `old` has are removed."""
    for name in [n for n in vars(old) if n not in vars(new) and n not in NOT_CARRIED]:
        delattr(old, name)
    for name, value in vars(new).items():
        if name not in NOT_CARRIED:
            for cell in _class_cells(value):
                cell.cell_contents = old
            setattr(old, name, value)
    if old.__bases__ != new.__bases__:
        old.__bases__ = new.__bases__


def _execute(source: str, namespace: dict[str, Any], filename: str, line: int) -> None:
    flags = __future__.annotations.compiler_flag  # annotations name things that need not exist to run the code
    code = compile("\n" * (line - 1) + source, filename, "exec", flags=flags, dont_inherit=True)
    exec(code, namespace)


def _for_package(source: str, package: str) -> str:
    """Point imports of `minitorch` at the package the definition is put into."""
    if package == "minitorch":
        return source
    return re.sub(r"^(\s*(?:from|import) )minitorch\b", rf"\g<1>{package}", source, flags=re.MULTILINE)


def _modules_of(package: ModuleType) -> list[ModuleType]:
    prefix = package.__name__ + "."
    own = [name for name in sys.modules if name == package.__name__ or name.startswith(prefix)]
    return [sys.modules[name] for name in own if sys.modules[name] is not None]


def _places_of(package: ModuleType, old: object) -> list[tuple[ModuleType, str]]:
    return [(module, name) for module in _modules_of(package) for name, value in vars(module).items() if value is old]


def _rebind(places: list[tuple[ModuleType, str]], new: object) -> None:
    for module, name in places:
        setattr(module, name, new)


def _restore(module: ModuleType, before: dict[str, Any]) -> None:
    for name in [name for name in vars(module) if name not in before]:
        delattr(module, name)
    vars(module).update(before)


def _restore_class(cls: type, before: dict[str, Any]) -> None:
    for name in [n for n in vars(cls) if n not in before and n not in NOT_CARRIED]:
        delattr(cls, name)
    for name, value in before.items():
        if name not in NOT_CARRIED and vars(cls).get(name) is not value:
            setattr(cls, name, value)


def _class_cells(attribute: object) -> Iterator[CellType]:
    """The `__class__` cells, through which zero-argument `super()` finds its class, of a method or property."""
    for function in _functions_of(attribute):
        code = getattr(function, "__code__", None)
        for name, cell in zip(
            code.co_freevars if code else (), getattr(function, "__closure__", None) or (), strict=False
        ):
            if name == "__class__":
                yield cell


def _functions_of(attribute: object) -> list[Callable[..., Any]]:
    if isinstance(attribute, staticmethod | classmethod):
        return _functions_of(attribute.__func__)
    if isinstance(attribute, property):
        return [f for part in (attribute.fget, attribute.fset, attribute.fdel) if part for f in _functions_of(part)]
    wrapped = getattr(attribute, "__wrapped__", None)
    return ([attribute] if callable(attribute) else []) + (_functions_of(wrapped) if wrapped else [])
