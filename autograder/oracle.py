"""What a probe should observe: the same probe on the reference, in the coordinator, where no student's code runs."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from threading import Lock
from types import ModuleType

from autograder.lessons import Lesson
from course.checks import Check, Pattern, WrongAnswer, diagnose
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
        """Return the sentence of the known wrong answer that made the same observations; "" if there is none.

        Random checks are compared only for wrong answers that agree on all the others: they must be observed anew.
        """
        checks = [check for check in self._lesson.checks_of(exercise) if check.name in observed]
        steady = [check for check in checks if not check.random]
        for wrong in (wrong for wrong in self._lesson.wrong if wrong.exercise == exercise):
            with self._lock:
                pattern = Pattern(wrong.says, {check.name: self._observe_wrong(check, 0, wrong) for check in steady})
            if steady and not diagnose(steady, observed, [pattern]):
                continue
            with self._lock:
                drawn = {c.name: self._observe_wrong(c, seeds[c.name], wrong) for c in checks if c.random}
            if diagnose(checks, observed, [Pattern(wrong.says, {**pattern.observations, **drawn})]):
                return wrong.says
        return ""

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
