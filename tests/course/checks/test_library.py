import pytest

from course.checks import load_checks
from course.checks.library import renamed
from course.errors import LessonError

CHECKS = '''
import numpy as np
from course.checks import check
from course.probes import raised

CASES = [(2, 3), (4,)]

def close_enough(expected, observed):
    return None if abs(expected - observed) < LIMIT else "too far"

LIMIT = 0.5

@check("1.1", points=2)
def some_cases(mt):
    """The product
    of the sizes."""
    return [mt.shapes.numel(case) for case in CASES] + [raised(mt.shapes.numel, None)]

@check("1.1", points=1, tolerance=1e-3, judge=close_enough)
def random_case(mt, rng):
    """Random sizes."""
    return float(np.prod(rng.random(3)))
'''
HIDDEN = '''
from course.checks import check

@check("1.1", points=3)
def scalar(mt):
    """A scalar."""
    return mt.shapes.numel(())
'''
WRONG = """
from course.checks import wrong_answer
from minitorch.errors import ShapeError

@wrong_answer("1.1", says="You added.")
def adds(shape):
    if not shape:
        raise ShapeError
    return shape[0] + adds(shape[1:])
"""
OTHER = """
from course.checks import other_answer

@other_answer("1.1")
def recursion(shape):
    return 1
"""


@pytest.fixture
def lesson(tmp_path):
    folder = tmp_path / "01_toy"
    folder.mkdir()
    for name, text in [
        ("checks", CHECKS),
        ("hidden_checks", HIDDEN),
        ("wrong_answers", WRONG),
        ("other_answers", OTHER),
    ]:
        (folder / f"{name}.py").write_text(text)
    return folder


def test_checks_are_read_with_what_they_need_and_without_the_courses_imports(lesson):
    checks = load_checks(lesson)
    some_cases, random_case = checks.visible
    assert some_cases.sentence == "The product of the sizes."
    assert "CASES = " in some_cases.source
    assert "course" not in some_cases.source
    assert "@check" not in some_cases.source
    assert "minitorch.shapes.numel" in some_cases.called
    assert (random_case.random, some_cases.random) == (True, False)
    assert "LIMIT = 0.5" in random_case.judge_source
    assert [check.name for check in checks.of("1.1")] == ["some_cases", "random_case", "scalar"]
    assert checks.hidden[0].hidden


def test_a_wrong_answer_keeps_its_framework_imports_and_can_take_the_exercises_name(lesson):
    wrong = load_checks(lesson).wrong[0]
    assert wrong.source.startswith("from minitorch.errors import ShapeError")
    assert "def numel(shape)" in renamed(wrong.source, wrong.mistake, "numel")
    assert "numel(shape[1:])" in renamed(wrong.source, wrong.mistake, "numel")


@pytest.mark.parametrize(
    ("file", "text", "message"),
    [
        ("checks", '@check("1.1", points=1)\ndef f(mt):\n    return 1', "01_toy/checks.py:2: check f has no docstring"),
        ("checks", '@check("1.1", points=0)\ndef f(mt):\n    """F."""', "points=0"),
        ("checks", '@check(1.1, points=1)\ndef f(mt):\n    """F."""', "exercise's number"),
        ("checks", '@check("1.1", points=1)\ndef scalar(mt):\n    """F."""', "two checks are named scalar"),
        ("checks", "def f(:", "01_toy/checks.py:1"),
        ("wrong_answers", '@wrong_answer("1.1", says="")\ndef f(x):\n    return 1', "says nothing"),
        ("wrong_answers", '@wrong_answer("1.1", says="a" + "b")\ndef f(x):\n    return 1', "plain value"),
    ],
)
def test_a_badly_written_file_is_refused_with_file_and_line(lesson, file, text, message):
    (lesson / f"{file}.py").write_text(text)
    with pytest.raises(LessonError, match=message):
        load_checks(lesson)


def test_a_missing_file_is_named(lesson):
    (lesson / "hidden_checks.py").unlink()
    with pytest.raises(LessonError, match=r"01_toy: hidden_checks.py is missing"):
        load_checks(lesson)
