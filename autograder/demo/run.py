"""Play the demonstration: hand out, hand in, grade, and hold every grade against what it must be."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from autograder.class_report import ClassReport, Row
from autograder.course_folder import journal_file
from autograder.demo.people import Material, Person, the_class
from autograder.demo.worth import worth_of
from autograder.errors import AutograderError
from autograder.journal import Journal
from autograder.lessons import Lesson
from autograder.library import load_lessons
from autograder.pipeline import Progress, Request, grade_class
from autograder.sandbox.limits import Limits
from course.paths import require_checkout

MARK = "course/nbgrader_config.py"


@dataclass(frozen=True)
class Finding:
    """One submission of the demonstration: what it got and, if that is wrong, why."""

    person: Person
    row: Row
    wrong: str


def play(folder: Path, say: Callable[[str], None], progress: Progress) -> tuple[ClassReport, list[Finding]]:
    """Make the class in `folder`, grade it, and return the report and a finding per submission."""
    root = require_checkout("autograder demo")
    if folder.exists() and any(folder.iterdir()):
        if not (folder / MARK).exists():
            raise AutograderError(f"demo {folder}: the folder holds other things; choose an empty or new one")
        shutil.rmtree(folder)
    lessons = load_lessons(root)
    people = the_class(Material(root, lessons))
    course = folder / "course"
    hand_in(people, lessons, folder, course, say)
    say(f"grading {sum(len(person.files) for person in people)} notebooks of {len(people)} students")
    report = grade_class(Request(course, course, limits=Limits(wall=2.0)), progress)
    with Journal(journal_file(course)) as journal:
        findings = examine(people, lessons, report, journal.secret())
    return report, findings


def hand_in(
    people: list[Person], lessons: list[Lesson], folder: Path, course: Path, say: Callable[[str], None]
) -> None:
    """A few through nbgrader's exchange; the others' files are dropped into submitted/."""
    from autograder.gradebook.exchange import Exchange  # nbgrader takes two seconds to import

    exchange = Exchange(course, folder / "exchange")
    travellers = [person for person in people if person.by_exchange]
    for lesson in lessons:
        say(f"nbgrader: {lesson.name} released; {len(travellers)} students fetch, submit; collected")
        exchange.release(lesson)
        for person in travellers:
            home = folder / "homes" / person.name
            notebook = exchange.fetch(lesson, home)
            notebook.write_bytes(person.files[lesson.name][notebook.name])
            exchange.submit(lesson, person.name, home)
        exchange.collect(lesson)
    for person in people:
        for lesson_name, contents in person.files.items():
            place = course / "submitted" / person.name / lesson_name
            if not person.by_exchange:
                place.mkdir(parents=True)
                for name, content in contents.items():
                    (place / name).write_bytes(content)


def examine(people: list[Person], lessons: list[Lesson], report: ClassReport, secret: bytes) -> list[Finding]:
    """Hold every grade against what it must be."""
    by_key = {(row.student, row.lesson): row for row in report.rows}
    findings = []
    for person in people:
        for lesson in (lesson for lesson in lessons if lesson.name in person.files):
            row = by_key[person.name, lesson.name]
            findings.append(Finding(person, row, _wrong(person, lesson, row, secret)))
    return findings


def _wrong(person: Person, lesson: Lesson, row: Row, secret: bytes) -> str:
    if row.result is None:
        return f"was not graded: {row.failure}"
    if person.problem or row.result.problem:
        expected = person.problem and person.problem in row.result.problem
        return "" if expected else f"message {row.result.problem!r}, expected one with {person.problem!r}"
    must = worth_of(lesson, person.answers[lesson.name], secret, person.name)
    got = {exercise.id: exercise.earned() for exercise in row.result.exercises}
    differing = [f"{id_}: {got[id_]:g} instead of {must[id_]:g}" for id_ in must if got[id_] != must[id_]]
    return ", ".join(differing)
