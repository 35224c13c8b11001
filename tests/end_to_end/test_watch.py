"""Grading on submission through nbgrader's exchange, with a limit per student."""

import json

import pytest

from autograder.demo.people import filled
from autograder.pipeline import Request
from autograder.sandbox.limits import Limits
from autograder.watch import one_round

pytestmark = [pytest.mark.sandbox, pytest.mark.nbgrader, pytest.mark.slow]


@pytest.fixture
def exchange(tmp_path, tensors):
    from autograder.gradebook.exchange import Exchange

    exchange = Exchange(tmp_path / "course", tmp_path / "exchange")
    exchange.release(tensors)
    return exchange


@pytest.fixture
def submit(exchange, tensors, tmp_path):
    """Fetch once, answer, submit."""

    def hand_in(student, answers):
        home = tmp_path / "homes" / student
        if not home.exists():
            exchange.fetch(tensors, home)
        notebook = home / tensors.name / f"{tensors.name}.ipynb"
        notebook.write_text(json.dumps(filled(tensors, answers)), encoding="utf-8")
        exchange.submit(tensors, student, home)

    return hand_in


def test_what_is_new_is_graded_and_handed_back_within_the_limit(submit, tensors, model, material, tmp_path):
    course = tmp_path / "course"
    request = Request(course, course, limits=Limits(wall=2.0), workers=1)
    released = tmp_path / "exchange/minitorch/feedback"
    submit("ada", material.wrong(tensors, 0, {"1.1"}))
    submit("bob", model)
    first = one_round(request, per_hour=1, now=1000.0)
    assert set(first.graded) == {("ada", tensors.name), ("bob", tensors.name)}
    assert len(list(released.glob("*.html"))) == 2
    assert one_round(request, per_hour=1, now=1030.0).graded == ()

    submit("ada", model)
    waits = one_round(request, per_hour=1, now=1060.0)
    assert (waits.graded, waits.waiting) == ((), ("ada",))
    submit("eve", model)
    assert one_round(request, per_hour=1, now=1090.0).graded == (("eve", tensors.name),)
    later = one_round(request, per_hour=1, now=1000.0 + 3601.0)
    assert later.graded == (("ada", tensors.name),)
    assert len(list(released.glob("*.html"))) == 4  # a page per submission: each has a secret of its own
