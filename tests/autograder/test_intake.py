"""Intake: what a class hands in becomes submissions or sentences, and nobody's mistake stops anybody else."""

import contextlib
import io
import json
import os
import stat
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.errors import AutograderError, SubmissionError
from autograder.intake import find_deliveries, read_notebook, receive
from autograder.intake.archive import notebooks_of_zip

LESSONS = ["01_tensors", "02_broadcasting"]


def notebook_bytes(lesson="01_tensors", source="x = 1", **changes):
    cell = {"cell_type": "code", "metadata": {}, "source": source, "outputs": [], "execution_count": None, "id": "a"}
    metadata = {"minitorch": {"lesson": lesson, "release": "0" * 12}} if lesson else {}
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": [cell]} | changes).encode()


def put(folder, name, content):
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    return file


def received(folder, **options):
    return {(s.student, s.lesson): s for s in receive(find_deliveries(folder, LESSONS), LESSONS, **options)}


def zipped(members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def test_an_nbgrader_course_directory_is_read_with_timestamp_and_secret(tmp_path):
    folder = tmp_path / "submitted/ada/01_tensors"
    put(folder, "01_tensors.ipynb", notebook_bytes())
    put(folder, "timestamp.txt", b"2026-03-01 12:00:00 UTC\n")
    put(folder, "submission_secret.txt", b"hush")
    put(tmp_path, "submitted/ada/other_course/x.ipynb", notebook_bytes())
    [submission] = received(tmp_path).values()
    assert (submission.student, submission.lesson, submission.problem) == ("ada", "01_tensors", "")
    assert (submission.timestamp, submission.secret) == ("2026-03-01 12:00:00 UTC", "hush")


@pytest.mark.parametrize(
    ("name", "student"),
    [
        ("ada/01_tensors.ipynb", "ada"),
        ("ada/my work.ipynb", "ada"),
        ("ada/tensors.ipynb", "ada"),
        ("ada.ipynb", "ada"),
        ("ada_01_tensors.ipynb", "ada"),
        ("01_tensors-ada.ipynb", "ada"),
    ],
)
def test_a_plain_folder_is_understood_however_files_are_named(tmp_path, name, student):
    put(tmp_path, name, notebook_bytes())
    [submission] = received(tmp_path).values()
    assert (submission.student, submission.lesson, submission.problem) == (student, "01_tensors", "")


def test_a_zip_with_two_lessons_is_two_submissions(tmp_path):
    members = {
        "work/01_tensors.ipynb": notebook_bytes(),
        "work/02_broadcasting.ipynb": notebook_bytes("02_broadcasting"),
    }
    put(tmp_path, "ada.zip", zipped(members | {"__MACOSX/._01_tensors.ipynb": b"junk", "notes.txt": b""}))
    assert set(received(tmp_path)) == {("ada", "01_tensors"), ("ada", "02_broadcasting")}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b"\x89PNG\r\n", "not valid JSON"),
        (b'{"cells": [', "not valid JSON"),
        (b"[" * 100_000, "not valid JSON"),
        (b"[]", "not a notebook"),
        (b'{"nbformat": 4}', "no list of cells"),
        (b'{"nbformat": 7, "cells": []}', "format 7"),
        (b'{"nbformat": 4, "cells": [3]}', "cell 1"),
        (b'{"nbformat": 4, "cells": [{"cell_type": "code", "source": {"a": 1}}]}', "cell 1"),
    ],
)
def test_what_is_no_notebook_is_refused_in_words_for_the_student(content, words):
    with pytest.raises(SubmissionError, match=words):
        read_notebook(content)


def test_metadata_of_any_form_does_no_harm():
    cells = [
        {"cell_type": "code", "source": "a", "metadata": metadata}
        for metadata in (
            None,
            [],
            {"nbgrader": 3},
            {"nbgrader": {"grade_id": ["x"]}},
            {"nbgrader": {"grade_id": "../x"}},
        )
    ]
    content = json.dumps({"nbformat": 4, "metadata": {"minitorch": {"lesson": {}, "release": "<b>"}}, "cells": cells})
    notebook = read_notebook(content.encode())
    assert [cell.grade_id for cell in notebook.cells] == [""] * 5
    assert (notebook.lesson, notebook.release) == ("", "")


def test_text_that_utf8_cannot_hold_is_replaced():
    cell = read_notebook(b'{"nbformat": 4, "cells": [{"cell_type": "code", "source": "a\\ud800\\u0000"}]}').cells[0]
    assert cell.source.encode("utf-8") == "a?\N{REPLACEMENT CHARACTER}".encode()


@pytest.mark.parametrize(
    "name", ["../up.ipynb", "/etc/cron.d/x.ipynb", "a/../../up.ipynb", "..\\up.ipynb", "C:/x.ipynb"]
)
def test_a_zip_that_names_a_path_outside_itself_is_refused(name):
    with pytest.raises(SubmissionError, match="out of the archive"):
        notebooks_of_zip("work.zip", zipped({name: notebook_bytes()}))


def test_a_zip_with_a_symbolic_link_is_refused():
    link = zipfile.ZipInfo("01_tensors.ipynb")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(SubmissionError, match="link"):
        notebooks_of_zip("work.zip", buffer.getvalue())


def test_a_zip_bomb_is_refused_without_being_unpacked():
    with pytest.raises(SubmissionError, match="limit"):
        notebooks_of_zip("work.zip", zipped({"a.ipynb": b" " * 30_000_000}))


@pytest.mark.parametrize("make", [lambda file: file.mkdir(), os.mkfifo], ids=["folder", "pipe"])
def test_something_else_in_the_notebooks_place_stops_nobody_else(tmp_path, make):
    put(tmp_path, "submitted/bob/01_tensors/01_tensors.ipynb", notebook_bytes())
    (tmp_path / "submitted/ada/01_tensors").mkdir(parents=True)
    make(tmp_path / "submitted/ada/01_tensors/01_tensors.ipynb")
    found = received(tmp_path)
    assert "not a plain file" in found["ada", "01_tensors"].problem
    assert found["bob", "01_tensors"].notebook


def test_a_zip_of_many_notebooks_cannot_fill_the_memory():
    with pytest.raises(SubmissionError, match="too large together"):
        notebooks_of_zip("work.zip", zipped({f"{n}.ipynb": b" " * 9_000_000 for n in range(4)}))
    with pytest.raises(SubmissionError, match="more than 20 notebooks"):
        notebooks_of_zip("work.zip", zipped({f"{n}.ipynb": b"" for n in range(40)}))


@pytest.mark.parametrize("method", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_a_zip_with_an_unusual_compression_is_refused_before_it_is_read(method):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        archive.writestr("a.ipynb", notebook_bytes())
    damaged = bytearray(buffer.getvalue())
    damaged[45:60] = bytes(15)
    for content in (buffer.getvalue(), bytes(damaged)):
        with pytest.raises(SubmissionError, match="unusual way"):
            notebooks_of_zip("work.zip", content)


@pytest.mark.parametrize("content", [b"PK\x03\x04 no zip", zipped({"a.ipynb": b"x" * 500})[:60]], ids=["text", "cut"])
def test_a_damaged_zip_is_refused(content):
    with pytest.raises(SubmissionError, match="not a readable zip"):
        notebooks_of_zip("work.zip", content)


def test_one_bad_file_of_each_kind_leaves_the_rest_of_the_class_alone(tmp_path):
    put(tmp_path, "good/01_tensors.ipynb", notebook_bytes())
    put(tmp_path, "huge/01_tensors.ipynb", b" " * 2_000)
    put(tmp_path, "wrong-lesson/01_tensors.ipynb", notebook_bytes("02_broadcasting"))
    put(tmp_path, "foreign.ipynb", notebook_bytes(lesson=""))
    put(tmp_path, "bad.zip", b"PK")
    put(tmp_path, "secret.txt", b"the answer")
    (tmp_path / "nothing").mkdir()
    (tmp_path / "link").mkdir()
    (tmp_path / "link/01_tensors.ipynb").symlink_to(tmp_path / "secret.txt")
    os.mkfifo(put(tmp_path, "pipe/x.txt", b"").with_name("01_tensors.ipynb"))
    problems = {student: s.problem for (student, _), s in received(tmp_path, limit=1_000).items()}
    assert problems.pop("good") == ""
    words = {
        "huge": "limit",
        "wrong-lesson": "handed in for 01_tensors",
        "foreign": "not a notebook of this course",
        "bad": "zip",
        "nothing": "no notebook",
        "link": "link",
        "pipe": "not a plain file",
    }
    assert {student: word for student, word in words.items() if word not in problems.pop(student)} == {}
    assert problems == {}


def test_two_different_notebooks_of_one_student_are_a_problem_and_two_equal_ones_are_not(tmp_path):
    put(tmp_path, "ada/01_tensors.ipynb", notebook_bytes())
    put(tmp_path, "ada.ipynb", notebook_bytes())
    put(tmp_path, "bob/01_tensors.ipynb", notebook_bytes())
    put(tmp_path, "bob.ipynb", notebook_bytes(source="x = 2"))
    found = received(tmp_path)
    assert found["ada", "01_tensors"].problem == ""
    assert "2 different notebooks" in found["bob", "01_tensors"].problem
    assert len(found) == 2


def test_a_missing_folder_is_an_error_that_says_what_to_give(tmp_path):
    with pytest.raises(AutograderError, match="give the folder"):
        find_deliveries(tmp_path / "nowhere", LESSONS)


def test_reading_a_notebook_runs_and_parses_nothing(tmp_path, monkeypatch):
    def forbidden(*args, **kwargs):
        raise AssertionError("student code was compiled")

    monkeypatch.setattr("builtins.compile", forbidden)
    monkeypatch.setattr("builtins.exec", forbidden)
    put(tmp_path, "ada/01_tensors.ipynb", notebook_bytes(source="import os; os.abort()"))
    [submission] = received(tmp_path).values()
    assert submission.notebook.cells[0].source == "import os; os.abort()"


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
CELL = st.dictionaries(
    st.sampled_from(["cell_type", "source", "metadata", "outputs", "attachments", "id"]),
    ANYTHING | st.sampled_from(["code", "markdown"]) | st.just({"nbgrader": {"grade_id": "exercise-1-1"}}),
)
NOTEBOOK = st.fixed_dictionaries(
    {},
    optional={"nbformat": st.just(4) | ANYTHING, "metadata": ANYTHING, "cells": st.lists(CELL, max_size=4) | ANYTHING},
)


@given(NOTEBOOK | ANYTHING)
def test_any_json_is_read_or_refused_and_nothing_else_happens(data):
    content = json.dumps(data).encode()
    with contextlib.suppress(SubmissionError):
        for cell in read_notebook(content).cells:
            cell.source.encode("utf-8")


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_and_nothing_else_happens(content):
    for read in (read_notebook, lambda data: notebooks_of_zip("work.zip", b"PK\x03\x04" + data)):
        with contextlib.suppress(SubmissionError):
            read(content)
