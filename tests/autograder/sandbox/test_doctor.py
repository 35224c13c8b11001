"""The doctor tries every layer and every way out for real, as root and as an ordinary user."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from autograder.commands.doctor import command, report
from autograder.sandbox.doctor import Examination, examine
from autograder.sandbox.layers import LAYERS, OPTIONAL

pytestmark = pytest.mark.sandbox

NAMESPACES = ["private files", "own processes", "no network", "own shared memory"]
ROOT = Path(__file__).parents[3]
SYSTEM_PYTHON = "/usr/bin/python3"


def test_this_machine_keeps_what_its_level_promises() -> None:
    found = examine()
    assert found.safe or found.level == "none"
    if found.level == "full":
        assert not any(found.escaped.values()), found.escaped


def test_without_namespaces_the_other_layers_still_keep_files_network_and_processes() -> None:
    found = examine(without=NAMESPACES)
    assert found.level == "reduced"
    assert found.safe
    assert {does for does, worked in found.escaped.items() if worked} <= {"see that a file outside exists"}


def test_without_a_guard_of_the_files_the_doctor_says_that_they_can_be_read() -> None:
    found = examine(without=[*NAMESPACES, "landlock"])
    assert found.level == "none"
    assert not found.safe
    assert found.escaped["read a file outside"]
    assert "WORKED   read a file outside" in report(found)


def test_a_full_sandbox_from_which_something_escapes_is_not_safe() -> None:
    assert not Examination("full", {}, {"read a file outside": True}, 1.0, "root").safe


def test_the_command_names_every_layer_and_prints_json() -> None:
    text = CliRunner().invoke(command)
    assert all(layer in text.output for layer in LAYERS)
    found = json.loads(CliRunner().invoke(command, ["--json"]).output)
    assert found["layers"].keys() == (LAYERS | OPTIONAL).keys()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_an_ordinary_user_is_protected_as_well(open_tmp_path: Path) -> None:
    tmp_path = open_tmp_path
    version = subprocess.run([SYSTEM_PYTHON, "-c", "import sys; print(*sys.version_info[:2])"], capture_output=True)
    if version.stdout.split() != [b"%d" % n for n in sys.version_info[:2]]:
        pytest.skip("no system Python of this version, which another user could run")
    subprocess.run([SYSTEM_PYTHON, "-m", "venv", "--without-pip", tmp_path / "venv"], check=True)
    [packages] = (tmp_path / "venv").glob("lib/python*/site-packages")
    ours = Path(sys.modules["click"].__file__ or "").parents[1]
    for folder in (ours, *ours.parents, ROOT, *ROOT.parents):
        if folder.stat().st_mode & 0o005 != 0o005:
            pytest.skip(f"{folder} is closed to other users, so none can run what is in it")
    (packages / "ours.pth").write_text(f"{ours}\n{ROOT}\n")
    done = subprocess.run(
        [tmp_path / "venv/bin/python", "-c", "from autograder.cli import main; main()", "doctor", "--json"],
        user=65_534,
        group=65_534,
        extra_groups=[],
        capture_output=True,
        text=True,
        cwd="/",
        env={"PATH": "/usr/bin:/bin"},
    )
    found = json.loads(done.stdout)
    assert found["user"] == "an ordinary user"
    assert found["safe"], found
    assert done.returncode == 0
