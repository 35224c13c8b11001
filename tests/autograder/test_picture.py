"""Small pictures beside a failed check: where tables of numbers differ, and nothing where that would not help."""

import re

import pytest

from autograder.feedback import feedback_markdown
from autograder.feedback.picture import picture


def cells(svg):
    return len(re.findall('class="same"', svg)), len(re.findall('class="differs"', svg))


def test_numbers_that_differ_are_marked_in_both_tables():
    svg = picture("[[1.0, 2.0], [3.0, 4.0]]", "[[1.0, 2.5], [3.0, 4.0]]")
    assert cells(svg) == (6, 2)
    assert 'aria-label="expected 2 x 2, came back 2 x 2"' in svg


def test_tables_of_other_shapes_are_drawn_with_their_shapes():
    svg = picture("[[1, 2, 3], [4, 5, 6]]", "[1, 2, 3]")
    assert cells(svg) == (9, 0)
    assert "expected: 2 x 3" in svg
    assert "came back: 3 numbers" in svg


def test_a_difference_of_rounding_is_none():
    assert cells(picture("[1.0, 2.0]", "[1.0, 2.0000001]")) == (4, 0)


@pytest.mark.parametrize(
    "observed",
    [
        "",
        "7",
        "[1, 2]",
        "[]",
        "[[1], [2, 3]]",
        "'text'",
        "[True]",
        "[1e999]",
        "nan",
        "[1, 2, ...",
        "[[[1]]]",
        "(" * 4000,
        "__import__('os').getcwd()",
        "<script>",
        str(list(range(99))),
    ],
)
def test_what_is_no_small_table_or_the_same_is_not_drawn(observed):
    assert picture("[1, 2]", observed) == ""


def test_markdown_fences_what_students_wrote(result, lesson):
    from dataclasses import replace

    attack = "```\n<script>alert(1)</script>\n````\n# heading"
    exercise = result.exercises[1]
    checks = tuple(replace(check, observed=attack) for check in exercise.checks)
    text = feedback_markdown(replace(result, exercises=(replace(exercise, checks=checks),)), lesson)
    fence = "`````"
    inside = text.partition(f"Came back:\n  {fence}\n")[2].partition(f"\n  {fence}\n")[0]
    assert inside == "\n".join(f"  {line}" for line in attack.splitlines())
    assert "You forgot the offset." in text
