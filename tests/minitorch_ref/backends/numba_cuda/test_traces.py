"""Every kernel seen from every access: no race, nothing outside, nothing read unwritten; and both simulators agree."""

from __future__ import annotations

import importlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[3]


def run(what: str, **environment: str) -> Any:
    """What `operations.py` prints, in a process of its own: which simulator there is, is decided once in a process."""
    kept = {name: value for name, value in os.environ.items() if name != "MINITORCH_CUDA"}
    command = [sys.executable, str(HERE / "operations.py"), what]
    done = subprocess.run(
        command, env={**kept, "PYTHONPATH": str(ROOT), **environment}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def traced() -> Any:
    return run("trace", MINITORCH_CUDA="simulator")


def signatures() -> dict[str, set[str]]:
    """The kinds of arguments with which the table compiles each kernel, or all that one function makes."""
    found: dict[str, set[str]] = {}
    for entry in importlib.import_module("minitorch_ref.backends.numba_cuda.table").entries():
        kinds = entry.signature.removeprefix("void(").removesuffix(")")
        for pattern, kind in ((r"UniTuple\(.*?\)", "axes"), (r"\w+\[::1\]", "array"), (r"float\d\d", "float")):
            kinds = re.sub(pattern, kind, kinds)
        found.setdefault(entry.kernel.py_func.__qualname__.partition(".")[0], set()).add(kinds)
    return found


def test_no_kernel_has_a_race_or_leaves_its_arrays_or_reads_what_nobody_wrote(traced):
    assert traced["problems"] == []


def test_no_kernel_is_left_out(traced):
    assert {name for name, _ in traced["launched"]} == signatures().keys()


def test_kernels_are_launched_with_what_they_are_compiled_for(traced):
    compiled = signatures()
    assert [(name, kinds) for name, kinds in traced["launched"] if kinds not in compiled[name]] == []


@pytest.mark.slow
def test_the_same_kernels_give_the_same_in_numbas_own_simulator():
    ours, numbas = run("values", MINITORCH_CUDA="simulator"), run("values", NUMBA_ENABLE_CUDASIM="1")
    assert ours.keys() == numbas.keys()
    for name, results in ours.items():
        for found, wanted in zip(results, numbas[name], strict=True):
            np.testing.assert_allclose(found, wanted, rtol=1e-6, atol=1e-6, err_msg=name)
