"""Who is in the class, and what each one hands in."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

from autograder.lessons import Exercise, Lesson
from course.authoring.carve import exercise_definition, model_answer
from course.authoring.definition import Reference
from course.checks import LessonChecks, OtherAnswer, load_checks
from course.checks.library import renamed

Json = dict[str, Any]
Answers = dict[str, str]
TRAVELLERS = ("model-answers", "empty-stubs", "half-done")
"""Whose work goes through nbgrader's exchange."""


@dataclass(frozen=True)
class Person:
    """One student of the demonstration.

    Attributes:
        name: the student's id.
        kind: "honest", "hostile" or "unreadable".
        files: {lesson: {file name: content}} that are handed in.
        answers: {lesson: {exercise: source}} whose worth the points must equal; of an attack, an honest equivalent.
        problem: words that the message about an unreadable submission must contain.
        tries: what a hostile submission tries.
        by_exchange: whether it goes through nbgrader's exchange.
    """

    name: str
    kind: str
    files: Mapping[str, Mapping[str, bytes]]
    answers: Mapping[str, Answers] = field(default_factory=dict)
    problem: str = ""
    tries: str = ""
    by_exchange: bool = False


class Material:
    """The lessons, with the model answers and the wrong ones to make submissions of."""

    def __init__(self, root: Path, lessons: list[Lesson]) -> None:
        self.lessons = lessons
        reference = Reference(root / "minitorch_ref")
        self.checks: dict[str, LessonChecks] = {x.name: load_checks(root / "lessons" / x.name) for x in lessons}
        self.model: dict[str, Answers] = {
            lesson.name: {
                e.id: model_answer(reference, exercise_definition(reference, e.path)) for e in lesson.exercises
            }
            for lesson in lessons
        }

    def other(self, lesson: Lesson) -> Answers:
        """Correct answers written differently, the model's where there is none."""
        found: dict[str, OtherAnswer] = {other.exercise: other for other in self.checks[lesson.name].other}
        return {e.id: self._other(lesson, e, found.get(e.id)) for e in lesson.exercises}

    def _other(self, lesson: Lesson, exercise: Exercise, other: OtherAnswer | None) -> str:
        return renamed(other.source, other.name, exercise.name) if other else self.model[lesson.name][exercise.id]

    def wrong(self, lesson: Lesson, which: int, among: set[str]) -> Answers:
        """The model answers with the `which`-th wrong answer to each exercise in `among`, where there are so many."""
        answers = dict(self.model[lesson.name])
        for exercise in lesson.exercises:
            known = [wrong for wrong in lesson.wrong if wrong.exercise == exercise.id]
            if exercise.id in among and which < len(known):
                answers[exercise.id] = renamed(known[which].source, known[which].mistake, exercise.name)
        return answers

    def most_wrong(self) -> int:
        """The most wrong answers that any exercise has."""
        exercises = [(lesson, exercise.id) for lesson in self.lessons for exercise in lesson.exercises]
        return max(sum(wrong.exercise == id_ for wrong in lesson.wrong) for lesson, id_ in exercises)


def the_class(material: Material) -> list[Person]:
    """Everybody, in order."""
    return [*_honest(material), *_unreadable(material), *_hostile(material)]


def honest_answers(material: Material) -> Iterator[tuple[str, dict[Lesson, Answers]]]:
    """Every honest student's id and answers: everything, nothing, a half, or one kind of mistake after another."""
    lessons = material.lessons
    yield "model-answers", {x: material.model[x.name] for x in lessons}
    yield "other-answers", {x: material.other(x) for x in lessons}
    yield "empty-stubs", {x: {} for x in lessons}
    yield "half-done", {x: dict(list(material.model[x.name].items())[: len(x.exercises) // 2]) for x in lessons}
    for which in range(material.most_wrong()):
        for half, name in ((0, "odd"), (1, "even")):
            answers = {x: material.wrong(x, which, {e.id for e in x.exercises[half::2]}) for x in lessons}
            mistaken = {x: given for x, given in answers.items() if given != material.model[x.name]}
            yield f"wrong-{which + 1:02}-{name}", mistaken


def _honest(material: Material) -> Iterator[Person]:
    for name, answers in honest_answers(material):
        yield _person(name, answers, by_exchange=name in TRAVELLERS)


def _unreadable(material: Material) -> Iterator[Person]:
    lesson = material.lessons[0]
    model = _bytes(filled(lesson, material.model[lesson.name]))
    own = f"{lesson.name}.ipynb"
    foreign = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []}
    foreign["cells"] = [{"id": "a", "cell_type": "markdown", "metadata": {}, "source": "# Statistics 101, sheet 3"}]
    for name, file, content, problem in (
        ("empty-file", own, b"", "empty"),
        ("not-json", own, b'{"cells": [', "JSON"),
        ("other-course", own, _bytes(foreign), "not the notebook"),
        ("zip-climbs-out", f"{lesson.name}.zip", _zip("../../gradebook.db", model), "out of the archive"),
        ("huge-file", own, b" " * 21_000_000, "limit"),
    ):
        yield Person(name, "unreadable", {lesson.name: {file: content}}, problem=problem)
    old = filled(lesson, material.model[lesson.name])
    old["metadata"]["minitorch"]["release"] = "0123456789ab"
    answers = {lesson.name: material.model[lesson.name]}
    yield Person("older-release", "honest", {lesson.name: {own: _bytes(old)}}, answers)


def _hostile(material: Material) -> Iterator[Person]:
    lesson = material.lessons[0]
    model, own = material.model[lesson.name], f"{lesson.name}.ipynb"
    for file in sorted((files("autograder.demo") / "hostile").iterdir(), key=lambda file: file.name):
        text = file.read_text("utf-8")
        found = re.search(r"^Tries: (.+)\n\nExercise: (\S+)\n.*?```python\n(.*?)\n```", text, re.M | re.S)
        assert found is not None, file.name
        tries, exercise, cell = found.groups()
        notebook = filled(lesson, {**model, exercise: cell})
        honest = {lesson.name: {id_: source for id_, source in model.items() if id_ != exercise}}
        name = "hostile-" + file.name.removesuffix(".md").replace("_", "-")
        yield Person(name, "hostile", {lesson.name: {own: _bytes(notebook)}}, honest, tries=tries)
    for name, notebook, answers, tries in _tampered(lesson, model):
        yield Person(name, "hostile", {lesson.name: {own: _bytes(notebook)}}, {lesson.name: answers}, tries=tries)


def _tampered(lesson: Lesson, model: Answers) -> Iterator[tuple[str, Json, Answers, str]]:
    first, last = lesson.exercises[0], lesson.exercises[-1]
    half = {id_: source for id_, source in model.items() if id_ != last.id}
    deleted = filled(lesson, half)
    deleted["cells"] = [c for c in deleted["cells"] if not _label(c).startswith(("check-", "hidden-", "answer-"))]
    yield "hostile-deleted-cells", deleted, half, "Deletes every check, so that none can fail."
    twice = filled(lesson, half)
    twice["cells"] += [dict(c, id=f"{c['id']}-again") for c in twice["cells"] if _label(c)]
    for cell in twice["cells"]:
        if "points" in cell["metadata"].get("nbgrader", {}):
            cell["metadata"]["nbgrader"]["points"] = 1000
    yield "hostile-duplicated-cells", twice, half, "Hands in every graded cell twice and raises its points to 1000."
    swapped = filled(lesson, half)
    for cell in swapped["cells"]:
        if _label(cell) == f"exercise-{last.grade_id}":
            cell["metadata"]["nbgrader"]["grade_id"] = f"exercise-{first.grade_id}"
    yield "hostile-relabelled-cells", swapped, half, "Relabels an unsolved exercise as one that is solved."


def filled(lesson: Lesson, answers: Answers) -> Json:
    """The student's notebook with sources written into the cells of their exercises."""
    notebook: Json = json.loads(json.dumps(lesson.student_notebook))
    sources = {f"exercise-{e.grade_id}": answers[e.id] for e in lesson.exercises if e.id in answers}
    for cell in notebook["cells"]:
        cell["source"] = sources.get(_label(cell), cell["source"])
    return notebook


def _person(name: str, answers: Mapping[Lesson, Answers], *, by_exchange: bool = False) -> Person:
    notebooks = {x.name: {f"{x.name}.ipynb": _bytes(filled(x, mine))} for x, mine in answers.items()}
    return Person(name, "honest", notebooks, {x.name: mine for x, mine in answers.items()}, by_exchange=by_exchange)


def _label(cell: Json) -> str:
    return str(cell["metadata"].get("nbgrader", {}).get("grade_id", ""))


def _bytes(notebook: Json) -> bytes:
    return json.dumps(notebook).encode()


def _zip(member: str, content: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(member, content)
    return buffer.getvalue()
