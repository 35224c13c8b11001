"""`check` in a notebook: a number to nbgrader, the feedback to the student."""

from __future__ import annotations

import html
import re
import sys

import nbformat
import pytest

VOLUME = "import math\ndef volume(shape):\n    return math.prod(shape)"


@pytest.fixture
def lesson(toy_workspace, notebook):
    notebook.open("01_toys")
    return notebook


def graded(notebook, cell):
    """What stock nbgrader makes of a check cell's output; it gives full marks for whatever is no number."""
    from nbgrader.utils import determine_grade

    notebook.run(cell)
    data, _ = notebook.shell.display_formatter.format(notebook.result.result)
    output = nbformat.v4.new_output("execute_result", data={"text/plain": data["text/plain"]})
    settings = {"grade": True, "solution": False, "locked": True, "points": 2.5, "grade_id": "check-1-1"}
    made = nbformat.v4.new_code_cell(cell, metadata={"nbgrader": settings}, outputs=[output])
    return determine_grade(made)


def seen(notebook, cell='check("1.1")'):
    return html.unescape(re.sub(r"<style>.*?</style>|<[^>]+>", " ", notebook.value(cell)._repr_html_()))


@pytest.mark.parametrize(
    ("cell", "points"),
    [
        (None, 0.0),
        ("def volume(shape):\n    return -1", 0.0),
        ("def volume(shape):\n    return 6", 1.0),
        ("def volume(shape):\n    return 1", 1.5),
        (VOLUME, 2.5),
    ],
)
def test_nbgrader_reads_exactly_the_points_earned(lesson, cell, points):
    if cell:
        lesson.run(cell)
    assert graded(lesson, 'check("1.1")') == (points, 2.5)


def test_a_failing_check_shows_the_call_the_result_the_expectation_and_the_mistake(lesson, toys):
    lesson.run(toys.WRONG_VOLUME)
    text = " ".join(seen(lesson).split())
    for piece in (
        "Exercise 1.1 About volume: 0 of 2.5 points",
        "You added the sizes; the number of elements is their product.",
        "failed counts a matrix.",
        "called return minitorch.shapes.volume((2, 3))",
        "came back 5",
        "expected 6",
    ):
        assert piece in text, piece


def test_what_the_student_printed_is_shown_with_the_failing_check_only(lesson):
    shown = lesson.run("def volume(shape):\n    print('here', shape)\n    return 6")
    assert "saved" in shown
    text = seen(lesson)
    assert "here ()" in text
    assert "here (2, 3)" not in text


def test_an_empty_exercise_is_said_to_be_empty_and_nothing_more(lesson):
    text = seen(lesson)
    assert "not written yet" in text
    assert "called" not in text


def test_a_diagnosis_needs_every_observation_to_match(lesson):
    lesson.run("def volume(shape):\n    return 5")
    assert "You added" not in seen(lesson)


def test_student_text_cannot_put_markup_into_the_page(lesson):
    lesson.run("def volume(shape):\n    print('<script>alert(1)</script>')\n    return '<b>bold</b>'")
    page = lesson.value('check("1.1")')._repr_html_()
    assert "<script>" not in page
    assert "<b>" not in page


def test_an_unknown_exercise_is_one_line_with_the_nearest_name(lesson):
    shown = lesson.run('check("1.7")')
    assert "has no exercise" in shown
    assert "Traceback" not in shown
    assert not lesson.result.success


def test_hidden_checks_stay_with_the_instructor(lesson):
    shown = lesson.run('hidden_check("1.1")')
    assert "stay with the instructor" in shown
    assert not lesson.result.success


def test_an_earlier_exercise_that_is_not_written_is_named(lesson, toys):
    lesson.run(toys.ANSWERS["shapes.strides"])
    text = seen(lesson, 'check("1.2")')
    assert "Exercise 1.2  About strides: 0 of 2 points" in text
    assert "lesson 1, exercise 1.1: shapes.volume is yours to write" in text


def test_after_an_endless_loop_the_other_checks_are_cut_short(lesson, monkeypatch):
    limits = []
    module = sys.modules["course.feedback.examine"]
    timeout = {"status": "timeout", "message": "stopped"}
    monkeypatch.setattr(module, "observe_check", lambda *args: limits.append(args[-1]) or timeout)
    lesson.run('check("1.1")')
    assert limits[0] == 10
    assert set(limits[1:]) == {1}
