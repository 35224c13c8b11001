"""How long a new process takes until it can work."""

import subprocess
import sys
import time

from benchmarks.duel import ROOT, environment
from benchmarks.figures import median, ratio

__all__ = ["IMPORT_TARGET", "KERNEL_TARGET", "import_ratio", "kernel_seconds"]

IMPORT_TARGET = 1.5
"""`import minitorch_ref` over `import numpy`, which it contains."""

KERNEL_TARGET = 0.4
"""Seconds from the start of Python to the end of a kernel that an earlier process has compiled."""

IMPORT = "import time; begin = time.perf_counter(); import {}; print(time.perf_counter() - begin)"
KERNEL = """
import sys
import minitorch_ref as torch
torch.ones(1000, 1000).softmax(-1)
assert "numba" in sys.modules, "no kernel was used"
print("done", flush=True)
"""


def import_ratio(rounds: int) -> float:
    """Return the time to import the framework over the time to import NumPy, each in processes of its own."""
    names = ("minitorch_ref", "numpy")
    ours, theirs = zip(*([float(run(IMPORT.format(name))) for name in names] for _ in range(rounds + 1)), strict=True)
    return ratio(ours[1:], theirs[1:])  # the first round reads the files into memory


def kernel_seconds(rounds: int) -> float:
    """Return the seconds from the start of a process until a compiled kernel has run in it on a large tensor."""
    return median([until_said(KERNEL) for _ in range(rounds + 1)][1:])


def until_said(code: str) -> float:
    """Return the seconds until some code in a new process says its line; what Python takes to end is not part."""
    begin = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, env=environment(2), stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        seconds = time.perf_counter() - begin
    if not line:
        raise RuntimeError(f"a new process ended with status {process.returncode} before it said anything: {code}")
    return seconds


def run(code: str) -> str:
    """Return what some code prints in a new process."""
    command = [sys.executable, "-c", code]
    return subprocess.run(command, cwd=ROOT, env=environment(2), check=True, capture_output=True, text=True).stdout
