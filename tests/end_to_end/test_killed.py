"""Killed anywhere and started again, the grader ends with the grades of an undisturbed run, each given once."""

import shutil
import signal

import pytest

from autograder.course_folder import journal_file
from autograder.journal import Journal
from autograder.pipeline import Request
from autograder.sandbox.limits import Limits
from tests.end_to_end.books import grades, with_known_secret
from tests.end_to_end.killed import Point, exit_status_of_grading

pytestmark = [pytest.mark.sandbox, pytest.mark.nbgrader, pytest.mark.slow]

POINTS = [
    Point(when, f"autograder.{module}", name, call)
    for module, name, call, moments in (
        ("pipeline", "load_lessons", 1, "after"),
        ("journal", "Journal.secret", 1, "before after"),
        ("pipeline", "find_deliveries", 1, "after"),
        ("pipeline", "receive", 1, "after"),
        ("journal", "Journal.receive", 1, "before after"),
        ("grade_lesson", "carve_for", 1, "before after"),
        ("sandbox.sandbox", "Sandbox._start", 1, "after"),
        ("sandbox.sandbox", "Sandbox._attempt", 3, "before after"),
        ("journal", "Journal.graded", 1, "before after"),
        ("journal", "Journal.graded", 3, "before after"),
        ("gradebook.structure", "SaveCells.preprocess", 1, "before after"),
        ("recording", "Recorder._notebook", 2, "before after"),
        ("files", "os.replace", 3, "before after"),
        ("recording", "os.sync", 1, "after"),
        ("gradebook.record", "_Transaction.run", 1, "before after"),
        ("gradebook.record", "_Transaction._students", 1, "after"),
        ("gradebook.record", "_Transaction._submissions", 1, "after"),
        ("gradebook.record", "_Transaction._grades", 1, "after"),
        ("gradebook.late", "assign_penalties", 1, "before after"),
        ("recording", "write_feedback", 2, "before after"),
        ("journal", "Journal.recorded", 1, "before after"),
    )
    for when in moments.split()
]


@pytest.fixture
def small_class(hand_in, material, tensors, model):
    """Four students: all right, half done, some wrong, unreadable."""
    folder = hand_in("model", model)
    hand_in("half", dict(list(model.items())[:4]))
    hand_in("wrong", material.wrong(tensors, 0, {"1.1", "1.5"}))
    (folder / "empty.ipynb").write_bytes(b"")
    return folder


@pytest.fixture(scope="module")
def undisturbed():
    """The grades of the small class when nothing goes wrong; found once."""
    return []


def request_for(folder, course):
    return Request(folder, course, lesson="1", limits=Limits(wall=1.5, memory=512 << 20), workers=2)


def test_there_are_at_least_25_points_and_each_is_another_one():
    assert len(set(POINTS)) == len(POINTS) >= 25


@pytest.mark.parametrize("point", POINTS, ids=str)
def test_after_kill_9_the_second_start_grades_every_submission_exactly_once(
    point, course, small_class, undisturbed, empty_gradebook
):
    import autograder.gradebook.by_hand
    import autograder.gradebook.late
    import autograder.gradebook.record
    import autograder.gradebook.structure  # noqa: F401 imported here, so that the forked processes need not

    if not undisturbed:
        other = with_known_secret(course.parent / "undisturbed")
        shutil.copy(empty_gradebook, other / "gradebook.db")
        assert exit_status_of_grading(request_for(small_class, other)) == 0
        undisturbed.extend(grades(other))
    with_known_secret(course)
    assert exit_status_of_grading(request_for(small_class, course), point) == -signal.SIGKILL
    with Journal(journal_file(course)) as journal:
        done = {key for key, times in journal.times_graded().items() if times}
    assert exit_status_of_grading(request_for(small_class, course)) == 0
    with Journal(journal_file(course)) as journal:
        times = journal.times_graded()
    assert (set(times.values()), len(times)) == ({1}, 4)
    assert done <= times.keys()
    assert grades(course) == undisturbed
    assert sorted(p.name for p in (course / "feedback").iterdir()) == ["empty", "half", "model", "wrong"]
