"""What a student may receive: lessons with their visible checks, notebooks and the carved package. Holds no answer key.

An author's checkout builds a kit into build/kit; a student's distribution carries one inside the package, in _kit/.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from course.checks.check import Check
from course.checks.diagnose import Pattern
from course.errors import KitError, did_you_mean
from course.paths import PACKAGE, checkout
from course.probes.observe import Observation

FORMAT = 1


@dataclass(frozen=True)
class BundledCheck:
    """A visible check, the seed of its random inputs and what it observes on the reference with that seed."""

    check: Check
    seed: int
    expected: Observation

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON-ready data."""
        return {**self.check.to_json(), "seed": self.seed, "expected": self.expected}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> BundledCheck:
        """Return what `to_json` gave `data` for."""
        return cls(Check.from_json(data), data["seed"], data["expected"])


@dataclass(frozen=True)
class BundledExercise:
    """An exercise as a student's tools know it.

    Attributes:
        id: its number, e.g. "2.1".
        path: dotted path in the package, e.g. "shapes.broadcast_shapes".
        title: the heading above it.
        points: what visible and hidden checks are worth together.
        stub: signature, docstring and empty body, as in the notebook.
        checks: the visible checks.
        wrong: known mistakes, as the visible checks observe them.
    """

    id: str
    path: str
    title: str
    points: float
    stub: str
    checks: tuple[BundledCheck, ...]
    wrong: tuple[Pattern, ...]

    @property
    def name(self) -> str:
        """The name the student defines, e.g. "broadcast_shapes"."""
        return self.path.rpartition(".")[2]

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON-ready data."""
        return {
            "id": self.id,
            "path": self.path,
            "title": self.title,
            "points": self.points,
            "stub": self.stub,
            "checks": [check.to_json() for check in self.checks],
            "wrong": [{"says": known.says, "observations": dict(known.observations)} for known in self.wrong],
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> BundledExercise:
        """Return what `to_json` gave `data` for."""
        checks = tuple(BundledCheck.from_json(check) for check in data["checks"])
        wrong = tuple(Pattern(known["says"], known["observations"]) for known in data["wrong"])
        return cls(data["id"], data["path"], data["title"], data["points"], data["stub"], checks, wrong)


@dataclass(frozen=True)
class BundledQuestion:
    """A written question, graded by hand."""

    id: str
    points: float


@dataclass(frozen=True)
class LessonBundle:
    """One lesson as a student's tools know it.

    Attributes:
        name: folder name, e.g. "02_broadcasting".
        number: its number.
        title: its title.
        question: the question it answers.
        release: 12 hexadecimal digits that change with what is graded.
        exercises: in order of appearance.
        written: the questions graded by hand.
    """

    name: str
    number: int
    title: str
    question: str
    release: str
    exercises: tuple[BundledExercise, ...]
    written: tuple[BundledQuestion, ...]

    def exercise(self, name: str) -> BundledExercise:
        """Return an exercise by its number ("2.1"), its path or the name that it defines.

        Raises: KitError that suggests the nearest.
        """
        for exercise in self.exercises:
            if name in (exercise.id, exercise.path, exercise.name):
                return exercise
        known = [exercise.id for exercise in self.exercises] + [exercise.name for exercise in self.exercises]
        raise KitError(f'lesson {self.name} has no exercise "{name}"{did_you_mean(name, known)}')

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON-ready data."""
        return {
            "lesson": self.name,
            "number": self.number,
            "title": self.title,
            "question": self.question,
            "release": self.release,
            "exercises": [exercise.to_json() for exercise in self.exercises],
            "written": [{"id": question.id, "points": question.points} for question in self.written],
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> LessonBundle:
        """Return what `to_json` gave `data` for."""
        exercises = tuple(BundledExercise.from_json(exercise) for exercise in data["exercises"])
        written = tuple(BundledQuestion(question["id"], question["points"]) for question in data["written"])
        head = (data["lesson"], data["number"], data["title"], data["question"], data["release"])
        return cls(*head, exercises, written)


@dataclass(frozen=True)
class Kit:
    """A kit on disk."""

    folder: Path

    @cached_property
    def _index(self) -> dict[str, Any]:
        data = _read_json(self.folder / "kit.json")
        if data.get("format") != FORMAT:
            raise KitError(
                f"{self.folder}: a kit of format {data.get('format')}, these tools read {FORMAT}; get both anew"
            )
        return data

    @property
    def version(self) -> str:
        """12 hexadecimal digits that change with anything in the kit."""
        return str(self._index["version"])

    @property
    def lessons(self) -> tuple[str, ...]:
        """Names of the lessons, in order."""
        return tuple(self._index["lessons"])

    @property
    def package(self) -> Path:
        """The carved package: the framework with every exercise left to write."""
        return self.folder / "minitorch"

    @property
    def notebooks(self) -> Path:
        """The student notebooks, NN_slug.ipynb."""
        return self.folder / "notebooks"

    def lesson(self, name: str | int) -> LessonBundle:
        """Return a lesson by its name ("02_broadcasting"), its slug or its number (2, "2", "02").

        Raises: KitError that suggests the nearest.
        """
        found = self._find(str(name))
        return LessonBundle.from_json(_read_json(self.folder / "lessons" / f"{found}.json"))

    def answers(self, name: str | int) -> dict[str, str]:
        """Return the model answers of a lesson, {path: source}.

        They come from the author's checkout, or from a kit made with `--answers-through`.
        Raises: KitError if this kit has none for the lesson.
        """
        lesson = self._find(str(name))
        root = checkout()
        if root is not None and (root / "lessons" / lesson).is_dir():
            from course.authoring.answers import model_answers

            return model_answers(root, lesson)
        file = self.folder / "answers" / f"{lesson}.json"
        if not file.is_file():
            raise KitError(
                f"this kit holds no answers to lesson {lesson}; ask your instructor for one made with "
                f"`course kit --answers-through {int(lesson[:2])}`"
            )
        return {str(path): str(source) for path, source in _read_json(file).items()}

    def _find(self, name: str) -> str:
        for lesson in self.lessons:
            number, _, slug = lesson.partition("_")
            if name in (lesson, slug) or (name.isdecimal() and int(name) == int(number)):
                return lesson
        raise KitError(f'there is no lesson "{name}"{did_you_mean(name, self.lessons)}')


def locate() -> Kit:
    """Return the kit these tools work with: $COURSE_KIT, the checkout's build/kit, or the one inside the package.

    Raises: KitError with the way to one if there is none.
    """
    root = checkout()
    chosen = os.environ.get("COURSE_KIT")
    folder = Path(chosen) if chosen else root / "build" / "kit" if root is not None else PACKAGE / "_kit"
    if not (folder / "kit.json").is_file():
        way_out = "`course build` makes it" if root is not None else "install the course from the kit again"
        raise KitError(f"{folder} holds no kit; {way_out}")
    return Kit(folder)


def _read_json(file: Path) -> dict[str, Any]:
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise KitError(f"{file}: cannot be read: {error}; make the kit again") from None
    if not isinstance(data, dict):
        raise KitError(f"{file}: expected an object, found a {type(data).__name__}; make the kit again")
    return data
