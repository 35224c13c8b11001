"""The feedback page: says what happened, lets no student text become HTML, and keeps hidden checks hidden."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from autograder.feedback import feedback_page, write_feedback
from autograder.text import escaped, number, prose


class Page(HTMLParser):
    """The tags, attributes and text of a page."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.attributes, self.text, self._styled = [], [], "", False
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        self._styled = tag == "style"

    def handle_endtag(self, tag):
        self._styled = False

    def handle_data(self, data):
        self.text += "" if self._styled else data


def test_points_diagnosis_call_result_and_section_are_on_the_page(result, lesson):
    text = " ".join(Page(feedback_page(result, lesson)).text.split())
    assert "4 of 6 points" in text
    assert "worth 3 points more" in text
    assert "You forgot the offset." in text
    assert "mt.shapes.index_to_position((1, 2)" in text
    assert "<b>7</b>" in text
    assert "Read again: the section Exercise 1.2 From index to position" in text


def test_of_a_hidden_check_only_the_sentence_is_shown(result, lesson):
    exercises = tuple(
        replace(e, checks=tuple(replace(c, passed=False, reason="REASON", observed="SEEN") for c in e.checks))
        for e in result.exercises
    )
    hidden = tuple(replace(e, checks=tuple(c for c in e.checks if c.hidden)) for e in exercises)
    text = Page(feedback_page(replace(result, exercises=hidden), lesson)).text
    assert "The sentence of secret_shape." in text
    assert not re.search(r"REASON|SEEN|\(4, 5, 6\)|rng", text)


def test_the_page_has_no_script_no_outside_reference_and_no_handler(result, lesson):
    page = Page(feedback_page(result, lesson))
    assert not {"script", "img", "iframe", "link", "b", "i", "object", "form"} & set(page.tags)
    assert not [name for name, _ in page.attributes if name.startswith("on") or name in ("src", "style")]
    assert all(value.startswith("#") for name, value in page.attributes if name == "href")


@pytest.mark.parametrize("field", ["student", "problem", "note", "diagnosis", "reason", "observed", "output"])
def test_html_in_any_student_text_stays_text(result, lesson, field):
    attack = "</pre></style><script>alert(1)</script><img src=x onerror=alert(1)>{} \x1b[2J\u202e"
    exercise = result.exercises[1]
    if field in ("reason", "observed", "output"):
        exercise = replace(exercise, checks=tuple(replace(c, **{field: attack}) for c in exercise.checks))
    elif field == "diagnosis":
        exercise = replace(exercise, diagnosis=attack)
    changed = replace(result, exercises=(result.exercises[0], exercise))
    if field in ("student", "problem"):
        changed = replace(changed, **{field: attack})
    elif field == "note":
        changed = replace(changed, notes=(attack,))
    html = feedback_page(changed, lesson)
    page = Page(html)
    assert "script" not in page.tags
    assert "img" not in page.tags
    assert "<script>alert(1)</script>" in page.text
    assert "\x1b" not in html
    assert "\u202e" not in html


def test_a_page_can_be_read_without_colours_and_with_a_screen_reader(result, lesson):
    html = feedback_page(result, lesson)
    page = Page(html)
    assert ("lang", "en") in page.attributes
    assert page.tags.count("h1") == 1
    assert {"caption", "main", "header"} <= set(page.tags)
    assert "failed 0 of 2" in " ".join(page.text.split())
    assert "prefers-color-scheme: dark" in html


def test_a_problem_has_a_page_that_says_what_to_do(refused_result, lesson):
    text = Page(feedback_page(refused_result, lesson)).text
    assert "the file is <empty>" in text
    assert "hand in again" in text


def test_a_submission_of_no_lesson_has_a_page_too(refused_result):
    assert "could not be graded" in feedback_page(refused_result, None)


def test_the_page_goes_where_nbgrader_releases_feedback_from(tmp_path, submission, result, lesson):
    page = write_feedback(tmp_path, replace(submission, secret="hush"), result, lesson)
    assert page == tmp_path / "feedback/ada/01_toy/01_toy.html"
    assert (page.parent / "timestamp.txt").read_text() == submission.timestamp
    assert (page.parent / "submission_secret.txt").read_text() == "hush"
    assert [file.name for file in page.parent.iterdir() if file.name.startswith(".")] == []


def test_points_are_written_as_people_write_them():
    assert [number(points) for points in (3.0, 2.5, 0.0, 10, 1 / 3)] == ["3", "2.5", "0", "10", "0.33"]


def test_an_authors_code_and_emphasis_are_shown_as_such_and_nothing_else_is():
    assert prose("the *last* of `a * b` is 2 * 3 * 4 <b>") == (
        "the <em>last</em> of <code>a * b</code> is 2 * 3 * 4 &lt;b&gt;"
    )


def test_escaping_keeps_line_ends_and_marks_what_does_not_print():
    assert escaped("a\n<\x07>") == "a\n&lt;\N{REPLACEMENT CHARACTER}&gt;"
