"""A sentence keeps its code and its emphasis in a notebook, on a page and in a terminal, and nothing else of it."""

import pytest

from course.feedback import CheckResult, ExerciseReport
from course.feedback.html import exercise_html
from course.feedback.prose import prose_html, prose_text
from course.feedback.terminal import exercise_view, plain_text


@pytest.mark.parametrize(
    ("sentence", "html"),
    [
        ("the *last* axis", "the <em>last</em> axis"),
        ("use `a * b * c` here", "use <code>a * b * c</code> here"),
        ("`*args` and *two words*", "<code>*args</code> and <em>two words</em>"),
        ("2 * 3 * 4, (*args, *dims), a*b*c, **bold**", "2 * 3 * 4, (*args, *dims), a*b*c, **bold**"),
        ("one ` alone, <b>&", "one ` alone, &lt;b&gt;&amp;"),
        ("`<script>` and *<i>*", "<code>&lt;script&gt;</code> and <em>&lt;i&gt;</em>"),
        ("", ""),
    ],
)
def test_only_code_and_emphasis_become_tags(sentence, html):
    assert prose_html(sentence) == html


def test_in_a_terminal_emphasis_is_in_italics_and_code_keeps_its_quotes():
    shown = prose_text("the *last* of `x`", "yellow")
    assert shown.plain == "the last of `x`"
    assert [(shown.plain[span.start : span.end], span.style) for span in shown.spans] == [("last", "italic")]


def test_a_diagnosis_is_set_as_prose_everywhere():
    failed = CheckResult("name", "The sentence of `f`.", 1, False, called="f(2 * 3)", observed="4", expected="6")
    report = ExerciseReport("1.1", "Steps", "shapes.f", (failed,), diagnosis="That is the *sum*, not `a * b`.")
    assert "That is the <em>sum</em>, not <code>a * b</code>." in exercise_html(report)
    assert "The sentence of <code>f</code>." in exercise_html(report)
    assert "<pre>f(2 * 3)</pre>" in exercise_html(report)
    assert "That is the sum, not `a * b`." in plain_text(exercise_view(report))
