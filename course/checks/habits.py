"""Mistakes that every exercise knows: a forgotten return, a list for a tuple, NumPy's numbers for Python's."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np

from course.checks.check import Check
from course.checks.judge import difference
from course.probes import plain
from course.probes.observe import Observation

NO_RETURN = "Your function hands back `None` whatever it is given. Is a `return` missing?"
ONLY_PRINTS = (
    "Your function prints its result and hands back `None`. What is printed is for people to read; the code that "
    "calls your function gets only what stands after `return`."
)
A_LIST = (
    "The numbers are right, but they come as a list where a tuple is asked for: `tuple(...)` makes one of the other."
)
NUMPYS = (
    "The values are right, but they are NumPy's and not Python's: `int(...)`, `float(...)` or `bool(...)` turns one "
    "into the other, and `.tolist()` does it for a whole array."
)
ANOTHER_ERROR = (
    "You refuse what must be refused, but with another error than the one that is asked for. The docstring says under "
    "`Raises` which it is."
)
ANOTHER_KIND = (
    "A {kind} stands where something with `.{name}` is needed. If it is what your function hands back: the docstring "
    "says under `Returns` what is asked for."
)
_NO_VALUE = object()
_ERROR_ON_NONE = ("'NoneType' object", "cannot unpack non-iterable NoneType", "argument of type 'NoneType'")


def habit(
    checks: Iterable[Check], expected: Mapping[str, Observation], observed: Mapping[str, Observation]
) -> str | None:
    """Return a sentence for a mistake that has nothing to do with the exercise, or None.

    Args: see `explain`; `checks` are those that failed.
    """
    failed = [(check, expected[check.name], observed[check.name]) for check in checks]
    if failed and all(_nothing_came_back(wanted, seen) for _, wanted, seen in failed):
        return ONLY_PRINTS if any(str(seen.get("output", "")).strip() for _, _, seen in failed) else NO_RETURN
    values = [(_value(wanted), _value(seen), check.tolerance) for check, wanted, seen in failed if not check.judge_name]
    for says, changed in (
        (A_LIST, _lists),
        (NUMPYS, _python),
        (NUMPYS, lambda value: _lists(_python(value))),
        (ANOTHER_ERROR, _any_error),
    ):
        if any(_same(wanted, seen, tolerance, changed) for wanted, seen, tolerance in values):
            return says
    return _another_kind(str(failed[0][2].get("message", ""))) if failed else None


def _another_kind(message: str) -> str | None:
    found = re.match(r"'(tuple|list|int|float|bool|dict|generator)' object has no attribute '(\w{1,30})'", message)
    return ANOTHER_KIND.format(kind=found[1], name=found[2]) if found else None


def _nothing_came_back(wanted: Observation, seen: Observation) -> bool:
    """Whether every call gave None though something else was asked for, or the check stumbled over such a None."""
    if seen.get("status") == "raised":
        return str(seen.get("message", "")).startswith(_ERROR_ON_NONE)
    given, asked = _kinds(_value(seen)), _kinds(_value(wanted))
    return given == {type(None)} and asked != given


def _kinds(value: Any) -> set[type]:
    """The types of all that was handed back; the name of an error that was raised is not one of them."""
    return {type(leaf) for leaf in _leaves(value) if not (isinstance(leaf, str) and leaf.endswith("Error"))}


def _leaves(value: Any) -> Iterable[Any]:
    if isinstance(value, tuple) and len(value) == 2 and value[0] == "returned":
        value = value[1]
    if isinstance(value, list | tuple) and value:
        return [leaf for part in value for leaf in _leaves(part)]
    return [value]


def _same(wanted: Any, seen: Any, tolerance: float, changed: Callable[[Any], Any]) -> bool:
    return seen is not _NO_VALUE and not difference(changed(wanted), changed(seen), tolerance)


def _value(observation: Observation) -> Any:
    try:
        return plain.decode(observation.get("value")) if observation.get("status") == "returned" else _NO_VALUE
    except plain.PlainDataError:
        return _NO_VALUE


def _lists(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _lists(part) for key, part in value.items()}
    return [_lists(part) for part in value] if isinstance(value, list | tuple) else value


def _any_error(value: Any) -> Any:
    if isinstance(value, str):
        return "Error" if value.endswith("Error") else value
    return type(value)(map(_any_error, value)) if isinstance(value, list | tuple) else value


def _python(value: Any) -> Any:
    if isinstance(value, np.ndarray | np.generic):
        return value.tolist()
    if isinstance(value, dict):
        return {key: _python(part) for key, part in value.items()}
    return type(value)(map(_python, value)) if isinstance(value, list | tuple) else value
