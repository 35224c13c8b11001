"""Where nothing may be saved, the lesson works on a package of its own that is gone afterwards."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

VOLUME = "import math\ndef volume(shape):\n    return math.prod(shape)"


@pytest.fixture
def package_text(toy_workspace):
    return lambda: (toy_workspace.package / "shapes.py").read_text()


@pytest.mark.parametrize("mode", ["validate", "autograde"])
def test_while_nbgrader_runs_a_notebook_the_workspace_stays_as_it_is(
    toy_workspace, notebook, monkeypatch, package_text, mode
):
    before = package_text()
    monkeypatch.setenv("NBGRADER_EXECUTION", mode)
    notebook.open("01_toys")
    notebook.run(VOLUME)
    assert notebook.value('float(check("1.1"))') == 2.5
    assert package_text() == before
    assert not list(toy_workspace.notes.glob("saved.json"))


def test_validation_starts_from_empty_exercises_of_the_lesson_and_the_students_earlier_ones(
    toy_workspace, toys, notebook, monkeypatch
):
    notebook.open("01_toys")
    notebook.run("def volume(shape):\n    return 4")
    notebook.open("02_classes")
    notebook.run(toys.ANSWERS["shapes.halve"])
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    notebook.open("02_classes")
    assert notebook.value("minitorch.shapes.describe(())") == "4 elements"
    assert notebook.value('float(check("2.2"))') == 0.0
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    notebook.open("02_classes")
    assert notebook.value("minitorch.shapes.describe(())") == "1 elements"


def test_a_failed_validation_in_the_server_does_not_reach_a_notebook_opened_by_hand(
    toy_workspace, notebook, monkeypatch, package_text
):
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    monkeypatch.setenv("JPY_SESSION_NAME", "01_toys.ipynb")
    notebook.open("01_toys")
    assert notebook.run(VOLUME) == "saved minitorch/shapes.py: volume\n"
    assert "math.prod" in package_text()


def test_validation_says_on_stderr_what_failed(toy_workspace, notebook, monkeypatch, capsys):
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    notebook.open("01_toys")
    assert "Exercise 1.1  About volume: not written yet" in notebook.run('check("1.1")')


def test_without_a_workspace_the_lesson_works_and_says_that_nothing_is_saved(toy_kit, notebook, tmp_path, monkeypatch):
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    shown = notebook.open("02_classes")
    assert "`course start` makes one" in shown
    assert "nothing is saved" in shown
    assert notebook.value("minitorch.shapes.strides((2, 3))") == (3, 1)
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_the_temporary_package_is_removed_at_exit(toy_kit, tmp_path, monkeypatch):
    import subprocess

    monkeypatch.chdir(tmp_path)
    code = (
        "import os; from course.kit import locate; from course.live.temporary import temporary_workspace as t\n"
        "kit = locate(); print(t(kit, kit.lesson(1), None, reference_first=True).folder)"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "minitorch-" in shown.stdout
    assert not Path(shown.stdout.strip()).exists()
