"""Modules that are imported when somebody first asks for them: what a program does not use costs it nothing.

A package takes `__getattr__ = lazy.submodules(__name__)`, and `package.module` works without an import of its own.
"""

import importlib
import sys
from collections.abc import Callable, Mapping
from typing import Any

__all__ = ["submodules"]


def submodules(package: str, homes: Mapping[str, str] | None = None) -> Callable[[str], Any]:
    """Return the `__getattr__` of a package, which imports what is missing.

    Args:
        package: its full name.
        homes: the module of the package in which each of some names is defined.

    Returns: a function of a name: the object of that name if it has a home, else the submodule. It raises
        AttributeError, as for every missing name, if there is neither.
    """

    def find(name: str) -> Any:
        home = None if homes is None else homes.get(name)
        if home is not None:
            found = getattr(importlib.import_module(f"{package}.{home}"), name)
            setattr(sys.modules[package], name, found)
            return found
        if not name.startswith("_"):
            full = f"{package}.{name}"
            try:
                return importlib.import_module(full)
            except ModuleNotFoundError as error:
                if error.name != full:
                    raise
        raise AttributeError(f"module {package!r} has no attribute {name!r}")

    return find
