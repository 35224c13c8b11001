"""What a student types in the terminal."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner

from course.cli import group
from course.errors import CourseError
from course.probes.definitions import find_definition
from course.study.export import default_package
from course.workspace import save

pytestmark = pytest.mark.usefixtures("own_modules", "toy_workspace")


def course(*arguments):
    """Run a command in a process of its own, as far as the package is concerned."""
    for name in [name for name in sys.modules if name.partition(".")[0] == "minitorch"]:
        del sys.modules[name]
    return CliRunner().invoke(group, arguments)


@pytest.fixture
def write(toy_workspace, toy_kit, toys):
    def write(path, source=None):
        lesson = "01_toys" if path in ("shapes.volume", "shapes.strides") else "02_classes"
        source = source or toys.ANSWERS[path]
        save(toy_workspace, toy_kit.lesson(lesson).exercise(path), find_definition(source, path.rpartition(".")[2]))

    return write


@pytest.fixture
def text(toy_workspace):
    return lambda: (toy_workspace.package / "shapes.py").read_text()


def test_check_shows_call_result_expectation_and_diagnosis(write, toys):
    write("shapes.volume", toys.WRONG_VOLUME)
    shown = course("check", "01")
    assert shown.exit_code == 1
    for piece in (
        "Exercise 1.1 About volume: 0 of 2.5 points",
        "minitorch.shapes.volume((2, 3))",
        "came back 5",
        "expected 6",
        "You added the sizes",
        "Exercise 1.2 About strides: not written yet",
        "01_toys Toys: 0 of 4.5 points",
    ):
        assert piece in " ".join(shown.output.split()), piece


def test_check_of_one_exercise_as_json(write):
    write("shapes.volume")
    shown = course("check", "1", "--exercise", "volume", "--json")
    assert shown.exit_code == 0
    report = json.loads(shown.output)
    assert [e["id"] for e in report["exercises"]] == ["1.1"]
    assert (report["earned"], report["points"], report["passed"]) == (2.5, 2.5, True)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [(["check", "01_toyz"], 'did you mean "01_toys"?'), (["check", "1", "-e", "volum"], 'did you mean "volume"?')],
)
def test_an_unknown_lesson_or_exercise_suggests_the_nearest(arguments, message):
    shown = course(*arguments)
    assert isinstance(shown.exception, CourseError)
    assert message in str(shown.exception)


def test_an_endless_loop_is_stopped(write, toy_kit, monkeypatch, own_modules, toy_workspace):
    from course.feedback import examine
    from course.live.loading import load_package

    write("shapes.volume", "def volume(shape):\n    while True:\n        pass")
    report = examine(load_package(toy_workspace), toy_kit.lesson(1).exercise("1.1"), seconds=0.1)
    assert "does a loop never end?" in report.results[0].observed


def test_a_package_that_cannot_be_imported_is_named_with_its_line(toy_workspace):
    (toy_workspace.package / "errors.py").write_text("x = 1\ny = 1 / 0\n")
    shown = course("check", "1")
    assert "ZeroDivisionError" in str(shown.exception)
    assert "minitorch/errors.py line 2" in str(shown.exception)


def test_progress_tells_who_wrote_what_and_whether_it_passes(write, toys):
    write("shapes.volume", toys.WRONG_VOLUME)
    write("shapes.halve")
    steps = {step["exercise"]: step["state"] for step in json.loads(course("progress", "--json").output)}
    assert steps == {"1.1": "failing", "1.2": "to do", "2.1": "to do", "2.2": "passing"}
    shown = course("progress").output
    assert "01_toys  Toys: 0 of 2 exercises, 0 of 4.5 points" in shown


def test_catch_up_fills_what_is_empty_or_wrong_and_leaves_the_rest(write, toys, text):
    theirs = "def strides(shape):\n    return tuple(volume(shape[1 + n:]) for n, _ in enumerate(shape))"
    write("shapes.volume", toys.WRONG_VOLUME)
    write("shapes.strides", theirs)
    shown = course("catch-up", "02")
    assert shown.output.splitlines() == [
        "1.1  minitorch/shapes.py: volume is the reference now, your version is in .course/backups",
        "1 filled.",
    ]
    assert toys.ANSWERS["shapes.volume"] in text()
    assert theirs in text()
    assert toys.carved()["shapes.halve"] in text()
    assert course("catch-up", "02").output == "Nothing to fill: everything before that lesson passes.\n"
    states = [step["state"] for step in json.loads(course("progress", "--json").output)]
    assert states == ["passing (reference)", "passing", "to do", "to do"]
    assert course("reset", "1", "--exercise", "1.1", "--undo").output == "1.1  minitorch/shapes.py: volume is back\n"
    assert toys.WRONG_VOLUME in text()


def test_catch_up_without_answers_says_whom_to_ask(toy_kit):
    for file in (toy_kit.folder / "answers").iterdir():
        file.unlink()
    shown = course("catch-up", "2")
    assert "ask your instructor" in str(shown.exception)


def test_reset_empties_keeps_a_backup_and_undo_brings_it_back(write, text, toys):
    before = text()
    write("shapes.volume", "import operator\nSTART = 1\n\ndef volume(shape):\n    return operator.pos(START)")
    written = text()
    shown = course("reset", "1", "--exercise", "1.1")
    assert shown.output.splitlines() == [
        "1.1  minitorch/shapes.py: volume is empty again",
        "To bring your version back: course reset 1 --exercise 1.1 --undo",
    ]
    assert text() == before
    assert course("reset", "1", "--exercise", "1.1", "--undo").output == "1.1  minitorch/shapes.py: volume is back\n"
    assert text() == written


def test_reset_of_a_lesson_touches_no_other_lesson(write, text, toys):
    write("shapes.volume")
    write("shapes.halve")
    course("reset", "01_toys")
    assert toys.ANSWERS["shapes.halve"] in text()
    assert toys.ANSWERS["shapes.volume"] not in text()
    assert course("reset", "01_toys").output == "Nothing to do: the package has that version already.\n"


@pytest.mark.slow
def test_export_makes_a_package_that_pip_installs_and_that_needs_no_course(write, tmp_path):
    write("shapes.volume")
    course("catch-up", "2")
    shown = course("export", "--name", "Ada Lovelace", str(tmp_path / "mine"))
    assert "package minitorch_ada_lovelace, 1 of 4 exercises by Ada Lovelace" in shown.output
    readme = (tmp_path / "mine" / "README.md").read_text()
    mine, rest = readme.split("## Filled in with the course's own answer")
    assert "`minitorch_ada_lovelace.shapes.volume`" in mine
    assert "`minitorch_ada_lovelace.shapes.strides`" in rest.split("## Not written yet")[0]
    assert "`minitorch_ada_lovelace.nn.layers.Scale`" in rest.split("## Not written yet")[1]
    target = tmp_path / "installed"
    options = ["--quiet", "--no-deps", "--target", str(target)]
    subprocess.run([sys.executable, "-m", "pip", "install", *options, str(tmp_path / "mine")], check=True)
    code = "import minitorch_ada_lovelace as m; print(m.shapes.describe((2, 3)))"
    environment = {"PYTHONPATH": str(target)}
    shown = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
    )
    assert shown.stdout == "6 elements\n"


def test_export_refuses_a_folder_in_use_and_a_name_that_cannot_be_imported(toy_workspace, tmp_path):
    refused = course("export", "--name", "Ada", str(toy_workspace.folder))
    assert "not empty" in str(refused.exception)
    refused = course("export", "--name", "Ada", "--package", "1-x", str(tmp_path / "new"))
    assert "cannot be imported" in str(refused.exception)


@pytest.mark.parametrize(
    ("name", "package"),
    [("Ada Lovelace", "minitorch_ada_lovelace"), ("José Ñandú", "minitorch_jose_nandu"), ("李", "my_minitorch")],
)
def test_a_package_name_is_made_from_any_name(name, package):
    assert default_package(name) == package


def test_outside_a_workspace_the_message_says_how_to_make_one(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path / "kit")
    assert "`course start` makes one" in str(course("check", "1").exception)
    monkeypatch.chdir(tmp_path)
    assert "`cd workspace`" in str(course("check", "1").exception)
