"""Measure everything, print each figure as soon as it is known, and return all of it as plain data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any, NamedTuple

from benchmarks import figures, memory, startup, table
from benchmarks.cases.case import Growth, all_cases, all_growths
from benchmarks.duel import Duel, Plan, WorkerError
from benchmarks.table import Row

__all__ = ["FULL", "QUICK", "Choice", "measure"]

FULL = Plan(rounds=15, seconds=0.025)
QUICK = Plan(rounds=3, seconds=0.01)
MEMORY = "peak memory of the training step: GPT"
IMPORT = "import minitorch_ref / import numpy"
KERNEL = "a new process, until its first softmax by a kernel"
TOLERANCE = 0.25
"""By how much an exponent may be above the theory: large inputs leave the caches, so time grows faster than work."""


class Choice(NamedTuple):
    """What to measure: against whom, with which numbers of threads, how long, and rows whose name contains a text."""

    peer: str
    threads: Sequence[int]
    plan: Plan
    only: str = ""

    def takes(self, name: str) -> bool:
        """Say whether a row was asked for."""
        return self.only.lower() in name.lower()


def measure(choice: Choice) -> dict[str, Any]:
    """Return {"versions": ..., "rows": [...], "growth": {...}}; each row is printed as it comes."""
    print(table.heading(choice.peer))
    rows: list[Row] = []
    growths: dict[str, Any] = {}
    versions: dict[str, str] = {}
    for threads in choice.threads:
        with Duel(choice.peer, threads) as duel:
            versions = dict(zip(("minitorch_ref", choice.peer), duel.versions(), strict=True))
            rows += printed(case_rows(duel, threads, choice))
            if threads == choice.threads[0]:
                growths, found = growth_curves(duel, threads, choice)
                rows += printed(iter(found))
        rows += printed(memory_rows(threads, choice))
    rows += printed(startup_rows(choice))
    means = [table.mean_row(rows, threads) for threads in choice.threads]
    rows += printed(row for row in means if row is not None)
    print(table.summary(rows))
    return {"versions": versions, "rows": [asdict(row) for row in rows], "growth": growths}


def printed(rows: Iterator[Row]) -> list[Row]:
    """Return the rows as a list, each printed when it comes."""
    kept = []
    for row in rows:
        print(table.line(row), flush=True)
        kept.append(row)
    return kept


def case_rows(duel: Duel, threads: int, choice: Choice) -> Iterator[Row]:
    """Measure every case that was asked for."""
    for case in all_cases().values():
        if choice.takes(case.name):
            try:
                yield Row.of_case(case, threads, duel.compare(choice.plan, case.name))
            except WorkerError as error:
                yield Row.of_case(case, threads, error)


def growth_curves(duel: Duel, threads: int, choice: Choice) -> tuple[dict[str, Any], list[Row]]:
    """Measure time against size, and return the curves and a row with the exponent of each."""
    curves, rows = {}, []
    for growth in all_growths().values():
        if choice.takes(growth.name):
            curves[growth.name] = curve = growth_curve(duel, growth, choice)
            value, target = curve["exponents"]["ours"], growth.exponent + TOLERANCE
            rows.append(Row(f"exponent of {growth.name}", threads, value, target, unit="n"))
    return curves, rows


def growth_curve(duel: Duel, growth: Growth, choice: Choice) -> dict[str, Any]:
    """Return sizes, seconds of both sides, and the exponents fitted to them."""
    results = [duel.compare(choice.plan, growth.name, size) for size in growth.sizes]
    times = {"ours": [r.ours for r in results], "peer": [r.peer for r in results]}
    exponents = {side: figures.exponent(growth.sizes, seconds) for side, seconds in times.items()}
    names = {"ours": "minitorch_ref", "peer": choice.peer}
    return {"sizes": list(growth.sizes), **times, "exponents": exponents, "names": names}


def memory_rows(threads: int, choice: Choice) -> Iterator[Row]:
    """Compare the peaks of memory."""
    if choice.takes(MEMORY):
        try:
            ours, theirs = (memory.peak_bytes(module, threads) for module in ("minitorch_ref", choice.peer))
        except WorkerError as error:
            yield Row(MEMORY, threads, None, memory.MEMORY_TARGET, error=str(error))
        else:
            yield Row(MEMORY, threads, ours / theirs, memory.MEMORY_TARGET)


def startup_rows(choice: Choice) -> Iterator[Row]:
    """Measure how fast a process can start to work."""
    if choice.takes(IMPORT):
        yield Row(IMPORT, 2, startup.import_ratio(choice.plan.rounds), startup.IMPORT_TARGET)
    if choice.takes(KERNEL):
        yield Row(KERNEL, 2, startup.kernel_seconds(choice.plan.rounds), startup.KERNEL_TARGET, unit="s")
