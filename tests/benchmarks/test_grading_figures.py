"""The programs that measure grading: their arithmetic by hand, and each of them run whole at a tiny size."""

import json
import sys

import pytest

from autograder.demo.people import Material
from autograder.intake import find_deliveries, receive
from autograder.library import load_lessons
from benchmarks import coordinator, grading, large_class
from benchmarks.class_work import half_right, hand_in, kinds_of_work
from benchmarks.points import Difference, differences
from benchmarks.resident import Sample, children_of, growth, resident, slope
from course.paths import require_checkout


@pytest.fixture(scope="module")
def lessons():
    return load_lessons(require_checkout("tests"))


def test_the_slope_is_that_of_the_best_straight_line():
    assert slope([0, 1, 2, 3], [5, 7, 9, 11]) == 2
    assert slope([0, 1, 2], [0, 3, 0]) == 0
    assert slope([4, 4], [1, 9]) == 0


def test_memory_that_stays_has_no_growth_whatever_happens_before_and_after_grading():
    steady = [Sample(float(second), 10 * second, 100.0, 50.0) for second in range(11)]
    samples = [Sample(0, 0, 20, 0), *steady, Sample(12, 100, 180, 0)]
    found = growth(samples, 100)
    assert found["coordinator"] == {
        "mib_at_10_percent": 100,
        "mib_at_100_percent": 100,
        "mib_at_most": 180,
        "mib_per_1000_submissions": 0,
    }


def test_memory_that_is_kept_for_every_submission_shows_as_growth():
    samples = [Sample(float(second), 10 * second, 100 + 5 * second, 50.0) for second in range(11)]
    assert growth(samples, 100)["coordinator"]["mib_per_1000_submissions"] == 500
    assert growth(samples, 100)["workers"]["mib_per_1000_submissions"] == 0


def test_the_memory_of_a_process_is_that_of_its_pages():
    import os
    import subprocess

    block = "x = bytearray(64 << 20); print(flush=True); input()"
    with subprocess.Popen([sys.executable, "-c", block], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        process.stdout.readline()
        assert 64 < resident(process.pid) < 128
        assert process.pid in children_of(os.getpid())
        process.communicate(b"\n")
    assert resident(process.pid) == 0


def test_every_other_submission_of_a_class_is_all_right():
    kinds = ["model-answers", "other-answers", "empty-stubs", "half-done", "wrong-01-odd"]
    assert half_right(kinds) == [
        *("model-answers", "empty-stubs"),
        *("other-answers", "half-done"),
        *("model-answers", "wrong-01-odd"),
    ]


def test_no_two_notebooks_of_a_class_are_alike_and_all_can_be_read(tmp_path, lessons):
    lesson = lessons[3]
    work = kinds_of_work(Material(require_checkout("tests"), lessons), lesson, 3)
    kinds = hand_in(tmp_path, lesson, work, 7)
    found = receive(find_deliveries(tmp_path, [lesson.name]), [lesson.name])
    assert list(kinds.values()) == [*work, *work, "model-answers"]
    assert [submission.student for submission in found] == list(kinds)
    assert not any(submission.problem for submission in found)
    assert len({submission.digest for submission in found}) == 7


def test_points_that_differ_are_named_once_and_equal_ones_are_not():
    stock = {"s0": {"check-1-1": 2.0, "hidden-1-1": 1.0}, "s1": {"check-1-1": 0.0, "hidden-1-1": 0.0}}
    ours = {
        "a": {"check-1-1": 2.0, "hidden-1-1": 1.0},
        "b": {"check-1-1": 0.0, "hidden-1-1": 3.0},
        "c": {"check-1-1": 0.0, "hidden-1-1": 3.0},
        "d": {"check-1-1": 2.0},
    }
    kinds = {"a": "model", "b": "wrong", "c": "wrong", "d": "model"}
    assert differences(stock, ours, {"s0": "model", "s1": "wrong"}, kinds) == [
        Difference("model", "hidden-1-1", 1.0, None),
        Difference("wrong", "hidden-1-1", 0.0, 3.0),
    ]


def test_ratios_are_of_medians_and_a_missed_target_is_named():
    rounds = {
        "stock": [grading.Taken(9.0, 8.0), grading.Taken(10.0, 8.0), grading.Taken(30.0, 8.0)],
        "one_worker": [grading.Taken(0.5, 0.2)] * 3,
        "two_workers": [grading.Taken(0.25, 0.2)] * 3,
    }
    figures = grading.summary(rounds)
    assert figures["times_as_fast"] == {"one_worker": 20.0, "two_workers": 40.0, "per_processor_second": 40.0}
    assert figures["two_workers_over_one"] == 2.0
    line = grading.in_words({**figures, "differences": {}})
    assert "MISSED one_worker;" in line
    assert line.endswith("equal points")


@pytest.mark.slow
@pytest.mark.sandbox
@pytest.mark.nbgrader
def test_both_graders_grade_two_students_and_agree(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["grading", "--lesson", "1", "--kinds", "1", "--students", "2"])
    grading.main()
    assert capsys.readouterr().out.rstrip().endswith("equal points")


@pytest.mark.slow
@pytest.mark.sandbox
def test_a_class_of_two_is_graded_whole_and_its_memory_noted(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["large_class", "--students", "2", "--lesson", "1"])
    large_class.main()
    said = capsys.readouterr().out
    assert "2 in the gradebook, 1 with full points" in said
    assert "memory of the workers" in said


@pytest.mark.slow
@pytest.mark.sandbox
def test_a_cluster_whose_workers_know_the_answers_gives_the_points_that_were_recorded(tmp_path, lessons, monkeypatch):
    pytest.importorskip("distributed")
    lesson = lessons[0]
    work = kinds_of_work(Material(require_checkout("tests"), lessons), lesson, 3)
    monkeypatch.setattr(coordinator.stages, "seeds_of", coordinator.seeds_of_anybody)
    answers = tmp_path / "answers.json"
    answers.write_text(json.dumps(coordinator.recorded(lesson, lessons, work)))
    kinds = hand_in(tmp_path / "course", lesson, work, 6)
    with coordinator.cluster_of(1) as address, coordinator.workers_answer_from(answers):
        figures = coordinator.coordinate(tmp_path / "course", lesson, address)
    from benchmarks.points import points_of_checks

    points = points_of_checks(tmp_path / "course", lesson)
    worth = {kinds[student]: sum(cells.values()) for student, cells in points.items()}
    assert worth == {"model-answers": 52.0, "other-answers": 52.0, "empty-stubs": 0.0}
    assert figures["submissions"] == 6
    assert figures["coordinator_milliseconds_per_submission"] > 0
