"""Exports hold what the gradebook holds, and no cell is a formula."""

import csv
import io
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

pytestmark = pytest.mark.nbgrader


@pytest.fixture
def book(recorder, opened, submission, result, lesson):
    """Ada has 4 points and 2 by hand, less 0.5; bob is in the course and has handed in nothing."""
    recorder.record(lesson, [(submission, result)])
    book = opened()
    book.update_or_create_student("ada", first_name="Ada", last_name="=HYPERLINK(1)", email="ada@example.org")
    book.update_or_create_student("bob", lms_user_id="77")
    written = book.find_grade("answer-1-A", "01_toy", "01_toy", "ada")
    written.manual_score, written.needs_manual_grade = 2.0, False
    book.find_submission("01_toy", "ada").notebooks[0].late_submission_penalty = 0.5
    book.db.commit()
    return book


def exported(book, kind, tmp_path):
    from autograder.gradebook.export import export

    file = tmp_path / "grades.csv"
    assert export(book, file, kind) == 2
    return list(csv.reader(io.StringIO(file.read_text("utf-8"))))


def test_the_plain_format_has_a_column_per_exercise_and_question(book, tmp_path):
    head, ada, bob = exported(book, "csv", tmp_path)
    found = dict(zip(head, ada, strict=True))
    assert [found[f"01_toy {part}"] for part in ("1.1 /3", "1.2 /3", "1.A /3")] == ["3", "1", "2"]
    assert [found[f"01_toy {part}"] for part in ("late penalty", "score", "max_score")] == ["0.5", "5.5", "9"]
    assert found["01_toy submitted"] == "2026-03-01 12:00:00"
    assert dict(zip(head, bob, strict=True))["01_toy score"] == "0"


def test_canvas_gets_its_columns_and_points_possible(book, tmp_path):
    head, possible, ada, bob = exported(book, "canvas", tmp_path)
    assert head == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "01_toy"]
    assert [possible[0].strip(), possible[-1]] == ["Points Possible", "9"]
    assert ada[3:] == ["ada", "", "5.5"]
    assert bob == ["bob", "77", "", "bob", "", ""]


def test_moodle_gets_names_that_it_can_map(book, tmp_path):
    head, ada, bob = exported(book, "moodle", tmp_path)
    assert head == ["Username", "ID number", "First name", "Last name", "Email address", "01_toy"]
    assert ada == ["ada", "", "Ada", "'=HYPERLINK(1)", "ada@example.org", "5.5"]
    assert bob == ["bob", "77", "", "", "", ""]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "  =1", "|calc", "%0A=1"])
def test_no_cell_begins_a_formula(text):
    from autograder.gradebook.export import to_csv

    [[cell]] = csv.reader(io.StringIO(to_csv([[text]])))
    assert cell.startswith("'")


@pytest.mark.parametrize("text", ["ada", "3.5", "", "Åsa, Öberg", 'a "b"'])
def test_other_cells_stay_as_they_are(text):
    from autograder.gradebook.export import to_csv

    assert list(csv.reader(io.StringIO(to_csv([[text, "x"]])))) == [[text, "x"]]


def test_nbgrader_export_takes_the_plugin(book, tmp_path):
    book.close()
    command = [str(Path(sys.executable).parent / "nbgrader"), "export", "--to", "out.csv"]
    command.append("--exporter=autograder.gradebook.export.ExerciseExporter")
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "01_toy 1.2 /3" in (tmp_path / "out.csv").read_text()


def test_what_people_write_in_formgrader_is_on_the_feedback_page(book, result, lesson, tmp_path):
    from autograder.feedback import write_pages
    from autograder.gradebook.by_hand import read_by_hand
    from autograder.gradebook.settings import settings_of

    comment = book.find_comment("answer-1-A", "01_toy", "01_toy", "ada")
    comment.manual_comment = "Say <why>.\n```\n<script>alert(1)</script>"
    book.db.commit()
    found = read_by_hand(settings_of(tmp_path), "01_toy")["ada"]
    page = write_pages(tmp_path, result, lesson, found)
    html, markdown = page.read_text(), page.with_suffix(".md").read_text()
    assert "And 2 of 3 points for the written questions" in html
    assert "Your instructor: Say &lt;why&gt;." in html
    assert "<script" not in html
    assert "Question 1.A: 2 of 3 points" in markdown
    waiting = write_pages(tmp_path, replace(result, student="new"), lesson, type(found)()).read_text()
    assert "are graded by your instructor" in waiting


def test_a_backup_is_a_whole_gradebook_and_old_ones_go(book, tmp_path):
    from nbgrader.api import Gradebook

    from autograder.gradebook import backup
    from autograder.gradebook.settings import settings_of

    copies = [backup.back_up(settings_of(tmp_path)) for _ in range(backup.KEPT + 2)]
    assert sorted(copies[-1].parent.glob("*.db")) == copies[2:]
    with Gradebook(f"sqlite:///{copies[-1]}") as copy:
        assert copy.find_submission("01_toy", "ada").score == 6


def test_there_is_nothing_to_back_up_before_the_first_grade_or_on_a_server(tmp_path):
    from dataclasses import replace

    from autograder.gradebook.backup import back_up
    from autograder.gradebook.settings import settings_of

    settings = settings_of(tmp_path)
    assert back_up(settings) is None
    assert back_up(replace(settings, url="postgresql://host/grades")) is None
