"""Run the checks of an exercise on a loaded package, judge what they observed, and name the mistake if it is known."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Iterable, Sequence
from types import CodeType, FunctionType, ModuleType
from typing import TYPE_CHECKING

from course.checks import Check, Pattern, explain, judge
from course.feedback.report import CheckResult, ExerciseReport
from course.probes.observe import Observation, observe
from course.probes.replace import locate
from course.time_limit import TimeLimitReachedError, time_limit

if TYPE_CHECKING:
    from course.kit import BundledExercise

SECONDS = 10.0
SECONDS_AFTER_A_TIMEOUT = 1.0


def examine(
    package: ModuleType, exercise: BundledExercise, *, note: str = "", seconds: float = SECONDS
) -> ExerciseReport:
    """Run the visible checks of an exercise on `package`.

    Args:
        package: the student's imported package, as it stands.
        exercise: from the kit, with what its checks observe on the reference.
        note: something the student must know about this run.
        seconds: how long each check may take; once one has taken longer, the others get a second each.
    """
    observed: dict[str, Observation] = {}
    for b in exercise.checks:
        observed[b.check.name] = seen = observe_check(package, exercise.path, b.check, b.seed, seconds)
        if seen["status"] == "timeout":
            seconds = min(seconds, SECONDS_AFTER_A_TIMEOUT)
    expected = {b.check.name: b.expected for b in exercise.checks}
    checks = [bundled.check for bundled in exercise.checks]
    empty = is_empty(getattr(*locate(package, exercise.path), None))
    return dataclasses.replace(report(exercise, checks, expected, observed, exercise.wrong, note), empty=empty)


def is_empty(definition: object) -> bool:
    """Return whether a loaded function, or each function of a class, does nothing but raise NotImplementedError."""
    if isinstance(definition, type):
        members = [getattr(value, "__func__", value) for value in vars(definition).values()]  # static methods hold one
        functions = [value for value in members if isinstance(value, FunctionType)]
        return bool(functions) and all(map(is_empty, functions))
    code = getattr(definition, "__code__", None)
    if code is None or code.co_names != ("NotImplementedError",) or code.co_nlocals != _parameters(code):
        return False
    return all(constant is None or isinstance(constant, str) for constant in code.co_consts)


def _parameters(code: CodeType) -> int:
    gathered = bool(code.co_flags & inspect.CO_VARARGS) + bool(code.co_flags & inspect.CO_VARKEYWORDS)
    return code.co_argcount + code.co_kwonlyargcount + gathered


def report(
    exercise: BundledExercise,
    checks: Sequence[Check],
    expected: dict[str, Observation],
    observed: dict[str, Observation],
    patterns: Iterable[Pattern] = (),
    note: str = "",
) -> ExerciseReport:
    """Judge observations that have been made, here or elsewhere."""
    results = tuple(_result(check, expected[check.name], observed[check.name]) for check in checks)
    wrong = not all(result.passed for result in results)
    says = explain(checks, expected, observed, patterns) if wrong else None
    return ExerciseReport(exercise.id, exercise.title, exercise.path, results, says or "", note)


def observe_check(package: ModuleType, path: str, check: Check, seed: int, seconds: float = SECONDS) -> Observation:
    """Run one check of the exercise at `path` on a package, for at most `seconds`."""
    locate(package, path)  # imports the module, so that the probe finds it as an attribute of the package
    try:
        with time_limit(seconds):
            observed = observe(package, check.source, check.name, seed)
    except TimeLimitReachedError:
        observed = {"type": TimeLimitReachedError.__name__}
    if observed.get("type") == TimeLimitReachedError.__name__:
        return {"status": "timeout", "message": f"stopped after {seconds:g} s; does a loop never end?", "output": ""}
    return observed


def _result(check: Check, expected: Observation, observed: Observation) -> CheckResult:
    verdict = judge(check, expected, observed)
    if check.hidden:
        return CheckResult(check.name, check.sentence, check.points, verdict.passed, hidden=True)
    return CheckResult(
        check.name,
        check.sentence,
        check.points,
        verdict.passed,
        called=check.called,
        observed=verdict.observed,
        expected=verdict.expected,
        reason=verdict.reason,
        printed=str(observed.get("output", "")),
    )
