"""Compare what a probe returned with what it returns on the reference. Runs outside the sandbox, on plain data only."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from course.checks.check import Check
from course.probes import plain
from course.probes.observe import Observation

SHOWN = 300
OWN_ERRORS = {"RuntimeError": "ShapeError", "IndexError": "DimensionError", "ValueError": "ArgumentError"}
"""The framework's error that is most often meant by each of Python's; `raised` tells Python's."""


@dataclass(frozen=True)
class Verdict:
    """Whether a check passed; if not, why, and both values as text."""

    passed: bool
    reason: str = ""
    expected: str = ""
    observed: str = ""


def judge(check: Check, expected: Observation, observed: Observation) -> Verdict:
    """Judge one observation of a check against the reference's.

    Args:
        check: gives the tolerance and, where it has one, its own judge.
        expected: the observation of the same probe with the same seed on the reference.
        observed: that of the student's code; any well-formed JSON is tolerated.
    """
    reason = _reason(check, expected, observed)
    return Verdict(False, reason, describe(expected), describe(observed)) if reason else Verdict(True)


def agree(check: Check, expected: Observation, observed: Observation) -> bool:
    """Say whether `judge` passes an observation, without writing out what it would say."""
    return not _reason(check, expected, observed)


def _reason(check: Check, expected: Observation, observed: Observation) -> str:
    if observed.get("status") != "returned" or expected.get("status") != "returned":
        return _difference_of_status(expected, observed)
    if not check.judge_name and _as_text(expected) == _as_text(observed):
        return ""
    try:
        value = plain.decode(observed.get("value"))
    except plain.PlainDataError as error:
        return str(error)
    return _compare(check, plain.decode(expected["value"]), value)


def _as_text(observation: Observation) -> str:
    """An encoded value as JSON, in which 1, 1.0 and true are three things: the same text is the same value."""
    return json.dumps(observation.get("value"))


def describe(observation: Observation) -> str:
    """Return an observation in one line of text, as a student would write the value in Python."""
    status = observation.get("status")
    if status == "raised":
        return f"{observation.get('type')}: {observation.get('message')}"[:SHOWN]
    if status != "returned":
        return f"{status}: {observation.get('message', '')}".rstrip(": ")[:SHOWN]
    try:
        return show(plain.decode(observation.get("value")))
    except plain.PlainDataError as error:
        return str(error)


def show(value: Any) -> str:
    """Return a decoded value as Python text of at most about 300 characters, however large the value is."""
    text = ""
    for piece in _pieces(value):
        text += piece
        if len(text) > SHOWN:
            return text[: SHOWN - 4] + " ..."
    return text


def _pieces(value: Any) -> Iterator[str]:
    """The text of a value, bit by bit, so that nobody writes out what is not going to be shown."""
    kind = type(value)
    if kind is list or kind is tuple:
        yield "[" if kind is list else "("
        for place, item in enumerate(value):
            yield ", " if place else ""
            yield from _pieces(item)
        yield "]" if kind is list else ",)" if len(value) == 1 else ")"
    elif kind is dict:
        yield "{"
        for place, (key, item) in enumerate(value.items()):
            yield ", " if place else ""
            yield from _pieces(key)
            yield ": "
            yield from _pieces(item)
        yield "}"
    elif kind is np.ndarray:
        yield _array_text(value)
    elif isinstance(value, np.generic):
        yield f"{kind.__module__}.{kind.__name__}({value})"
    else:
        yield repr(value)


def _array_text(array: Any) -> str:
    """An array's first and last elements; of one with many axes, which would still be many, the first ones in a row."""
    shown = array if array.ndim <= 3 or array.size <= SHOWN else array.ravel()[: SHOWN // 10]
    with np.printoptions(threshold=20, edgeitems=3, precision=4, suppress=True):
        text = np.array2string(shown, separator=", ")
    return f"array({text}, shape={array.shape}, dtype={array.dtype})"


def difference(expected: Any, observed: Any, tolerance: float, where: str = "") -> str:
    """Return what is wrong with `observed`, and where in it, or "" if it equals `expected`.

    Types are compared exactly; floats within `tolerance` absolutely and relatively; nan equals nan.
    """
    prefix = f"at {where}: " if where else ""
    if _is_error(expected) and expected != observed:
        return f"{prefix}expected {_error(expected)}, {_instead(observed)}"
    if type(expected) is not type(observed):
        return f"{prefix}expected {_kind(expected)}, got {_kind(observed)}"
    if isinstance(expected, list | tuple):
        if len(expected) != len(observed):
            count = len(expected)
            return f"{prefix}expected {count} {'value' if count == 1 else 'values'}, got {len(observed)}"
        pairs = enumerate(zip(expected, observed, strict=True))
        return next(filter(None, (difference(e, o, tolerance, f"{where}[{i}]") for i, (e, o) in pairs)), "")
    if isinstance(expected, dict):
        if expected.keys() != observed.keys():
            return f"{prefix}expected the keys {list(expected)}, got {list(observed)}"
        return next(
            filter(None, (difference(e, observed[k], tolerance, f"{where}[{k!r}]") for k, e in expected.items())), ""
        )
    if isinstance(expected, np.ndarray | np.generic):
        return _array_difference(np.asarray(expected), np.asarray(observed), tolerance, prefix)
    same = _close(expected, observed, tolerance) if isinstance(expected, float | complex) else expected == observed
    return "" if same else f"{prefix}expected {show(expected)}, got {show(observed)}"


def _compare(check: Check, expected: Any, observed: Any) -> str:
    if not check.judge_name:
        return difference(expected, observed, check.tolerance)
    namespace: dict[str, Any] = {"difference": difference}
    exec(compile(check.judge_source, f"<judge of {check.name}>", "exec"), namespace)
    try:
        return namespace[check.judge_name](expected, observed) or ""
    except Exception as error:  # a value of another form than the author's judge reads is a wrong answer
        return f"the result has an unexpected form ({type(error).__name__}: {error})"


def _difference_of_status(expected: Observation, observed: Observation) -> str:
    status = observed.get("status")
    if expected.get("status") == "raised" and status == "raised":
        wanted = expected["bases"][0]
        if wanted in (observed.get("bases") or [])[:1]:
            return ""
        return f"expected a {expected['type']} (a {wanted}), got {describe(observed)}"
    if status == "raised":
        return _raised_reason(observed)
    if status == "returned":
        return f"expected a {expected['type']}, but nothing was raised"
    return describe(observed)


def _raised_reason(observed: Observation) -> str:
    if "NotImplementedError" in (observed.get("bases") or [])[:1]:
        return f"not written yet: {observed.get('message')}" if observed.get("message") else "not written yet"
    return f"raised {describe(observed)}"


def _array_difference(expected: Any, observed: Any, tolerance: float, prefix: str) -> str:
    if expected.dtype != observed.dtype:
        return f"{prefix}expected dtype {expected.dtype}, got {observed.dtype}"
    if expected.shape != observed.shape:
        return f"{prefix}expected shape {expected.shape}, got {observed.shape}"
    exact = expected.dtype.kind not in "fc"
    same = expected == observed if exact else np.isclose(expected, observed, tolerance, tolerance, equal_nan=True)
    if same.all():
        return ""
    index = tuple(int(i) for i in np.argwhere(~same)[0]) if expected.ndim else ()
    wrong = int((~same).sum())
    place = f"at index {index}: " if index else ""
    return f"{prefix}{wrong} of {same.size} values differ; {place}expected {expected[index]}, got {observed[index]}"


def _close(expected: float | complex, observed: float | complex, tolerance: float) -> bool:
    if isinstance(expected, complex) or isinstance(observed, complex):
        pair = complex(expected), complex(observed)
        return bool(np.isclose(*pair, rtol=tolerance, atol=tolerance, equal_nan=True))
    if math.isnan(expected) or math.isnan(observed):
        return math.isnan(expected) and math.isnan(observed)
    return math.isclose(expected, observed, rel_tol=tolerance, abs_tol=tolerance)


def _is_error(value: Any) -> bool:
    """Whether a value is what `raised` returns of a call that raised."""
    return isinstance(value, str) and value.isidentifier() and value.endswith("Error")


def _error(name: str) -> str:
    own = OWN_ERRORS.get(name)
    return f"{_article(name)}{f' ({own} is one)' if own else ''} to be raised"


def _instead(observed: Any) -> str:
    if _is_error(observed):
        return f"got {_article(observed)}"
    returned = isinstance(observed, tuple) and len(observed) == 2 and observed[0] == "returned"
    return f"but the call returned {show(observed[1])}" if returned else f"got {_kind(observed)}"


def _article(name: str) -> str:
    return f"{'an' if name[0] in 'AEIOU' else 'a'} {name}"


def _kind(value: Any) -> str:
    name = type(value).__name__
    kind = f"numpy.{name}" if isinstance(value, np.generic | np.ndarray) else name
    return "None" if value is None else f"{kind} {show(value)}"
