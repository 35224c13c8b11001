"""Cut exercises out of the framework: stubs for notebooks, solutions for instructors, a package for students."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

from course.authoring.definition import Definition, Reference, docstring_of, find_definition
from course.authoring.lesson import Exercise
from course.errors import CourseError
from course.probes.building_rules import BuildingRules

STUB = ("# your code here", "raise NotImplementedError")
BEGIN_SOLUTION = "### BEGIN SOLUTION"
END_SOLUTION = "### END SOLUTION"
SHORT_CUTS = ("backends/numba_cpu", "backends/numba_cuda", "backends/cuda_simulator", "utils/data/rows.py")
"""What the lessons have not come to yet, and what goes around exercises. Without it everything is composed of what
students write."""

TEXT_FILES = frozenset([".py", ".pyi", ".md", ".txt", ".toml", ".json", ".csv", ".css", ".js", ".html"])


def exercise_definition(reference: Reference, path: str) -> Definition:
    """Return the definition an exercise asks for.

    Raises: CourseError if there is none, or if it has no docstring, which is all the student is told.
    """
    definition = find_definition(reference, path)
    if not docstring_of(definition):
        raise CourseError(f"{path}: has no docstring; it is the contract the student works from")
    return definition


def notebook_stub(reference: Reference, definition: Definition, rules: BuildingRules) -> str:
    """Return signature and docstring with an empty body, as the student's notebook shows them, below the rules."""
    stub = definition.with_body(lambda indent, _: [indent + line for line in STUB])
    return rules.comments + reference.for_students(stub)


def notebook_solution(reference: Reference, definition: Definition, rules: BuildingRules) -> str:
    """Return the model answer with every body between nbgrader's solution markers, below the rules."""
    solution = definition.with_body(lambda indent, body: [indent + BEGIN_SOLUTION, *body, indent + END_SOLUTION])
    return rules.comments + reference.for_students(solution)


def model_answer(reference: Reference, definition: Definition) -> str:
    """Return the model answer as a student would have written it."""
    return reference.for_students(definition.source)


def not_written_yet(exercise: Exercise) -> str:
    """Return what calling an exercise says that the student has not written yet."""
    return f"lesson {exercise.lesson}, exercise {exercise.id}: {exercise.path} is yours to write"


def carve_package(reference: Reference, target: Path, exercises: Iterable[Exercise]) -> None:
    """Copy the framework to the folder `target` as the package `minitorch`, with the bodies of `exercises` cut out.

    Pass the exercises of all lessons for a student's package; those from lesson N on for one in which the reference
    stands in for earlier lessons; none for the whole framework under the students' name.

    Args:
        reference: the framework.
        target: the folder to write, `.../minitorch`; what it holds is replaced.
        exercises: what to cut out.
    Raises: CourseError if an exercise's definition does not exist.
    """
    cut: dict[Path, list[tuple[Definition, Exercise]]] = {}
    for exercise in exercises:
        definition = exercise_definition(reference, exercise.path)
        cut.setdefault(definition.file, []).append((definition, exercise))
    shutil.rmtree(target, ignore_errors=True)
    for file in package_files(reference):
        copy = target / file.relative_to(reference.root)
        copy.parent.mkdir(parents=True, exist_ok=True)
        if file.suffix in TEXT_FILES:
            text = file.read_text(encoding="utf-8")
            copy.write_text(reference.for_students(_with_stubs(text, cut.get(file, []))), encoding="utf-8")
        else:
            shutil.copyfile(file, copy)


def package_files(reference: Reference) -> list[Path]:
    """Return the framework's files in order, without its short cuts and what Python leaves behind."""
    files = (file for file in reference.root.rglob("*") if file.is_file())
    kept = (file for file in files if not file.relative_to(reference.root).as_posix().startswith(SHORT_CUTS))
    return sorted(file for file in kept if "__pycache__" not in file.parts and not file.name.startswith("."))


def _with_stubs(text: str, cut: list[tuple[Definition, Exercise]]) -> str:
    lines = text.split("\n")
    for definition, exercise in sorted(cut, key=lambda pair: pair[0].start, reverse=True):
        lines[definition.start : definition.end] = _carved(definition, exercise).split("\n")
    return "\n".join(lines)


def _carved(definition: Definition, exercise: Exercise) -> str:
    statement = f'raise NotImplementedError("{not_written_yet(exercise)}")'
    return definition.with_body(lambda indent, _: [indent + statement])
