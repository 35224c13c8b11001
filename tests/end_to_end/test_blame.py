"""An early mistake costs once, and a later lesson that stumbles over it says where it was made."""

import json

import pytest

from autograder.demo.people import filled
from autograder.pipeline import Request, grade_class
from autograder.report import print_report
from autograder.sandbox.limits import Limits

LATER = (5, 6)
"""Lessons that differentiate with what lesson 04 has built."""

pytestmark = [pytest.mark.sandbox, pytest.mark.nbgrader]

FORGETS_THE_OFFSET = """
def index_to_position(index, layout):
    return sum(i * stride for i, stride in zip(index, layout.strides))
"""
ALWAYS_THE_FIRST = """
def index_to_position(index, layout):
    return layout.offset
"""
EXCHANGES_THE_FACTORS = """
class Rules:
    @staticmethod
    def mul(ctx, grad_output):
        x, y = ctx.saved_tensors
        needs_x, needs_y = ctx.needs_input_grad
        return grad_output * x if needs_x else None, grad_output * y if needs_y else None

    @staticmethod
    def exp(ctx, grad_output):
        (out,) = ctx.saved_tensors
        return (grad_output * out,)

    @staticmethod
    def log(ctx, grad_output):
        (x,) = ctx.saved_tensors
        return (grad_output / x,)

    @staticmethod
    def sum(ctx, grad_output):
        for dim in () if ctx.keepdim else ctx.dims:
            grad_output = grad_output.unsqueeze(dim)
        return (grad_output.expand(ctx.shape),)
"""
WRONG_TOO = """
def position_to_index(position, shape):
    return tuple(0 for size in shape)
"""


@pytest.fixture
def hand_in_both(tmp_path, material):
    """Hand in two lessons, by default 01 and 02, with the model answers but for these."""

    def put(student, numbers=(1, 2), **changed):
        for lesson in [lesson for lesson in material.lessons if lesson.number in numbers]:
            paths = {exercise.path.rpartition(".")[2]: exercise.id for exercise in lesson.exercises}
            mine = {paths[name]: source for name, source in changed.items() if name in paths}
            file = tmp_path / "class" / student / f"{lesson.name}.ipynb"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(json.dumps(filled(lesson, material.model[lesson.name] | mine)), encoding="utf-8")
        return tmp_path / "class"

    return put


def graded(folder, course, lesson=None):
    report = grade_class(Request(folder, course, lesson=lesson, limits=Limits(wall=2.0, memory=512 << 20)))
    return report, {(row.student, row.lesson): row.result for row in report.rows}


def blamed(result):
    return {exercise.id: exercise.blamed for exercise in result.exercises if exercise.blamed}


def test_the_exercise_to_blame_is_named_and_costs_nothing_twice(course, hand_in_both, material, capsys):
    from rich.console import Console

    hand_in_both("ada")
    hand_in_both("bob", index_to_position=FORGETS_THE_OFFSET)
    folder = hand_in_both("cem", index_to_position=ALWAYS_THE_FIRST, position_to_index=WRONG_TOO)
    report, results = graded(folder, course)
    second = material.lessons[1].name
    full = sum(exercise.points for exercise in material.lessons[1].exercises)
    assert [results[student, second].earned for student in ("ada", "bob", "cem")] == [full] * 3
    assert blamed(results["ada", second]) == {}
    found = blamed(results["bob", second])
    assert found["2.3"] == found["2.4"] == found["2.5"] == ("1.2",)
    assert set(blamed(results["cem", second])["2.3"]) == {"1.2", "1.3"}
    page = (course / "feedback" / "bob" / second / f"{second}.html").read_text(encoding="utf-8")
    assert "because of exercise 1.2" in page
    print_report(report, Console(width=120))
    assert "because of 1.2" in capsys.readouterr().out


def test_earlier_work_is_taken_from_the_journal_when_it_is_not_handed_in_again(course, hand_in_both, material):
    folder = hand_in_both("bob", index_to_position=FORGETS_THE_OFFSET)
    graded(folder, course, lesson="1")
    _, results = graded(folder, course, lesson="2")
    assert blamed(results["bob", material.lessons[1].name])["2.3"] == ("1.2",)


def test_an_exercise_that_was_never_written_is_not_blamed(course, hand_in_both, material):
    stub = next(e.stub for e in material.lessons[0].exercises if e.id == "1.2")
    folder = hand_in_both("dee", index_to_position=stub)
    _, results = graded(folder, course)
    assert blamed(results["dee", material.lessons[1].name]) == {}


def test_a_wrong_rule_of_autograd_costs_later_lessons_nothing_and_is_named(course, hand_in_both, material):
    lessons = {lesson.number: lesson for lesson in material.lessons}
    hand_in_both("ada", (4, *LATER))
    folder = hand_in_both("bob", (4, *LATER), Rules=EXCHANGES_THE_FACTORS)
    _, results = graded(folder, course)
    for later in LATER:
        name = lessons[later].name
        full = sum(exercise.points for exercise in lessons[later].exercises)
        assert [results[student, name].earned for student in ("ada", "bob")] == [full, full]
        assert blamed(results["ada", name]) == {}
        assert set(blamed(results["bob", name]).values()) == {("4.2",)}
        page = (course / "feedback" / "bob" / name / f"{name}.html").read_text(encoding="utf-8")
        assert "because of exercise 4.2" in page
    autograd = {exercise.id: exercise for exercise in results["bob", lessons[4].name].exercises}
    assert 0 < autograd["4.2"].earned() < autograd["4.2"].points
