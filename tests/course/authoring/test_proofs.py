"""The grader is graded: what the build refuses about checks and answers."""

from __future__ import annotations

import re

import pytest

from course.errors import LessonError

REFUSALS = {
    "points that do not add up": ("lesson.md", ":points: 4", ":points: 5", r"cell 4\).*5.*add up to 4"),
    "an exercise without a visible check": (
        "checks.py",
        '@check("1.2", points=2)',
        '@check("1.1", points=2)',
        r"1\.2.*no check in checks\.py",
    ),
    "a check of no exercise": ("hidden_checks.py", '@check("1.2"', '@check("1.7"', r"keeps_its_promises.*1\.7"),
    "a path the framework does not have": ("lesson.md", "numbers.clipped", "numbers.clip", "did you mean"),
    "a check that a constant passes": (
        "checks.py",
        "return [mt.numbers.clipped(value) for value in (-3, 4, 12)]",
        "return mt.numbers.clipped(-3)",
        r"clips_on_both_sides accepts an answer that returns 0;",
    ),
    "a check that an answer giving its argument back passes": (
        "checks.py",
        "return [mt.numbers.clipped(value) for value in (-3, 4, 12)]",
        "return mt.numbers.clipped(4)",
        r"clips_on_both_sides accepts an answer that returns its first argument",
    ),
    "a probe that fails on the model answer": (
        "checks.py",
        "return [tally.total, tally.doubled]",
        "return tally.tripled",
        r"adds_up does not return a value on the model answer \(AttributeError",
    ),
    "a probe that returns something else each time": (
        "checks.py",
        "return [tally.total, tally.doubled]",
        'return [tally.total, tally.doubled, __import__("os").urandom(4).hex()]',
        r"adds_up judges the model answer differently",
    ),
    "three wrong answers": (
        "wrong_answers.py",
        '@wrong_answer("1.2", says="You squared the sum.")',
        "",
        "has 3 wrong answers; write at least 4",
    ),
    "a wrong answer that is right": (
        "wrong_answers.py",
        "return max(0, min(10, value))",
        "return max(low, min(high, value))",
        "always_from_0_to_10 passes every check",
    ),
    "two wrong answers alike": (
        "wrong_answers.py",
        "return max(0, min(10, value))",
        "return min(value, high)",
        "always_from_0_to_10 looks to every check like forgets_the_lower_limit",
    ),
    "a wrong answer with another signature": (
        "wrong_answers.py",
        "def always_from_0_to_10(value, low=0, *, high=10)",
        "def always_from_0_to_10(value, *limits)",
        "always_from_0_to_10 cannot take the exercise's place.*signature",
    ),
    "a wrong answer that uses what is not there": (
        "wrong_answers.py",
        "return max(0, min(10, value))",
        "return math.floor(value)",
        "always_from_0_to_10 cannot.*it uses math",
    ),
    "no other answer": ("other_answers.py", '@other_answer("1.1")', "", "1.1.*has no other answer"),
    "an other answer that is wrong": (
        "other_answers.py",
        "sorted((low, value, high))[1]",
        "sorted((0, value, 10))[1]",
        "rejects the correct other answer sorts_three_numbers",
    ),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_a_lesson_that_proves_nothing_is_refused(sample, case: str) -> None:
    file, old, new, message = REFUSALS[case]
    sample.change(file, old, new)
    with pytest.raises(LessonError) as refusal:
        sample.build()
    assert re.search(message, str(refusal.value)), str(refusal.value)


def test_an_endless_wrong_answer_is_refused(sample, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("course.authoring.observations.SECONDS_PER_CHECK", 0.2)
    sample.change("wrong_answers.py", "return max(0, min(10, value))", "while True:\n        pass")
    with pytest.raises(LessonError, match="always_from_0_to_10 does not come back"):
        sample.build()


def test_the_framework_is_unharmed_by_the_proofs(sample) -> None:
    sample.build()
    import sample_ref

    assert sample_ref.clipped(12) == 10
    assert sample_ref.inner.numbers.Tally(2).add(3).doubled == 10
    assert not hasattr(sample_ref.inner.numbers, "_first")
