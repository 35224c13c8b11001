"""Late submissions lose what the policy says, extensions and extra hours count, and people's grades carry over."""

import datetime

import pytest

pytestmark = pytest.mark.nbgrader

HOUR = 3600.0


@pytest.fixture
def policy():
    from autograder.gradebook.late import LatePolicy

    return LatePolicy(grace_minutes=10, percent_per_day=10, most_percent=40, extra_hours={"bob": 24})


@pytest.mark.parametrize(
    ("student", "late", "lost"),
    [
        ("ada", 600.0, None),
        ("ada", 601.0, 2.0),
        ("ada", 24 * HOUR, 2.0),
        ("ada", 24 * HOUR + 1, 4.0),
        ("ada", 30 * 24 * HOUR, 8.0),
        ("bob", 24 * HOUR, None),
        ("bob", 25 * HOUR, 2.0),
    ],
)
def test_each_day_begun_costs_its_share_up_to_a_limit(policy, student, late, lost):
    assert policy.late_submission_penalty(student, 20.0, late) == lost


@pytest.fixture
def late_course(tmp_path, recorder, opened, submission, result, lesson):
    """Ada handed in 4 points' worth at noon; it was due at 11, with 25 % a day."""
    (tmp_path / "nbgrader_config.py").write_text(
        "c = get_config()\n"
        'c.AssignLatePenalties.plugin_class = "autograder.gradebook.late.LatePolicy"\n'
        "c.LatePolicy.percent_per_day = 25\n"
    )
    recorder.record(lesson, [(submission, result)])
    book = opened()
    book.find_assignment("01_toy").duedate = datetime.datetime(2026, 3, 1, 11)
    book.db.commit()
    return tmp_path


def penalty(book, student="ada"):
    return book.find_submission("01_toy", student).late_submission_penalty


def test_the_configured_policy_is_applied_and_the_feedback_says_so(late_course, opened, submission, result, lesson):
    from autograder.recording import Recorder

    Recorder(late_course, None).record(lesson, [(submission, result)])
    assert penalty(opened()) == 1.0
    page = (late_course / "feedback/ada/01_toy/01_toy.html").read_text()
    assert "Handed in late: 1 points are taken off." in page
    assert "1 points are taken off" in (late_course / "feedback/ada/01_toy/01_toy.md").read_text()


def test_an_extension_takes_the_penalty_back_and_none_gives_it_again(late_course, opened):
    from autograder.gradebook.late import assign_penalties, extend
    from autograder.gradebook.settings import settings_of

    settings = settings_of(late_course)
    assert assign_penalties(settings, "01_toy") == {"ada": 1.0}
    extend(settings, "01_toy", "ada", 2)
    assert assign_penalties(settings, "01_toy") == {}
    assert penalty(opened()) == 0
    extend(settings, "01_toy", "ada", 0)
    assert assign_penalties(settings, "01_toy") == {"ada": 1.0}


def test_a_penalty_follows_what_people_grade(late_course, opened):
    from autograder.gradebook.late import assign_penalties
    from autograder.gradebook.settings import settings_of

    book = opened()
    written = book.find_grade("answer-1-A", "01_toy", "01_toy", "ada")
    written.manual_score, written.needs_manual_grade = 2.0, False
    book.db.commit()
    assert assign_penalties(settings_of(late_course), "01_toy") == {"ada": 1.5}


def test_without_a_policy_or_a_due_date_nobody_loses_points(recorder, opened, submission, result, lesson, tmp_path):
    from autograder.gradebook.late import assign_penalties, extend
    from autograder.gradebook.settings import settings_of

    recorder.record(lesson, [(submission, result)])
    extend(settings_of(tmp_path), "01_toy", "ada", 5)
    assert assign_penalties(settings_of(tmp_path), "01_toy") == {}


def test_a_policy_that_cannot_be_loaded_and_an_unknown_student_are_errors_with_a_way_out(late_course):
    from autograder.errors import AutograderError
    from autograder.gradebook.late import assign_penalties, extend
    from autograder.gradebook.settings import settings_of

    with pytest.raises(AutograderError, match="no submission of 'zoe'"):
        extend(settings_of(late_course), "01_toy", "zoe", 2)
    (late_course / "nbgrader_config.py").write_text('c.AssignLatePenalties.plugin_class = "nowhere.Policy"\n')
    with pytest.raises(AutograderError, match="mend that line"):
        assign_penalties(settings_of(late_course), "01_toy")
