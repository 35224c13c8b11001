"""Reading lesson.md: what it holds, and every refusal with its cell and line."""

from __future__ import annotations

import re

import pytest

from course.authoring.read_lesson import read_lesson
from course.errors import LessonError


def test_a_lesson_is_read_with_lines_and_cells(sample) -> None:
    lesson = read_lesson(sample.lesson)
    assert (lesson.number, lesson.title, lesson.question) == (1, "Numbers", "How far may a number go?")
    assert [cell.kind for cell in lesson.cells] == [
        "markdown",
        "code",
        "markdown",
        "exercise",
        "code",
        "markdown",
        "exercise",
        "written",
    ]
    text = (sample.lesson / "lesson.md").read_text().splitlines()
    assert [text[cell.line - 1] for cell in lesson.cells if cell.kind != "markdown"] == [
        "```{code-cell} python",
        "```{code-cell} python",
        "```{code-cell} python",
        "```{code-cell} python",
        "```{written} 1.A",
    ]
    assert text[lesson.cells[0].line - 1] == "Numbers may go far."


def test_exercises_are_numbered_in_order_and_titled_by_their_headings(sample) -> None:
    exercises = read_lesson(sample.lesson).exercises
    assert [(e.id, e.name, e.title, e.points) for e in exercises] == [
        ("1.1", "clipped", "A number between two others", 4),
        ("1.2", "Tally", "Adding up", 3),
    ]


def test_the_rubric_is_kept_apart_from_the_question(sample) -> None:
    written = read_lesson(sample.lesson).question_of("1.A")
    assert written.question == "Why is a *limit* useful?"
    assert written.rubric.startswith("Two points")


REFUSALS = {
    "a heading with another number": ("### Exercise 1.2 Adding", "### Exercise 1.3 Adding", r"\(cell 7\).*1\.3.*1\.2"),
    "no heading": ("### Exercise 1.2 Adding up\n", "", r"\(cell 7\).*1\.2.*no heading"),
    "a heading too many": ("A class of", "### Exercise 1.3 More\n\nA class of", "1.2.*no exercise cell"),
    "no points": (":points: 3\n", "", r":points: is missing"),
    "points that are none": (":points: 3", ":points: many", r":points: is 'many'"),
    "an unknown option": (":tags: [hide", ":tag: [hide", r'unknown option ":tag:"; did you mean "tags"'),
    "options that are no YAML": (":tags: [hide-output]", ":tags: [hide-output", "options below the fence"),
    "a path without a module": (": inner.numbers.clipped", ": clipped", "write module.name"),
    "an exercise asked for twice": (": inner.numbers.Tally", ": inner.numbers.clipped", "twice"),
    "an exercise with a body": (":points: 4\n", ":points: 4\n\nx = 1\n", "must be empty"),
    "a question out of order": ("{written} 1.A", "{written} 1.B", r"should be 1\.A"),
    "a question without rubric": ("---\nTwo points", "Two points", "no rubric"),
    "a directive that notebooks do not show": (
        "A class of",
        "```{note}\nHi.\n```\n\nA class of",
        r"directive \{note\}",
    ),
    "a nested cell": ("A class of", "- ```{code-cell} python\n  1\n  ```\n\nA class of", "column 1"),
    "another number than the folder's": ("number: 1", "number: 2", "01_numbers"),
    "no question": ("  question: How far may a number go?\n", "", "no question"),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_a_bad_lesson_is_refused_with_its_place(sample, case: str) -> None:
    old, new, message = REFUSALS[case]
    sample.change("lesson.md", old, new)
    with pytest.raises(LessonError) as refusal:
        read_lesson(sample.lesson)
    assert re.search(message, str(refusal.value))
    assert str(refusal.value).startswith("lessons/01_numbers/lesson.md:")


def test_all_refusals_of_a_lesson_come_at_once(sample) -> None:
    sample.change("lesson.md", ":points: 3", ":points: 0")
    sample.change("lesson.md", "{written} 1.A", "{written} 1.C")
    with pytest.raises(LessonError) as refusal:
        read_lesson(sample.lesson)
    assert len(str(refusal.value).splitlines()) == 2


def test_a_heading_inside_a_fence_is_text(sample) -> None:
    sample.change("lesson.md", "A class of", "```text\n### Exercise 1.9 no\n```\n\nA class of")
    assert [exercise.id for exercise in read_lesson(sample.lesson).exercises] == ["1.1", "1.2"]
