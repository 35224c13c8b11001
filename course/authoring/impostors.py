"""Answers that know nothing: constants, the first argument given back, zeros of its shape, an error whatever comes.

No check may accept one.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass

CONSTANTS = ("True", "False", "None", "0", "1", "()")

ERRORS = ("RuntimeError", "IndexError", "ValueError", "TypeError")

HELPERS = """
def _raise(error):
    raise error("no")


def _first(args, kwargs):
    return next(iter((*args, *kwargs.values())), None)


def _zeros(value):
    if hasattr(value, "shape") and not hasattr(value, "_fields"):
        return value * 0
    if hasattr(value, "_fields"):
        return type(value)(*[_zeros(part) for part in value])
    return type(value)(_zeros(part) for part in value) if isinstance(value, (list, tuple)) else 0
"""


@dataclass(frozen=True)
class Impostor:
    """An answer that knows nothing, and how to call it in a message."""

    description: str
    source: str


def impostors(stub: str, name: str) -> list[Impostor]:
    """Return the impostors of an exercise.

    Args:
        stub: the exercise as the student finds it; a class keeps its bases and the names of its methods.
        name: the name it defines.
    """
    node = next(n for n in ast.parse(stub).body if isinstance(n, ast.FunctionDef | ast.ClassDef) and n.name == name)
    returned = [(f"returns {constant}", constant) for constant in CONSTANTS]
    returned += [("returns its first argument", "_first(args, kwargs)")]
    returned += [("returns zeros of its first argument's shape", "_zeros(_first(args, kwargs))")]
    returned += [(f"always raises {error}", f"_raise({error})") for error in ERRORS]
    build = _class if isinstance(node, ast.ClassDef) else _function
    found = [Impostor("is the empty stub", stub)]
    return found + [Impostor(what, HELPERS + build(node, value)) for what, value in returned]


def _function(node: ast.FunctionDef | ast.ClassDef, value: str) -> str:
    return f"def {node.name}(*args, **kwargs):\n    return {value}\n"


def _class(node: ast.FunctionDef | ast.ClassDef, value: str) -> str:
    bases = ", ".join(ast.unparse(base) for base in getattr(node, "bases", []))
    lines = [f"class {node.name}({bases}):", "    def __init__(self, *args, **kwargs):", "        pass"]
    for method in node.body:
        if isinstance(method, ast.FunctionDef) and method.name != "__init__":
            lines += ["", f"    def {method.name}(self, *args, **kwargs):", f"        return {value}"]
    return "\n".join(lines) + "\n"
