"""Statistics against NumPy, mistakes and clusters against classes made by hand."""

import json
import re
from dataclasses import replace

import numpy as np
import pytest

from autograder.analysis import analyse
from autograder.analysis.mistakes import known_mistakes
from autograder.analysis.page import report_page
from autograder.results import ExerciseResult, Result


@pytest.fixture
def somebody(result, lesson):
    """Make a result in which the named checks fail, each having come back with the given text."""

    def make(student, failing=(), diagnosis="", seconds=0.01, answers=None):
        failing = dict(failing)
        exercises = []
        for exercise in result.exercises:
            checks = tuple(
                replace(
                    check,
                    passed=check.name not in failing,
                    reason=failing.get(check.name, ""),
                    observed=failing.get(check.name, "5"),
                    seconds=seconds,
                )
                for check in exercise.checks
            )
            wrong = any(not check.passed for check in checks)
            exercises.append(replace(exercise, checks=checks, diagnosis=diagnosis if wrong else ""))
        default = {e.id: f"def {e.name}():\n    return {student!r}" for e in lesson.exercises}
        return replace(result, student=student, exercises=tuple(exercises), answers=answers or default)

    return make


@pytest.fixture
def class_of_six(somebody):
    return [
        somebody("a"),
        somebody("b", {"drawn": "raised IndexError: 3 of 2", "corner": "7"}),
        somebody("c", {"matrix": "1"}),
        somebody("d", {"matrix": "1", "corner": "7", "drawn": "raised IndexError: 9 of 4"}),
        somebody("e", {"matrix": "2", "secret_shape": "2", "corner": "7", "drawn": "expected 1, got 2"}),
        somebody("f", {"corner": "0"}),
    ]


def test_difficulty_discrimination_and_quartiles_are_those_of_numpy(lesson, class_of_six):
    analysis = analyse(lesson, class_of_six)
    earned = np.array([[exercise.earned() for exercise in result.exercises] for result in class_of_six])
    shares = earned.sum(1) / 6
    correlation = np.corrcoef(earned[:, 0], earned[:, 1])[0, 1]  # of two exercises each is the rest of the other
    for place, exercise in enumerate(analysis.exercises):
        assert exercise.difficulty == pytest.approx(earned[:, place].mean() / 3)
        assert exercise.discrimination == pytest.approx(correlation)
    assert analysis.distribution.mean == pytest.approx(shares.mean())
    assert analysis.distribution.quartiles == pytest.approx(tuple(np.quantile(shares, [0.25, 0.5, 0.75])))
    assert list(analysis.distribution.histogram) == np.histogram(shares, 10, (0, 1))[0].tolist()
    rates = {check.name: check.failure_rate for e in analysis.exercises for check in e.checks}
    assert rates == pytest.approx({"matrix": 3 / 6, "secret_shape": 1 / 6, "corner": 4 / 6, "drawn": 3 / 6})


@pytest.mark.parametrize("students", [0, 1, 2])
def test_where_everybody_earned_the_same_nothing_discriminates(lesson, somebody, students):
    analysis = analyse(lesson, [somebody(f"s{n}") for n in range(students)])
    assert [exercise.discrimination for exercise in analysis.exercises] == [None, None] * bool(students)
    assert analysis.distribution.mean == (1.0 if students else None)
    assert sum(analysis.distribution.histogram) == students


def test_mistakes_with_a_sentence_are_counted_and_the_most_common_is_first(lesson, somebody):
    results = [somebody("a", {"corner": "7"}, "You sum over the batch.")]
    results += [somebody(f"s{n}", {"matrix": "1"}, "You average.") for n in range(3)]
    analysis = analyse(lesson, results)
    found = [(mistake.exercise, mistake.sentence, mistake.students) for mistake in analysis.mistakes]
    assert found == [("1.1", "You average.", ("s0", "s1", "s2")), ("1.2", "You sum over the batch.", ("a",))]
    assert analysis.clusters == ()


def test_of_equally_common_mistakes_those_in_earlier_exercises_come_first_and_the_tenth_is_last():
    exercises = [ExerciseResult(f"6.{n}", "", "m.f", 1, (), diagnosis="You average.") for n in (10, 2, 9, 1)]
    found = known_mistakes([Result("a", "06", tuple(exercises))])
    assert [mistake.exercise for mistake in found] == ["6.1", "6.2", "6.9", "6.10"]


def test_alike_failures_without_a_sentence_are_one_cluster_whatever_inputs_were_drawn(lesson, class_of_six):
    found = [(c.failed, c.students) for c in analyse(lesson, class_of_six).clusters if c.exercise == "1.2"]
    assert found == [(("corner", "drawn"), ("b", "d")), (("corner",), ("f",)), (("corner", "drawn"), ("e",))]
    largest = analyse(lesson, class_of_six).clusters[0]
    assert len(largest.students) == 2
    assert set(largest.answers) == set(largest.students)


def test_who_left_an_exercise_empty_made_no_mistake_but_needs_attention(lesson, somebody):
    stubs = {exercise.id: exercise.stub for exercise in lesson.exercises}
    everything = {"matrix": "x", "secret_shape": "x", "corner": "x", "drawn": "x"}
    analysis = analyse(lesson, [somebody("a", everything, answers=stubs), somebody("b")], students=["a", "b", "zoe"])
    assert analysis.clusters == ()
    assert [(who.student, who.reasons) for who in analysis.attention] == [
        ("a", ("0 of 6 points", "left empty: 1.1, 1.2")),
        ("zoe", ("has handed in nothing",)),
    ]


def test_a_submission_that_cannot_be_read_or_takes_far_longer_needs_attention(lesson, somebody, refused_result):
    results = [somebody(name) for name in "abc"]
    results += [somebody("slow", seconds=0.5), replace(refused_result, student="torn")]
    analysis = analyse(lesson, results)
    reasons = {who.student: who.reasons for who in analysis.attention}
    assert analysis.unreadable == 1
    assert reasons["torn"] == ("could not be graded: the file is <empty>",)
    assert reasons["slow"] == ("its checks took 2.0 s, the class's median is 0.04 s",)


def test_the_web_page_escapes_what_students_wrote_and_needs_nothing_else(lesson, somebody):
    nasty = "<script>alert(1)</script>\x1b[2J"
    results = [somebody(nasty, {"corner": nasty}, answers={"1.1": nasty, "1.2": nasty}), somebody("b")]
    page = report_page([analyse(lesson, results)])
    assert "<script" not in page
    assert "\x1b" not in page
    assert not re.search(r"(src|href)=\"(?!#)", page)
    assert "default-src 'none'" in page


def test_the_analysis_is_json(lesson, class_of_six):
    data = json.loads(json.dumps(analyse(lesson, class_of_six).to_json()))
    assert [exercise["id"] for exercise in data["exercises"]] == ["1.1", "1.2"]
