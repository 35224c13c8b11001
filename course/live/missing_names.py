"""Say what to do about a name that an exercise uses and its module will not have."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import ModuleType
from typing import Any


def advise(name: str, namespace: Mapping[str, Any], exercises: Mapping[str, str], available: Collection[str]) -> str:
    """Return the way out, in one sentence.

    Args:
        name: the name that is missing.
        namespace: the notebook's.
        exercises: {name: path} of this lesson's exercises.
        available: names that the module has.
    """
    if name in exercises:
        return _through_its_module(name, exercises[name], available)
    if name not in namespace:
        return f"`{name}` is not defined anywhere; is it a typing error?"
    value = namespace[name]
    if isinstance(value, ModuleType):
        whole = value.__name__
        return f"put `import {whole}{'' if whole == name else f' as {name}'}` into this cell"
    home, own_name = getattr(value, "__module__", None), getattr(value, "__name__", None)
    if isinstance(home, str) and isinstance(own_name, str) and home != "__main__":
        return f"put `from {home} import {own_name}{'' if own_name == name else f' as {name}'}` into this cell"
    return f"`{name}` is defined in another cell only: define it in this cell"


def _through_its_module(name: str, path: str, available: Collection[str]) -> str:
    package, _, module = f"minitorch.{path.rpartition('.')[0]}".rpartition(".")
    call = f"write `{module}.{name}(...)`"
    return call if module in available else f"put `from {package} import {module}` into this cell and {call}"
