"""The gradebook: what nbgrader's own interface reads back, once and again, with people's work left alone."""

import json
from dataclasses import replace

import nbformat
import pytest

from autograder.errors import AutograderError

pytestmark = pytest.mark.nbgrader


def grades(book, student="ada"):
    notebook = book.find_submission_notebook("01_toy", "01_toy", student)
    return {grade.name: (grade.score, grade.needs_manual_grade) for grade in notebook.grades}


def dump(book):
    """Every row that a person could see, without the database's random ids."""
    return sorted(
        (s.student.id, str(s.timestamp), g.name, g.auto_score, g.manual_score, g.needs_manual_grade)
        for s in book.assignment_submissions("01_toy")
        for n in s.notebooks
        for g in n.grades
    )


def test_points_are_recorded_per_cell_and_written_answers_wait_for_a_person(
    recorder, opened, submission, result, lesson
):
    recorder.record(lesson, [(submission, result)])
    assert grades(opened()) == {
        "check-1-1": (2, False),
        "hidden-1-1": (1, False),
        "check-1-2": (0, False),
        "hidden-1-2": (1, False),
        "answer-1-A": (0, True),
    }
    found = opened().find_submission("01_toy", "ada")
    assert (found.score, found.max_score, found.needs_manual_grade) == (4, 9, True)
    assert found.timestamp.isoformat() == "2026-03-01T12:00:00"
    comments = {c.name: c.comment for c in found.notebooks[0].comments}
    assert comments["exercise-1-2"] == "You forgot the offset."


def test_an_answer_nobody_wrote_gets_no_points_and_needs_no_person(recorder, opened, submission, result, lesson):
    recorder.record(lesson, [(submission, replace(result, written={}))])
    assert grades(opened())["answer-1-A"] == (0, False)


def test_recording_again_changes_nothing(recorder, opened, submission, result, lesson):
    recorder.record(lesson, [(submission, result)])
    before = dump(opened())
    recorder.record(lesson, [(submission, result)])
    assert dump(opened()) == before


def test_what_people_wrote_is_left_alone_and_reviewed_when_points_change(recorder, opened, submission, result, lesson):
    recorder.record(lesson, [(submission, result)])
    book = opened()
    written = book.find_grade("answer-1-A", "01_toy", "01_toy", "ada")
    written.manual_score, written.needs_manual_grade = 2.5, False
    changed = book.find_grade("check-1-2", "01_toy", "01_toy", "ada")
    changed.manual_score, changed.extra_credit, changed.needs_manual_grade = 1.0, 0.5, False
    same = book.find_grade("check-1-1", "01_toy", "01_toy", "ada")
    same.manual_score, same.needs_manual_grade = 2.0, False
    book.db.commit()
    passed = tuple(replace(e, checks=tuple(replace(c, passed=True) for c in e.checks)) for e in result.exercises)
    recorder.record(lesson, [(submission, replace(result, exercises=passed))])
    found = grades(opened())
    assert found["answer-1-A"] == (2.5, False)
    assert found["check-1-2"] == (1.5, True)
    assert found["check-1-1"] == (2, False)


def test_an_unreadable_submission_does_not_worsen_an_earlier_grade(
    recorder, opened, submission, result, refused_result, lesson, tmp_path
):
    recorder.record(lesson, [(submission, result)])
    before, file = dump(opened()), tmp_path / "autograded/ada/01_toy/01_toy.ipynb"
    text = file.read_text()
    recorder.record(lesson, [(replace(submission, notebook=None), refused_result)])
    assert dump(opened()) == before
    assert file.read_text() == text


def test_an_unreadable_first_submission_waits_for_a_person(
    recorder, opened, submission, refused_result, lesson, tmp_path
):
    recorder.record(lesson, [(replace(submission, notebook=None), refused_result)])
    assert set(grades(opened()).values()) == {(0, True)}
    notebook = nbformat.read(tmp_path / "autograded/ada/01_toy/01_toy.ipynb", 4)
    assert "the file is &lt;empty&gt;" in notebook.cells[0].source


def test_nbgraders_own_interface_lists_the_submission_as_autograded(recorder, submission, result, lesson, tmp_path):
    recorder.record(lesson, [(submission, result)])
    from nbgrader.apps import NbGraderAPI
    from nbgrader.coursedir import CourseDirectory

    (tmp_path / "submitted/ada/01_toy").mkdir(parents=True)
    (tmp_path / "submitted/ada/01_toy/01_toy.ipynb").write_text("{}")
    (tmp_path / "submitted/ada/01_toy/timestamp.txt").write_text(submission.timestamp)
    api = NbGraderAPI(coursedir=CourseDirectory(root=str(tmp_path)))
    [found] = api.get_notebook_submissions("01_toy", "01_toy")
    assert (found["student"], found["score"], found["max_score"]) == ("ada", 4, 9)
    [submitted] = api.get_submissions("01_toy")
    assert (submitted["autograded"], submitted["needs_manual_grade"]) == (True, True)
    api.gradebook.close()


def test_nbgraders_own_feedback_reads_the_graded_notebook_and_shows_nothing_hidden(
    recorder, submission, result, lesson, tmp_path
):
    recorder.record(lesson, [(submission, result)])
    from nbgrader.converters import GenerateFeedback
    from nbgrader.coursedir import CourseDirectory

    (tmp_path / "feedback/ada/01_toy/01_toy.html").unlink()
    directory = CourseDirectory(root=str(tmp_path))
    directory.assignment_id, directory.student_id = "01_toy", "ada"
    GenerateFeedback(coursedir=directory, force=True).start()
    html = (tmp_path / "feedback/ada/01_toy/01_toy.html").read_text()
    assert "The sentence of secret_shape." in html
    assert "(4, 5, 6)" not in html


def test_a_gradebook_made_from_another_release_is_refused_before_anything_changes(
    recorder, opened, submission, result, lesson
):
    recorder.record(lesson, [(submission, result)])
    before = dump(opened())
    source = json.loads(json.dumps(lesson.source_notebook).replace('"points": 2', '"points": 7'))
    checks = tuple(replace(check, points=7.0) if not check.hidden else check for check in lesson.checks)
    with pytest.raises(AutograderError, match="another release"):
        recorder.record(replace(lesson, checks=checks, source_notebook=source), [(submission, result)])
    assert dump(opened()) == before


def test_a_failing_database_records_nothing_at_all(recorder, opened, submission, result, lesson, monkeypatch):
    recorder.record(lesson, [(submission, result)])
    before = dump(opened())
    from sqlalchemy.exc import OperationalError

    from autograder.gradebook import record as module

    def fail(*_):
        raise OperationalError("INSERT", {}, Exception("disk full"))

    monkeypatch.setattr(module._Transaction, "_comments", fail)
    bob = replace(submission, student="bob")
    with pytest.raises(AutograderError, match="disk full"):
        recorder.record(lesson, [(bob, replace(result, student="bob"))])
    assert dump(opened()) == before


def test_a_thousand_students_are_recorded_in_seconds(recorder, opened, submission, result, lesson, tmp_path):
    import time

    from autograder.gradebook.entries import entry_of
    from autograder.gradebook.record import record
    from autograder.gradebook.settings import settings_of
    from autograder.gradebook.structure import prepare

    settings = settings_of(tmp_path)
    structure = prepare(settings, lesson)
    entries = [entry_of(replace(result, student=f"student-{n}"), lesson, None) for n in range(1000)]
    started = time.perf_counter()
    record(settings, structure, entries)
    assert time.perf_counter() - started < 5
    assert len(dump(opened())) == 5000
