import collections
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from course import doctor
from course.commands.doctor import command


def test_a_machine_that_runs_this_test_has_no_problem_but_perhaps_notes():
    assert [f for f in doctor.after_install(".") if f.level == "problem"] == []


def test_an_old_python_is_a_problem_with_a_way_out(monkeypatch):
    version = collections.namedtuple("version", "major minor micro")
    monkeypatch.setattr(doctor.sys, "version_info", version(3, 9, 2))
    finding = doctor.python_version()
    assert finding.level == "problem"
    assert "3.9.2 is too old" in finding.says
    assert "PYTHON=" in finding.says


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder_is_a_problem(tmp_path):
    tmp_path.chmod(0o500)
    assert doctor.write_access(str(tmp_path)).level == "problem"


def test_a_folder_that_is_not_there_is_a_problem(tmp_path):
    finding = doctor.write_access(str(tmp_path / "gone"))
    assert finding.level == "problem"
    assert "move the course" in finding.says


def test_a_taken_port_is_noted_with_the_way_to_choose_another():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        finding = doctor.free_port(server.getsockname()[1])
    assert finding.level == "note"
    assert "PORT=" in finding.says


def test_missing_packages_are_named(monkeypatch):
    monkeypatch.setattr(doctor, "PACKAGES", ("numpy", "surely_not_installed"))
    assert "surely_not_installed missing" in doctor.packages().says


def test_a_students_installation_needs_no_authors_package(monkeypatch, tmp_path):
    monkeypatch.setattr(doctor, "AUTHORS_PACKAGES", ("surely_not_installed",))
    assert "pip install --editable" in doctor.packages().says
    monkeypatch.setattr(doctor, "AUTHORS_PART", str(tmp_path / "authoring"))
    assert doctor.packages().level == "ok"
    monkeypatch.setattr(doctor, "PACKAGES", ("nor_this",))
    assert "from the file that you were given" in doctor.packages().says


def test_it_runs_before_anything_is_installed(tmp_path):
    script = Path(doctor.__file__)
    done = subprocess.run([sys.executable, "-I", "-S", str(script)], cwd=tmp_path, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_command_reports_every_finding_and_fails_only_on_a_problem(monkeypatch):
    assert CliRunner().invoke(command, []).exit_code == 0
    monkeypatch.setattr(doctor, "PACKAGES", ("surely_not_installed",))
    result = CliRunner().invoke(command, ["--json"])
    assert result.exit_code == 1
    assert '"problem"' in result.output


def test_no_c_compiler_and_no_gpu_are_notes(monkeypatch):
    monkeypatch.setattr(doctor.shutil, "which", lambda name: None)
    monkeypatch.setattr(doctor.os.path, "exists", lambda path: False)
    assert (doctor.c_compiler().level, doctor.gpu().level) == ("note", "note")
