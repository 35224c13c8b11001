"""What a probe should observe: the same probe on the reference, in the coordinator, where no student's code runs."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from threading import Lock
from types import ModuleType

from autograder.lessons import Lesson
from course.checks import Check, Pattern, WrongAnswer, diagnose, explain
from course.checks.library import renamed
from course.probes.observe import Observation, observe
from course.probes.replace import replaced


class Oracle:
    """Observes probes on the reference and on known wrong answers; keeps what does not depend on random inputs.

    Safe to use from several threads: one observation at a time, because a wrong answer takes the reference's place
    while it is observed.
    """

    def __init__(self, lesson: Lesson, package: str = "minitorch_ref") -> None:
        self._lesson = lesson
        self._package: ModuleType = importlib.import_module(package)
        self._paths = {exercise.id: exercise.path for exercise in lesson.exercises}
        self._lock = Lock()
        self._kept: dict[tuple[str, str], Observation] = {}

    def expected(self, check: Check, seed: int) -> Observation:
        """What the check observes on the reference."""
        with self._lock:
            return self._observe(check, seed)

    def mistake(self, exercise: str, observed: Mapping[str, Observation], seeds: Mapping[str, int]) -> str:
        """Return the sentence of the known wrong answer that explains the observations; "" if there is none.

        The checks without random inputs come first: what wrong answers do in those is known once for the whole class.
        """
        checks = [check for check in self._lesson.checks_of(exercise) if check.name in observed]
        steady = [check for check in checks if not check.random]
        known = [wrong for wrong in self._lesson.wrong if wrong.exercise == exercise]
        with self._lock:
            expected = {check.name: self._observe(check, 0) for check in steady}
            patterns = [Pattern(w.says, {c.name: self._observe_wrong(c, 0, w) for c in steady}) for w in known]
        alike = [w for w, pattern in zip(known, patterns, strict=True) if diagnose(steady, observed, [pattern])]
        for wrong in alike if steady else known:
            with self._lock:
                whole = Pattern(wrong.says, {c.name: self._observe_wrong(c, seeds[c.name], wrong) for c in checks})
            if diagnose(checks, observed, [whole]):
                return wrong.says
        return explain(steady, expected, observed, [] if alike else patterns) or ""

    def _observe(self, check: Check, seed: int, variant: str = "") -> Observation:
        key = (variant, check.name)
        if key in self._kept:
            return self._kept[key]
        observation = observe(self._package, check.source, check.name, seed)
        if not check.random:
            self._kept[key] = observation
        return observation

    def _observe_wrong(self, check: Check, seed: int, wrong: WrongAnswer) -> Observation:
        if (wrong.mistake, check.name) in self._kept:
            return self._kept[wrong.mistake, check.name]
        path = self._paths[wrong.exercise]
        source = renamed(wrong.source, wrong.mistake, path.rpartition(".")[2])
        with replaced(self._package, path, source):
            return self._observe(check, seed, wrong.mistake)
