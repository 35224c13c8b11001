"""The most memory that training steps of the GPT take above what the framework takes anyway.

    python -m benchmarks.memory torch

prints bytes. Linux only: `/proc/self/clear_refs` lets a process start counting its peak anew.
"""

import gc
import os
import re
import subprocess
import sys
from pathlib import Path

from benchmarks.duel import ROOT, WorkerError, environment
from benchmarks.worker import load, ready

__all__ = ["MEMORY_TARGET", "peak_bytes"]

MEMORY_TARGET = 1.5


def peak_bytes(module: str, threads: int) -> int:
    """Return the peak of a new process; its kernels are compiled by one that went before.

    Raises: WorkerError if a framework cannot do it.
    """
    command = [sys.executable, "-m", "benchmarks.memory", module]
    for _ in range(2):
        run = subprocess.run(command, cwd=ROOT, env=environment(threads), capture_output=True, text=True)
        if run.returncode:
            raise WorkerError(f"{module}: {run.stderr.strip().rpartition(chr(10))[2]}")
    return int(run.stdout)


def measure(module: str) -> int:
    """Return how far three steps raise the peak over what the process had after a step on one text."""
    from benchmarks.cases import steps  # here, because rows stand in the table in the order of import

    framework = load(module)
    ready(steps.gpt(framework, texts=1), framework)()
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5")  # the peak is now what the process has
    before = status("VmRSS")
    step = ready(steps.gpt(framework), framework)
    for _ in range(3):
        step()
    return status("VmHWM") - before


def status(name: str) -> int:
    """Return an entry of the process's status, in bytes."""
    found = re.search(rf"^{name}:\s+(\d+) kB$", Path(f"/proc/{os.getpid()}/status").read_text(), re.MULTILINE)
    assert found is not None
    return int(found[1]) * 1024


if __name__ == "__main__":
    print(measure(sys.argv[1]))
