"""Scoring outside the sandbox: the oracle, points per check, the sentence for a known mistake, seeds."""

import pytest

from autograder.oracle import Oracle
from autograder.scoring import score_exercise
from autograder.seeds import seed_of
from course.probes.observe import observe


@pytest.fixture
def oracle(lesson):
    return Oracle(lesson)


def seeds(lesson, value=0):
    return dict.fromkeys((check.name for check in lesson.checks), value)


def returned(value):
    return {"status": "returned", "value": value, "output": ""}


def test_the_expected_observation_is_that_of_the_reference(lesson, oracle):
    assert oracle.expected(lesson.checks[0], 0) == returned({"tuple": [3, 1]})


def test_a_steady_check_is_observed_once_and_a_random_one_each_time(lesson, oracle, monkeypatch):
    calls = []
    monkeypatch.setattr("autograder.oracle.observe", lambda *a: calls.append(a[2]) or observe(*a))
    for seed in (1, 2):
        for check in lesson.checks:
            oracle.expected(check, seed)
    assert sorted(calls) == ["corner", "drawn", "drawn", "matrix", "secret_shape"]


def test_each_check_earns_its_own_points(lesson, oracle):
    exercise = lesson.exercises[0]
    observed = {"matrix": returned({"tuple": [3, 1]}), "secret_shape": returned({"tuple": [0, 0, 0]})}
    result = score_exercise(exercise, lesson.checks_of("1.1"), observed, seeds(lesson), oracle)
    assert (result.earned(), result.earned(hidden=False), result.earned(hidden=True)) == (2, 2, 0)


def test_a_check_without_an_observation_earns_nothing(lesson, oracle):
    result = score_exercise(lesson.exercises[0], lesson.checks_of("1.1"), {}, seeds(lesson), oracle)
    assert result.earned() == 0
    assert "not run" in result.checks[0].reason


@pytest.mark.parametrize(
    "observed",
    [
        {},
        {"status": "passed"},
        {"status": ["returned"]},
        {"status": "returned"},
        {"status": "returned", "value": {"tuple": "ab"}},
        {"status": "returned", "value": {"array": {"dtype": "float64", "shape": [10**9], "data": ""}}},
        {"status": "raised", "bases": {"a": 1}, "type": 3, "message": []},
        {"status": "returned", "value": {"tuple": [3, 1]}, "output": 3, "points": 100, "passed": True, "extra": None},
    ],
)
def test_an_observation_of_any_form_is_judged_and_never_raises(lesson, oracle, observed):
    checks = lesson.checks_of("1.1")
    result = score_exercise(lesson.exercises[0], checks, {"secret_shape": observed}, seeds(lesson), oracle)
    assert result.earned() == 0


def test_a_known_mistake_is_named(lesson, oracle):
    observed = {"matrix": returned({"tuple": [1, 2]}), "secret_shape": returned({"tuple": [1, 4, 5]})}
    assert oracle.mistake("1.1", observed, seeds(lesson)) == "You went from the left."


def test_an_unknown_mistake_has_no_sentence_and_the_reference_stays_as_it_was(lesson, oracle):
    observed = {"matrix": returned({"tuple": [1, 2]}), "secret_shape": returned({"tuple": [9, 9, 9]})}
    assert oracle.mistake("1.1", observed, seeds(lesson)) == ""
    assert oracle.expected(lesson.checks[1], 0) == returned({"tuple": [30, 6, 1]})


def test_seeds_differ_by_student_lesson_check_and_secret_and_repeat():
    arguments = [(b"s", "ada", "01", "a"), (b"s", "bob", "01", "a"), (b"s", "ada", "02", "a"), (b"s", "ada", "01", "b")]
    drawn = [seed_of(*each) for each in [*arguments, (b"t", "ada", "01", "a"), (b"s", "a", "da01", "a")]]
    assert len(set(drawn)) == len(drawn)
    assert drawn[0] == seed_of(*arguments[0])
    assert all(0 <= seed < 2**63 for seed in drawn)
