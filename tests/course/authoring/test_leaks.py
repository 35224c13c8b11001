"""What would give an answer or a hidden check away is refused, wherever it stands and however it is dressed."""

from __future__ import annotations

import re

import pytest

from course.errors import LessonError

ANSWER = "if value < low:\n    return low\nreturn high if value > high else value"
RENAMED = "def keep(v, a, b):\n    if v < a:\n        return a\n    return b if v > b else v  # so\n"

LEAKS = {
    "the answer in prose": (
        "A class of",
        f"Write:\n\n    {ANSWER}\n\nA class of",
        r"cell 6.*model answer of exercise 1\.1",
    ),
    "the answer, renamed, in a code cell": ('print("a number:", 7)', RENAMED, r"cell 2.*the same statements"),
    "the answer, renamed, in a fence": (
        "A class of",
        f"```python\n{RENAMED}```\n\nA class of",
        r"cell 6.*same statements",
    ),
    "another answer": (
        'print("a number:", 7)',
        "def g(value, low, high):\n    return sorted((low, value, high))[1]",
        "other answer sorts_three_numbers",
    ),
    "a hidden check's sentence": (
        "A class of",
        "Limits other than the *usual* ones\nare kept as well. A class of".replace("*", ""),
        r"cell 6.*respects_other_limits.*sentence",
    ),
    "a hidden check's name": ("A class of", "See `respects_other_limits`. A class of", r"cell 6.*its name"),
    "a hidden check's inputs": (
        'print("a number:", 7)',
        "[mt.numbers.clipped(value, 20, high=30) for value in (11, 25, 99)]",
        r"cell 2.*respects_other_limits.*its line",
    ),
    "a hidden check's sentence in the title": (
        "title: Numbers",
        "title: a tally also does what its base class promises.",
        "sentence",
    ),
}


@pytest.mark.parametrize("case", LEAKS)
def test_a_leak_in_the_lesson_is_refused_with_its_cell(sample, case: str) -> None:
    old, new, message = LEAKS[case]
    sample.change("lesson.md", old, new)
    with pytest.raises(LessonError) as refusal:
        sample.build()
    assert re.search(message, str(refusal.value)), str(refusal.value)


def test_the_answer_elsewhere_in_the_framework_is_refused(sample) -> None:
    file = sample.root / "sample_ref" / "inner" / "numbers.py"
    file.write_text(file.read_text() + "\n\n" + RENAMED)
    with pytest.raises(LessonError, match=r"minitorch/inner/numbers\.py: gives away the model answer of exercise 1\.1"):
        sample.build()


def test_a_docstring_that_tells_a_hidden_sentence_is_refused(sample) -> None:
    file = sample.root / "sample_ref" / "inner" / "numbers.py"
    text = file.read_text()
    file.write_text(
        text.replace("Uses nothing but", "Limits other than the usual ones are kept as well. Uses nothing but")
    )
    with pytest.raises(LessonError, match="respects_other_limits"):
        sample.build()
