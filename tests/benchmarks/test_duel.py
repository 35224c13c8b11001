"""Two processes take turns at a case, and come back with figures whatever happens. Nothing here asserts a time."""

import json
import math
import os
import re

import pytest

from benchmarks import __main__ as command
from benchmarks import chart, peers, record, speed, startup, worker
from benchmarks.cases.case import all_cases
from benchmarks.duel import ROOT, Duel, Plan, WorkerError, environment
from benchmarks.table import Row

BRIEF = Plan(rounds=2, seconds=0.0)


@pytest.fixture(scope="module")
def duel():
    """Ours against itself, so that no other framework is needed."""
    with Duel("minitorch_ref", threads=1) as duel:
        yield duel


def test_both_sides_are_measured(duel):
    result = duel.compare(BRIEF, "add 1e4")
    assert min(result) > 0
    assert [len(duel.sides), len({side.process.pid for side in duel.sides})] == [2, 2]


def test_a_growth_is_measured_at_each_size_and_fitted(duel):
    choice = speed.Choice("minitorch_ref", [1], BRIEF, only="reduce")
    curves, rows = speed.growth_curves(duel, 1, choice)
    (curve,) = curves.values()
    assert len(curve["ours"]) == len(curve["sizes"]) == len(curve["peer"])
    assert [row.value for row in rows] == [curve["exponents"]["ours"]]


def test_a_framework_that_cannot_do_a_case_leaves_a_row_that_says_so():
    choice = speed.Choice("math", [1], BRIEF, only="matmul 64")
    with Duel("math", threads=1) as duel:
        (row,) = speed.case_rows(duel, 1, choice)
        with pytest.raises(WorkerError, match="math: AttributeError"):
            duel.compare(BRIEF, "matmul 64")
    assert row.value is None
    assert "AttributeError" in row.error


def test_a_framework_whose_memory_cannot_be_measured_leaves_a_row_that_says_so():
    (row,) = speed.memory_rows(1, speed.Choice("math", [1], BRIEF))
    assert row.value is None
    assert row.error.startswith("math: AttributeError")


def test_libraries_are_told_the_number_of_threads_before_they_start():
    variables = environment(threads=2)
    assert {variables[name] for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS")} == {"2"}
    assert variables["PATH"] == os.environ["PATH"]


def test_a_peer_may_have_a_folder_of_its_own_but_ours_is_that_of_this_checkout(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", "peers")
    assert environment(threads=1)["PYTHONPATH"].split(os.pathsep) == [str(ROOT), "peers"]
    monkeypatch.delenv("PYTHONPATH")
    assert environment(threads=1)["PYTHONPATH"] == str(ROOT)


def test_a_framework_is_taken_from_the_adapters_if_there_is_one(tmp_path, monkeypatch):
    (tmp_path / "calculus.py").write_text("name = 'adapter'")
    monkeypatch.setattr(peers, "__path__", [str(tmp_path)])
    assert worker.load("calculus").name == "adapter"
    assert worker.load("math").pi > 3


def test_a_framework_that_does_not_compute_at_once_says_how_work_gets_ready():
    class Lazy:
        @staticmethod
        def ready(work):
            return lambda: work() + 1

    assert worker.ready(lambda: 7, Lazy)() == 8
    assert worker.ready(len, math) is len


def test_every_case_of_an_operation_has_the_same_target_and_every_optimizer_and_step_its_own():
    found = all_cases().values()
    operations = [case for case in found if not case.is_step and "Adam" not in case.name]
    assert {case.target for case in operations} == {1.5}
    assert {case.name.split(",")[0]: case.target for case in found if case.target != 1.5} == {
        "Adam on 1e6 parameters": 1.0,
        "AdamW on 1e6 parameters": 1.0,
        "SGD on 1e6 parameters": 1.0,
        "training step: MLP 784-256-10": 0.7,
        "training step: LeNet": 1.0,
        "training step: GPT": 0.9,
        "1": 0.8,  # 1,000 additions
    }


def test_a_kernel_is_really_used_where_its_start_is_measured():
    assert startup.until_said(startup.KERNEL) > 0
    with pytest.raises(RuntimeError, match="status 1"):
        startup.until_said(startup.KERNEL.replace("1000", "2"))  # so small that no kernel is worth loading


def test_a_record_is_written_as_json_and_two_charts(tmp_path, monkeypatch):
    monkeypatch.setattr(record, "RESULTS", tmp_path)
    rows = [vars(Row("relu", 1, 0.5, 1.5, is_step=False)), vars(Row("start", 2, 0.3, 0.4, unit="s"))]
    curve = {
        "sizes": [1, 10],
        "ours": [1.0, 2.0],
        "peer": [2.0, 3.0],
        "exponents": {"ours": 0.3, "peer": 0.2},
        "names": {"ours": "minitorch_ref", "peer": "torch"},
    }
    command.write("cpu", "torch", {"rows": rows, "growth": {"map": curve}})
    assert json.loads((tmp_path / "cpu.json").read_text())["rows"] == rows
    for name in ("cpu.svg", "cpu_growth.svg"):
        texts = re.findall("<text .*?>", (tmp_path / name).read_text())
        assert texts
        assert all(f"fill: {chart.INK}" in text for text in texts)  # which can be read on white and on black
