"""The benchmark of the GPU: it runs whole at small sizes, its arithmetic is right, and without a GPU it says so."""

import os
import subprocess
import sys
from pathlib import Path

import minitorch_ref as mt
from benchmarks import gpu

TINY = gpu.Sizes(side=5, lines=3, columns=8, texts=1, layers=1, width=8, length=3, rounds=2, calls=1)
ROOT = Path(__file__).resolve().parents[4]


def test_every_row_is_measured_at_small_sizes(monkeypatch):
    monkeypatch.setattr(gpu, "training", gpu.product)  # a step takes seconds in a simulator; see below
    found = gpu.rows(mt, mt, TINY)
    names = [row.name for row in found]
    assert len(names) == len(set(names)) == 9
    assert all(row.value > 0 < row.ours for row in found)
    assert [row.name for row in gpu.rows(mt, mt, TINY, only="softmax")] == ["softmax, bandwidth / device copy"]


def test_the_step_of_the_language_model_lowers_its_loss():
    step = gpu.training(mt, TINY)
    assert step().item() > step().item() > 0


def test_figures_are_shares_of_what_the_peer_reaches(monkeypatch):
    times = iter([(2.0, 1.0), (9.0, 4.0), (5.0, 1.0)])
    monkeypatch.setattr(gpu, "measured", lambda *_: next(times))
    assert gpu.rows(mt, mt, TINY, only="matmul")[0].value == 0.5
    copy_takes_four_seconds_for_8_bytes = gpu.rows(mt, mt, TINY, only="addition")[0]
    assert copy_takes_four_seconds_for_8_bytes.value == (12 / 5.0) / (8 / 4.0)
    assert copy_takes_four_seconds_for_8_bytes.is_met
    assert not copy_takes_four_seconds_for_8_bytes._replace(at_least=False).is_met


def test_without_a_gpu_the_benchmark_ends_with_a_reason():
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "MINITORCH_CUDA": "simulator"}
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.gpu"], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "there is no GPU here" in done.stderr
