"""The same kernels give the same results in Numba's own simulator, where that has what they use."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("numba.cuda")
ROOT = Path(__file__).resolve().parents[4]
EXACT_TO = {"pointwise": 1e-12, "tiled_matmul": 1e-6, "block_sums": 1e-12, "noise": 1e-6}
"""Relative; the others agree to the last bit. `noise`: the cosine of NumPy may differ from that of Python."""


def run_with(file: Path, **settings: str) -> dict[str, np.ndarray]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **settings}
    script = Path(__file__).with_name("agreement.py")
    subprocess.run([sys.executable, "-W", "ignore", script, file], check=True, env=environment, cwd=ROOT)
    with np.load(file) as arrays:
        return dict(arrays)


@pytest.fixture(scope="module")
def both(tmp_path_factory) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    folder = tmp_path_factory.mktemp("agreement")
    ours = run_with(folder / "ours.npz", MINITORCH_CUDA="simulator")
    return ours, run_with(folder / "numba.npz", MINITORCH_CUDA="", NUMBA_ENABLE_CUDASIM="1")


@pytest.mark.slow
def test_both_simulators_agree(both) -> None:
    ours, numbas = both
    assert ours.keys() == numbas.keys()
    for name, found in ours.items():
        assert found.dtype == numbas[name].dtype
        np.testing.assert_allclose(found, numbas[name], rtol=EXACT_TO.get(name, 0), atol=0, err_msg=name)


@pytest.mark.slow
def test_random_numbers_are_numbas_to_the_last_bit(both) -> None:
    ours, numbas = both
    np.testing.assert_array_equal(ours["noise"][:, :4], numbas["noise"][:, :4])


def test_random_numbers_look_random() -> None:
    from minitorch_ref.backends.cuda_simulator import cuda

    @cuda.jit
    def normal(out, states):
        i = cuda.threadIdx.x
        for k in range(out.shape[1]):
            out[i, k] = cuda.random.xoroshiro128p_normal_float32(states, i)

    out = np.zeros((8, 500), np.float32)
    normal[1, 8](out, cuda.random.create_xoroshiro128p_states(8, seed=3))
    assert abs(out.mean()) < 0.1
    assert abs(out.std() - 1) < 0.1
    assert abs(np.corrcoef(out)[np.triu_indices(8, 1)]).max() < 0.2
