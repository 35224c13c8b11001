"""What students install: complete on its own, and nothing in it gives an answer away."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from course.authoring.build import lesson_names
from course.authoring.distribution import make_distribution
from course.errors import KitError
from course.paths import checkout

ROOT = checkout()


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    _, archive = make_distribution(ROOT, out)
    empty = tmp_path_factory.mktemp("student")
    with zipfile.ZipFile(archive) as stream:
        stream.extractall(empty)
    return empty / "minitorch-course"


def run(unpacked: Path, *arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run Python with the unpacked folder and the installed libraries; -S leaves out what this checkout installed."""
    path = os.pathsep.join([str(unpacked), sysconfig.get_path("purelib")])
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": path, "HOME": str(unpacked)}
    command = [sys.executable, "-S", *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=environment, cwd=cwd or unpacked, check=False)


def test_neither_framework_nor_lessons_nor_the_authors_part_are_in_it(unpacked: Path) -> None:
    found = run(unpacked, "-c", "import course, minitorch_ref")
    assert "No module named 'minitorch_ref'" in found.stderr
    names = {file.relative_to(unpacked).as_posix() for file in unpacked.rglob("*")}
    assert not {"course/authoring", "course/site", "course/commands/build.py", "course/commands/kit.py"} & names
    assert not any("hidden" in name or "wrong_answers" in name or "/answers" in name for name in names)


def test_the_kit_is_found_and_lists_the_lessons(unpacked: Path) -> None:
    code = "from course import kit; k = kit.locate(); print([k.lesson(n).number for n in k.lessons])"
    assert run(unpacked, "-c", code).stdout.strip() == str([int(name[:2]) for name in lesson_names(ROOT)])


def test_the_authors_commands_are_not_offered(unpacked: Path) -> None:
    shown = run(unpacked, "-m", "course", "--help")
    assert shown.returncode == 0, shown.stderr
    listed = {line.split()[0] for line in shown.stdout.partition("Commands:")[2].splitlines() if line.strip()}
    assert "start" in listed
    assert not {"build", "kit", "site"} & listed


def test_an_unknown_command_suggests_the_nearest(unpacked: Path) -> None:
    answer = run(unpacked, "-m", "course", "strat")
    assert answer.returncode == 2
    assert 'did you mean "start"?' in answer.stderr


def test_answers_are_refused_with_the_way_out(unpacked: Path) -> None:
    answer = run(unpacked, "-c", "from course import kit; kit.locate().answers(1)")
    assert "course kit --answers-through 1" in answer.stderr


def test_a_student_starts_and_checks_an_empty_exercise(unpacked: Path, tmp_path: Path) -> None:
    started = run(unpacked, "-m", "course", "start", "mine", "--no-lab", cwd=tmp_path)
    assert started.returncode == 0, started.stderr
    assert {"01_tensors.ipynb", "minitorch"} <= {file.name for file in (tmp_path / "mine").iterdir()}
    checked = run(unpacked, "-m", "course", "check", "01", "--exercise", "1.1", cwd=tmp_path / "mine")
    assert "not written yet" in checked.stdout, checked.stdout + checked.stderr


def test_the_same_sources_give_the_same_zip(tmp_path: Path) -> None:
    _, first = make_distribution(ROOT, tmp_path / "one")
    _, second = make_distribution(ROOT, tmp_path / "two")
    assert first.read_bytes() == second.read_bytes()


def test_answers_go_along_when_asked_for(tmp_path: Path) -> None:
    folder, _ = make_distribution(ROOT, tmp_path, answers_through=1)
    answers = folder / "course" / "_kit" / "answers"
    assert [file.name for file in answers.iterdir()] == ["01_tensors.json"]
    assert "return" in json.loads((answers / "01_tensors.json").read_text())["shapes.contiguous_strides"]


def test_answers_through_a_lesson_that_is_not_there_are_refused(tmp_path: Path) -> None:
    with pytest.raises(KitError, match="--answers-through 0"):
        make_distribution(ROOT, tmp_path, answers_through=0)
