"""`course build`: from the sources in lessons/ and the framework to notebooks, carved package and kit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from course.authoring.bundle import make_bundle
from course.authoring.definition import Reference
from course.authoring.instructor_notebook import instructor_notebook
from course.authoring.kit_files import Output, carve_for_students, kit_files
from course.authoring.leaks import refuse_leaks, refuse_leaks_in_kit
from course.authoring.lesson import Exercise
from course.authoring.notebook_cells import to_text
from course.authoring.pair import pair_with_checks, pair_with_framework
from course.authoring.parts import Parts
from course.authoring.problems import Problem, raise_if_any
from course.authoring.proof_cache import proven
from course.authoring.read_lesson import read_lesson
from course.authoring.student_notebook import student_notebook
from course.errors import CourseError, LessonError, did_you_mean
from course.paths import require_checkout

Stage = Callable[[Parts], Parts]


def read_source(parts: Parts) -> Parts:
    """Add the lesson as lesson.md describes it."""
    return replace(parts, lesson=read_lesson(parts.folder))


def grade_the_grader(parts: Parts) -> Parts:
    """Add what the proofs observed; a check that accepts a wrong answer is refused here."""
    return replace(parts, evidence=proven(parts))


def bundle_for_students(parts: Parts) -> Parts:
    """Add what a student's tools need to know."""
    return replace(parts, bundle=make_bundle(parts))


def make_notebooks(parts: Parts) -> Parts:
    """Add the student's and the instructor's notebook."""
    return replace(parts, student=student_notebook(parts), instructor=instructor_notebook(parts))


PIPELINE: tuple[Stage, ...] = (
    read_source,
    pair_with_framework,
    pair_with_checks,
    grade_the_grader,
    bundle_for_students,
    make_notebooks,
    refuse_leaks,
)


@dataclass(frozen=True)
class Built:
    """What a build made: the lessons, the names of the files it changed, and notes for the author."""

    lessons: tuple[Parts, ...]
    changed: tuple[str, ...]
    notes: tuple[str, ...]


def build(
    root: Path | None = None,
    *,
    lessons: Sequence[str] = (),
    reference: Reference | None = None,
    cache: bool = True,
    committed: bool = True,
) -> Built:
    """Build lessons and write notebooks/, build/kit and build/instructor.

    Args:
        root: the repository; by default the one this package runs from.
        lessons: names or numbers of those to build; all, if empty.
        reference: the framework; by default minitorch_ref of the repository.
        cache: whether proofs of unchanged lessons may be taken from build/cache.
        committed: whether to write notebooks/, which is committed, beside build/, which is not.
    Raises: LessonError that lists every refusal; nothing is written then.
    """
    root = root or require_checkout("course build")
    reference = reference or Reference(root / "minitorch_ref")
    names, chosen = lesson_names(root), chosen_lessons(root, lessons)
    done = run_pipeline(root, reference, chosen, root / "build" / "cache" if cache else None)
    exercises, notes = all_exercises(root, reference, names, done)
    output = Output(root)
    for parts in done:
        name = parts.lesson.name
        output.write(f"build/instructor/{name}/{name}.ipynb", to_text(parts.instructor))
        if committed:
            output.write(f"notebooks/{name}.ipynb", to_text(parts.student))
    carve_for_students(output, reference, exercises)
    partial = len(chosen) < len(names)
    output.write_all(kit_files(root, done, reference, keep_others=partial))
    if committed and not partial:
        output.remove_others("notebooks", {f"{name}.ipynb" for name in names})
    refuse_leaks_in_kit(root / "build" / "kit", done)
    notes += [note for parts in done for note in parts.evidence.notes]
    return Built(tuple(done), tuple(output.changed), tuple(notes))


def out_of_date(root: Path | None = None, *, reference: Reference | None = None) -> list[str]:
    """Return the committed files that a build would change, each with what is wrong with it."""
    root = root or require_checkout("course build --check")
    names = lesson_names(root)
    done = run_pipeline(root, reference or Reference(root / "minitorch_ref"), names, root / "build" / "cache")
    fresh = {f"notebooks/{parts.lesson.name}.ipynb": to_text(parts.student) for parts in done}
    committed = {f"notebooks/{file.name}" for file in (root / "notebooks").glob("*.ipynb")}
    stale = [f"{name} belongs to no lesson" for name in sorted(committed - set(fresh))]
    for name, text in sorted(fresh.items()):
        if name not in committed:
            stale.append(f"{name} is missing")
        elif (root / name).read_text(encoding="utf-8") != text:
            stale.append(f"{name} is out of date")
    return stale


def run_pipeline(root: Path, reference: Reference, names: Iterable[str], cache: Path | None) -> list[Parts]:
    """Return the lessons after every stage.

    Raises: LessonError that lists the refusals of all of them.
    """
    done, refusals = [], []
    for name in names:
        parts = Parts(root / "lessons" / name, reference, cache)
        try:
            for stage in PIPELINE:
                parts = stage(parts)
            done.append(parts)
        except LessonError as error:
            refusals.append(str(error))
    if refusals:
        raise LessonError("\n".join(refusals))
    raise_if_any(_asked_twice(done))
    return done


def lesson_names(root: Path) -> list[str]:
    """Return the folder names of all lessons, in order: those that hold a lesson.md."""
    return sorted(file.parent.name for file in (root / "lessons").glob("*/lesson.md"))


def chosen_lessons(root: Path, wanted: Sequence[str]) -> list[str]:
    """Return the folder names of the lessons that are meant by name, slug or number; of all, if none is named.

    Raises: LessonError that suggests the nearest.
    """
    names = lesson_names(root)
    return [_chosen(name, names) for name in wanted] or names


def all_exercises(
    root: Path, reference: Reference, names: Iterable[str], done: Iterable[Parts]
) -> tuple[list[Exercise], list[str]]:
    """Return the exercises of all lessons, the ones not built now included, and notes about lessons left out."""
    built = {parts.lesson.name: parts.lesson for parts in done}
    exercises: list[Exercise] = []
    notes: list[str] = []
    for name in names:
        try:
            lesson = built.get(name) or read_lesson(root / "lessons" / name)
            if name not in built:
                pair_with_framework(Parts(root / "lessons" / name, reference, lesson=lesson))
            exercises += lesson.exercises
        except CourseError as error:
            notes.append(f"the package still holds the answers of lesson {name}, which cannot be built: {error}")
    return exercises, notes


def _chosen(wanted: str, names: list[str]) -> str:
    for name in names:
        number, _, slug = name.partition("_")
        if wanted in (name, slug) or (wanted.isdecimal() and int(wanted) == int(number)):
            return name
    raise LessonError(f"there is no lessons/{wanted}/lesson.md{did_you_mean(wanted, names)}")


def _asked_twice(done: Iterable[Parts]) -> list[Problem]:
    """Across lessons, an exercise is asked for once and a number is given once."""
    problems = []
    first: dict[str, str] = {}
    numbers: dict[int, str] = {}
    for lesson in (parts.lesson for parts in done):
        if lesson.number in numbers:
            problems.append(Problem(lesson.file, f"number {lesson.number} is taken by {numbers[lesson.number]}"))
        numbers[lesson.number] = lesson.name
        for exercise in lesson.exercises:
            if exercise.path in first:
                message = f"{exercise.path} is already exercise {first[exercise.path]}; a definition is asked for once"
                problems.append(Problem(lesson.file, message, exercise.line, exercise.cell))
            first[exercise.path] = exercise.id
    return problems
