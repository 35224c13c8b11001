"""A mended check, run again alone: who gains and who loses is said first; written, it is as if all were graded anew."""

from dataclasses import replace

import pytest

import autograder.pipeline
import autograder.regrade
from autograder.course_folder import journal_file
from autograder.journal import Journal
from autograder.pipeline import Request, grade_class
from autograder.regrade import regrade
from autograder.sandbox.limits import Limits
from tests.end_to_end.books import grades, with_known_secret

pytestmark = [pytest.mark.sandbox, pytest.mark.nbgrader]


@pytest.fixture
def lessons_in_force(monkeypatch, material):
    """Let the grader see the lessons with the probe of one check replaced, or as they are."""

    def put(name="", source=""):
        def changed(lesson):
            if not name:
                return lesson
            checks = tuple(replace(c, source=source, random=False) if c.name == name else c for c in lesson.checks)
            return replace(lesson, checks=checks)

        found = [changed(lesson) for lesson in material.lessons]
        for module in (autograder.pipeline, autograder.regrade):
            monkeypatch.setattr(module, "load_lessons", lambda: found)

    return put


@pytest.fixture
def three(hand_in, material, tensors, model):
    folder = hand_in("right", model)
    hand_in("wrong", material.wrong(tensors, 0, {"1.1"}))
    hand_in("empty", {})
    return folder


def request_for(folder, course, **options):
    return Request(folder, course, lesson="1", limits=Limits(wall=2.0), workers=1, **options)


def test_a_mended_check_changes_grades_only_when_that_is_asked_for(
    three, course, tensors, lessons_in_force, tmp_path, empty_gradebook
):
    check = next(c for c in tensors.checks if c.exercise == "1.1" and not c.hidden and not c.random)
    lessons_in_force(check.name, f"def {check.name}(mt):\n    return 1\n")  # lets everything pass
    with_known_secret(course)
    grade_class(request_for(three, course))
    before = grades(course)

    lessons_in_force()
    found = regrade(request_for(three, course), check.name, write=False)
    gains = {change.submission.student: change.gain for change in found.changes}
    assert gains["right"] == 0
    assert gains["empty"] == -check.points
    assert grades(course) == before
    assert found.backup is None

    written = regrade(request_for(three, course), check.name, write=True)
    assert written.backup.is_file()
    anew = with_known_secret(tmp_path / "anew")
    (anew / "gradebook.db").write_bytes(empty_gradebook.read_bytes())
    grade_class(request_for(three, anew))
    assert grades(course) == grades(anew)
    assert all(row.earlier for row in grade_class(request_for(three, course)).rows)


def test_all_checks_of_an_exercise_can_be_run_again(three, course, lessons_in_force):
    lessons_in_force()
    grade_class(request_for(three, course))
    found = regrade(request_for(three, course), "1.2", write=False)
    assert len(found.checks) > 2
    assert all(change.gain == 0 for change in found.changes)


def test_an_unknown_check_and_a_course_without_grades_are_errors_with_a_way_out(three, course, lessons_in_force):
    from autograder.errors import AutograderError

    lessons_in_force()
    with pytest.raises(AutograderError, match="did you mean"):
        regrade(request_for(three, course), "strides_of_a_matrx", write=False)
    with pytest.raises(AutograderError, match="grade it first"):
        regrade(request_for(three, course), "1.1", write=False)


def test_the_best_attempt_stays_when_that_is_the_rule(hand_in, course, tensors, model, material):
    folder = hand_in("ada", dict(list(model.items())[:4]))
    grade_class(request_for(folder, course, attempts="best"))
    some = grades(course)
    hand_in("ada", {})
    grade_class(request_for(folder, course, attempts="best"))
    assert grades(course) == some
    hand_in("ada", model)
    grade_class(request_for(folder, course, attempts="best"))
    best = grades(course)
    assert sum(row[2] or 0 for row in best) == sum(exercise.points for exercise in tensors.exercises)
    hand_in("ada", {"1.1": model["1.1"]})
    grade_class(request_for(folder, course, attempts="last"))
    assert grades(course) != best


def test_report_and_similar_read_what_was_graded(three, course, tmp_path):
    import json

    from click.testing import CliRunner

    from autograder.cli import group

    grade_class(request_for(three, course))
    with Journal(journal_file(course)) as journal:
        assert {result["student"] for result in journal.current_results()} == {"right", "wrong", "empty"}
    page = tmp_path / "report.html"
    done = CliRunner().invoke(group, ["report", str(course), "--lesson", "1", "--json", "--html", str(page)])
    assert done.exit_code == 0, done.output
    [analysis] = json.loads(done.output)
    assert analysis["submissions"] == 3
    assert any(who["student"] == "empty" for who in analysis["attention"])
    assert "Points, in per cent" in page.read_text()
    shown = CliRunner().invoke(group, ["report", str(course)])
    assert "01_tensors" in shown.output
    assert "Who needs attention" in shown.output
    found = CliRunner().invoke(group, ["similar", str(course), "--json"])
    assert found.exit_code == 0
    assert json.loads(found.output)[0]["students"] == ["right", "wrong"]
