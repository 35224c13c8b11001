"""The audit of a lesson, exercise by exercise in processes of their own; remembered while nothing changes."""

from __future__ import annotations

import json
import multiprocessing
import os
import resource
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from course.authoring.audit.equivalents import FILE, Equivalent, load_equivalents
from course.authoring.audit.exercise import ExerciseAudit, audit_exercise
from course.authoring.definition import Reference
from course.authoring.exercise_proof import ExerciseProof
from course.authoring.observations import import_reference
from course.authoring.pair import pair_with_checks, pair_with_framework
from course.authoring.parts import Parts
from course.authoring.proof_cache import key_of
from course.authoring.read_lesson import read_lesson

MEMORY = 6 * 2**30
"""Bytes of address space a process may take: a mutant may ask for any amount."""


@dataclass(frozen=True)
class LessonAudit:
    """The audits of a lesson's exercises."""

    lesson: str
    title: str
    exercises: tuple[ExerciseAudit, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the audit as JSON-ready data."""
        exercises = [exercise.to_json() for exercise in self.exercises]
        return {"lesson": self.lesson, "title": self.title, "exercises": exercises}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> LessonAudit:
        """Return the audit that `to_json` gave `data` for."""
        return cls(data["lesson"], data["title"], tuple(map(ExerciseAudit.from_json, data["exercises"])))


def audit_lesson(
    root: Path,
    name: str,
    reference: Reference | None = None,
    *,
    cache: bool = True,
    workers: int | None = None,
    progress: Callable[[ExerciseAudit], None] = lambda done: None,
) -> LessonAudit:
    """Audit one lesson.

    Args:
        root: the repository.
        name: the lesson's folder name.
        reference: the framework; by default minitorch_ref of the repository.
        cache: whether the audit of an unchanged lesson may be taken from build/cache.
        workers: how many exercises are audited at the same time; by default one for each core.
        progress: is called with each exercise that is done.
    Raises: LessonError if the lesson cannot be read.
    """
    parts = Parts(root / "lessons" / name, reference or Reference(root / "minitorch_ref"))
    parts = pair_with_checks(
        pair_with_framework(Parts(parts.folder, parts.reference, lesson=read_lesson(parts.folder)))
    )
    file = root / "build" / "cache" / "audit" / f"{name}.json"
    key = key_of(parts, FILE)
    if cache and (known := _read(file)).get("key") == key:
        return LessonAudit.from_json(known)
    audits = []
    with ProcessPoolExecutor(workers or len(os.sched_getaffinity(0)), _forking(), _limit) as pool:
        jobs = [
            (parts, exercise.id, _of(load_equivalents(parts.folder), exercise.id))
            for exercise in parts.lesson.exercises
        ]
        for done in pool.map(_audit, jobs):
            audits.append(done)
            progress(done)
    audit = LessonAudit(name, parts.lesson.title, tuple(audits))
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps({"key": key, **audit.to_json()}), encoding="utf-8")
    return audit


def _forking() -> Any:
    return multiprocessing.get_context("fork")


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def _of(known: list[Equivalent], exercise: str) -> list[Equivalent]:
    return [entry for entry in known if entry.exercise == exercise]


def _audit(job: tuple[Parts, str, list[Equivalent]]) -> ExerciseAudit:
    parts, exercise, equivalents = job
    package = import_reference(parts.reference)
    return audit_exercise(ExerciseProof(parts, parts.lesson.exercise(exercise), package), equivalents)


def _read(file: Path) -> dict[str, Any]:
    try:
        known = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}
