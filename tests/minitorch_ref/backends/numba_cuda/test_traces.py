"""No kernel of the CUDA backend has a race, leaves its arrays or reads what nobody wrote: seen from every access."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[4]
PROGRAM = """
import minitorch_ref as torch
from minitorch_ref.backends.cuda_simulator.tracing import watch

torch.manual_seed(0)
x, y = torch.randn(5, 70).to("cuda"), torch.randn(70, 6).to("cuda")
index = torch.tensor([0, 2, 2]).to("cuda")
operations = [
    lambda: x + x, lambda: x + x[0], lambda: x.t().contiguous(), lambda: x.exp(), lambda: x @ y,
    lambda: torch.where(x > 0, x, -x),
    lambda: x.sum(), lambda: x.sum(0), lambda: x.sum(1), lambda: x.max(1), lambda: x.argmax(1), lambda: x.softmax(1),
    lambda: x.sort(1), lambda: x.cumsum(0), lambda: x.cumsum(1), lambda: x[index],
    lambda: torch.rand(10, device="cuda"),
]
launches = 0
for operation in operations:
    with watch() as traces:
        operation()
    launches += len(traces)
    for found in traces:
        for problem in found.problems:
            print(found.kernel, problem.message)
print(launches >= len(operations))
"""


def test_operations_on_tensors_run_clean_under_the_tracer() -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "MINITORCH_CUDA": "simulator"}
    done = subprocess.run([sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "True"
