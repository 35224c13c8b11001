"""Workers: everything is graded once, a dead sandbox is replaced, and our own failures are told from the student's."""

import threading

import pytest

from autograder.errors import AutograderError
from autograder.intake import Submission
from autograder.results import Result
from autograder.workers import grade_all, worker_count

CLASS = [Submission(f"student-{n}", "01_toy", str(n)) for n in range(20)]


class Box:
    """Stands in for a sandbox and counts how many are open."""

    opened = 0

    def __enter__(self):
        type(self).opened += 1
        return self

    def __exit__(self, *_):
        pass


@pytest.fixture(autouse=True)
def _fresh_count():
    Box.opened = 0


def graded(submission, box):
    return Result(submission.student, submission.lesson)


@pytest.mark.parametrize("workers", [1, 2, 50])
def test_every_submission_has_one_outcome_whatever_the_number_of_workers(workers):
    outcomes = list(grade_all(CLASS, Box, graded, workers))
    assert sorted(o.result.student for o in outcomes) == sorted(s.student for s in CLASS)
    assert Box.opened == min(workers, len(CLASS))
    assert threading.active_count() < 5


def test_a_sandbox_that_dies_is_replaced_and_its_submission_graded_by_the_next():
    tries = []

    def grade(submission, box):
        tries.append(submission.student)
        if submission.student == "student-3" and tries.count("student-3") == 1:
            raise BrokenPipeError("the warm process is gone")
        return graded(submission, box)

    outcomes = list(grade_all(CLASS, Box, grade, 1))
    assert all(outcome.result for outcome in outcomes)
    assert (len(outcomes), Box.opened) == (20, 2)


def test_what_fails_twice_is_reported_and_the_others_are_graded():
    def grade(submission, box):
        if submission.student == "student-3":
            raise ZeroDivisionError("ours")
        return graded(submission, box)

    outcomes = {o.submission.student: o for o in grade_all(CLASS, Box, grade, 2)}
    assert outcomes["student-3"].result is None
    assert "ZeroDivisionError: ours" in outcomes["student-3"].failure
    assert sum(outcome.result is not None for outcome in outcomes.values()) == 19


def test_a_machine_without_a_sandbox_stops_the_run():
    def refuse():
        raise AutograderError("no sandbox here")

    with pytest.raises(AutograderError, match="no sandbox here"):
        list(grade_all(CLASS, refuse, graded, 2))


def test_stopping_early_stops_the_workers():
    outcomes = grade_all(CLASS, Box, graded, 2)
    next(outcomes)
    outcomes.close()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("grader-")]


def test_the_number_of_workers_is_one_per_core_unless_asked_for():
    assert (worker_count(None, 4), worker_count(7, 4)) == (4, 7)
    with pytest.raises(AutograderError, match="at least one"):
        worker_count(0, 4)
