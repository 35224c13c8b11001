"""What an exercise may be built from. It is part of the stub, as comments, so that student and grader read the same.

```
# Allowed imports: itertools, math
# Build it without: np, as_strided
def contiguous_strides(shape): ...
```
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from course.probes.definitions import DefinitionError, check_signature, parse_cell

IMPORTS = "# Allowed imports: "
WITHOUT = "# Build it without: "
NONE = "none"
ALWAYS_ALLOWED = frozenset(["__future__", "collections", "minitorch", "typing"])
BACK_DOORS = frozenset(["__builtins__", "__import__", "compile", "eval", "exec", "getattr", "globals", "vars"])
"""Ways to a name that cannot be seen in the text."""


@dataclass(frozen=True)
class BuildingRules:
    """What the answer to an exercise may use.

    Attributes:
        imports: the modules that it may import, besides `minitorch` and those for types; None for any.
        without: names and attributes that it may not use, e.g. ("np", "einsum").
    """

    imports: tuple[str, ...] | None = None
    without: tuple[str, ...] = ()

    @property
    def comments(self) -> str:
        """The rules as lines above a stub, "" if there are none."""
        lines = [] if self.imports is None else [IMPORTS + (", ".join(self.imports) or NONE)]
        lines += [WITHOUT + ", ".join(self.without)] if self.without else []
        return "".join(line + "\n" for line in lines)

    @classmethod
    def of_stub(cls, stub: str) -> BuildingRules:
        """Return the rules that stand above a stub."""
        imports, without = _listed(stub, IMPORTS), _listed(stub, WITHOUT)
        return cls(imports if imports != (NONE,) else (), without or ())


ANYTHING = BuildingRules()
"""No rules."""


def check_contract(stub: str, source: str, name: str) -> None:
    """Compare an answer with its exercise: the signature, and what it may be built from.

    Args:
        stub: the exercise as the student got it.
        source: the definition with the imports and helpers it needs.
        name: the name that both define.

    Raises: DefinitionError, for the student, naming what does not fit.
    """
    check_signature(stub, source, name)
    rules = BuildingRules.of_stub(stub)
    if rules == ANYTHING:
        return
    tree, _ = parse_cell(source)
    for module in _imported(tree) if rules.imports is not None else ():
        if module not in {*ALWAYS_ALLOWED, *rules.imports}:  # type: ignore[misc]
            allowed = ", ".join(rules.imports or ()) or "nothing"
            raise DefinitionError(f"`{name}` imports {module}; this exercise is to be built, and may import {allowed}")
    used = set(_used(tree))
    for word in (*rules.without, *sorted(BACK_DOORS)):
        if word in used and word != name:
            raise DefinitionError(f"`{name}` uses `{word}`; this exercise is to be built without it")


def _listed(stub: str, label: str) -> tuple[str, ...] | None:
    line = re.search(rf"^{re.escape(label)}(.*)$", stub, flags=re.MULTILINE)
    return None if line is None else tuple(word.strip() for word in line[1].split(",") if word.strip())


def _imported(tree: ast.AST) -> Iterator[str]:
    """The top-level modules that a text imports, wherever in it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or ".").partition(".")[0]


def _used(tree: ast.AST) -> Iterator[str]:
    """Every name, attribute and imported name in a text."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.alias):
            yield from node.name.split(".")
