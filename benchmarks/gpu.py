"""How fast the framework is on a GPU: against cuBLAS, against a copy within the device, against PyTorch.

    python -m benchmarks.gpu               # a minute or two; needs a GPU, torch with CUDA and the extra `cuda`
    python -m benchmarks.gpu --only gpt    # the rows whose name contains this; writes nothing

Prints one row for each figure and writes benchmarks/results/gpu.json, with the device and all versions.
"""

from __future__ import annotations

import argparse
import datetime
import importlib.metadata
import json
import platform
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from benchmarks.cases import steps
from benchmarks.figures import median

__all__ = ["FULL", "Row", "Sizes", "main", "rows"]

RESULTS = Path(__file__).parent / "results" / "gpu.json"
PACKAGES = ("numba", "numba-cuda", "torch", "numpy")
Work = Callable[[], Any]
Pair = tuple[float, float]


class Sizes(NamedTuple):
    """How large the operands are, and how long to measure."""

    side: int
    lines: int
    columns: int
    texts: int
    layers: int
    width: int
    length: int
    rounds: int
    calls: int


FULL = Sizes(side=4096, lines=65536, columns=1024, texts=16, layers=4, width=128, length=128, rounds=9, calls=20)


class Row(NamedTuple):
    """One figure.

    Attributes:
        name: what was measured.
        value: the figure.
        target: what it should be, at least or at most.
        at_least: which of the two.
        ours: seconds of one call.
        peer: seconds of one call of PyTorch.
    """

    name: str
    value: float
    target: float
    at_least: bool
    ours: float
    peer: float

    @property
    def is_met(self) -> bool:
        """Whether the figure is what it should be."""
        return self.value >= self.target if self.at_least else self.value <= self.target

    def __str__(self) -> str:
        sign, verdict = (">=" if self.at_least else "<="), ("met" if self.is_met else "NOT MET")
        times = f"{self.ours * 1e3:9.3f} ms, PyTorch {self.peer * 1e3:9.3f} ms"
        return f"{self.name:<44}{self.value:6.2f} {sign} {self.target:<5}{verdict:<8}{times}"


def measured(frameworks: tuple[Any, Any], works: tuple[Work, Work], sizes: Sizes) -> Pair:
    """Return the median seconds of a call of each; the two take turns, so that a slow while is slow for both."""
    times: tuple[list[float], list[float]] = ([], [])
    for work in works:
        work()  # compiles, and fills the caches of both allocators
    for number in range(sizes.rounds):
        for place in (0, 1) if number % 2 == 0 else (1, 0):
            synchronize(frameworks)
            start = time.perf_counter()
            for _ in range(sizes.calls):
                works[place]()
            synchronize(frameworks)
            times[place].append((time.perf_counter() - start) / sizes.calls)
    return median(times[0]), median(times[1])


def synchronize(frameworks: tuple[Any, Any]) -> None:
    """Wait until nothing runs on the device."""
    for framework in frameworks:
        framework.cuda.synchronize()


def drawn(torch: Any, *shape: int) -> Any:
    """Return the same numbers in every framework, on the device."""
    numbers = np.random.default_rng(0).standard_normal(shape, dtype=np.float32)
    return torch.from_numpy(numbers).to("cuda")


def product(torch: Any, sizes: Sizes) -> Work:
    """Return the product of two square matrices."""
    x, y = drawn(torch, sizes.side, sizes.side), drawn(torch, sizes.side, sizes.side)
    return lambda: x @ y


def copied(torch: Any, sizes: Sizes) -> Work:
    """Return a copy of memory by the framework."""
    x = drawn(torch, sizes.lines, sizes.columns)
    out = torch.empty_like(x)
    return lambda: out.copy_(x)


def bound_by_memory(torch: Any, sizes: Sizes) -> dict[str, tuple[int, Work]]:
    """Return operations that do little but read and write, and how many bytes of each element each must move."""
    x = drawn(torch, sizes.lines, sizes.columns)
    return {
        "addition": (12, lambda: x + x),
        "exp": (8, x.exp),
        "relu": (8, x.relu),
        "sum": (4, x.sum),
        "sum along rows": (4, lambda: x.sum(1)),
        "sum along columns": (4, lambda: x.sum(0)),
        "softmax": (8, lambda: x.softmax(1)),
    }


def training(torch: Any, sizes: Sizes) -> Work:
    """Return a step of the language model of the benchmark on the CPU."""
    model = steps.make_gpt(torch, vocabulary=65, width=sizes.width, heads=8, layers=sizes.layers, length=sizes.length)
    steps.set_parameters(torch, model)
    model = model.to("cuda")
    numbers = torch.from_numpy(np.random.default_rng(0).integers(0, 65, (sizes.texts, sizes.length + 1))).to("cuda")
    inputs, targets = numbers[:, :-1].contiguous(), numbers[:, 1:].reshape(-1)
    return steps.training_step(torch, model, torch.optim.AdamW(model.parameters(), lr=1e-3), inputs, targets)


def rows(ours: Any, peer: Any, sizes: Sizes = FULL, only: str = "") -> list[Row]:
    """Measure everything whose name contains a text; `peer` is PyTorch, or what plays its part in a test."""
    frameworks, found = (ours, peer), []

    def compare(prepare: Callable[[Any, Sizes], Work]) -> Pair:
        return measured(frameworks, (prepare(ours, sizes), prepare(peer, sizes)), sizes)

    def add(name: str, value: float, target: float, at_least: bool, times: Pair) -> None:
        found.append(Row(name, value, target, at_least, *times))
        print(found[-1], flush=True)

    name = f"matmul {sizes.side}^3, speed / cuBLAS"
    if only in name:
        times = compare(product)
        add(name, times[1] / times[0], 0.65, True, times)
    names = [f"{name}, bandwidth / device copy" for name in bound_by_memory(ours, sizes._replace(lines=1))]
    if any(only in name for name in names):
        per_byte = compare(copied)[1] / 8
        ours_of, peers_of = bound_by_memory(ours, sizes), bound_by_memory(peer, sizes)
        for name, (of, (moved, work)) in zip(names, ours_of.items(), strict=True):
            if only in name:
                times = measured(frameworks, (work, peers_of[of][1]), sizes)
                add(name, per_byte * moved / times[0], 0.8, True, times)
    name = f"gpt step, {sizes.layers} layers, time / PyTorch"
    if only in name:
        times = compare(training)
        add(name, times[0] / times[1], 3.0, False, times)
    return found


def requirements() -> tuple[Any, Any]:
    """Return ours and PyTorch; end the program where there is no GPU for both."""
    import minitorch_ref as ours
    from minitorch_ref.backends.numba_cuda import devices

    if devices.simulated() or not ours.cuda.is_available():
        sys.exit("benchmarks.gpu: there is no GPU here that Numba can use (a simulator is not one); nothing measured")
    try:
        import torch
    except ModuleNotFoundError:
        sys.exit("benchmarks.gpu: compares with PyTorch, which is not installed; nothing measured")
    if not torch.cuda.is_available():
        sys.exit("benchmarks.gpu: this PyTorch cannot use the GPU; nothing measured")
    torch.backends.cuda.matmul.allow_tf32 = False
    torch.backends.cudnn.allow_tf32 = False
    return ours, torch


def environment(ours: Any) -> dict[str, Any]:
    """Return what it ran on."""
    properties = ours.cuda.get_device_properties()
    versions = {name: importlib.metadata.version(name) for name in PACKAGES}
    return {
        "date": str(datetime.date.today()),
        "device": properties.name,
        "capability": f"{properties.major}.{properties.minor}",
        "memory": properties.total_memory,
        "versions": {"python": platform.python_version(), **versions},
    }


def main() -> None:
    """Measure, print and, if everything was measured, record."""
    parser = argparse.ArgumentParser("python -m benchmarks.gpu", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--only", default="", metavar="TEXT", help="only rows whose name contains this")
    options = parser.parse_args()
    ours, torch = requirements()
    found = rows(ours, torch, only=options.only)
    if not options.only:
        record = {**environment(ours), "rows": [{**row._asdict(), "is_met": row.is_met} for row in found]}
        RESULTS.write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
