"""The rows of the result, and how they are printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.cases.case import Case
from benchmarks.duel import Comparison
from benchmarks.figures import geometric_mean

__all__ = ["MEAN_TARGET", "Row", "heading", "line", "mean_row", "summary"]

MEAN_TARGET = 0.65
"""The geometric mean of the ratios of all operations."""

WIDTH = 58


@dataclass(frozen=True)
class Row:
    """One figure and what it should be.

    Attributes:
        name: what was measured.
        threads: with how many threads.
        value: the figure, a ratio unless `unit` says otherwise; None if it could not be measured.
        target: the largest value that counts as met.
        unit: "" for a ratio, else for example "s".
        is_step: whether it counts as a whole step, and not as an operation.
        ours, peer: seconds of one call, where the figure is their ratio.
        error: why there is no figure.
    """

    name: str
    threads: int
    value: float | None
    target: float
    unit: str = ""
    is_step: bool = True
    ours: float | None = None
    peer: float | None = None
    error: str | None = None

    @classmethod
    def of_case(cls, case: Case, threads: int, result: Comparison | Exception) -> Row:
        """Return the row of a case that was measured, or that failed."""
        what = {"name": case.name, "threads": threads, "target": case.target, "is_step": case.is_step}
        if isinstance(result, Exception):
            return cls(**what, value=None, error=str(result))
        return cls(**what, value=result.ratio, ours=result.ours, peer=result.peer)

    @property
    def is_met(self) -> bool:
        """Whether there is a figure and it is as small as it should be."""
        return self.value is not None and self.value <= self.target


def mean_row(rows: Sequence[Row], threads: int) -> Row | None:
    """Return the geometric mean over the operations measured with so many threads, or None if there are none."""
    ratios = [row.value for row in rows if row.threads == threads and not row.is_step and row.value is not None]
    if not ratios:
        return None
    return Row(f"geometric mean of {len(ratios)} operations", threads, geometric_mean(ratios), MEAN_TARGET)


def heading(peer: str) -> str:
    """Return the line above the rows."""
    return f"{'our time / ' + peer:{WIDTH}} threads   ratio  target            ours      {peer}"


def line(row: Row) -> str:
    """Return one row as text; a target that is not met is marked."""
    start = f"{row.name:{WIDTH}} {row.threads:>7}"
    if row.value is None:
        return f"{start}       -  {row.target:6.2f}  FAILED  {row.error}"
    mark = "      " if row.is_met else "MISSED"
    times = "" if row.ours is None or row.peer is None else f"  {duration(row.ours):>9} {duration(row.peer):>9}"
    return f"{start} {row.value:7.2f}{row.unit:1} {row.target:6.2f}  {mark}{times}".rstrip()


def duration(seconds: float) -> str:
    """Return a time in the unit that suits it."""
    for unit, size in (("s", 1.0), ("ms", 1e-3)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds / 1e-6:.3g} us"


def summary(rows: Sequence[Row]) -> str:
    """Return how many targets are met."""
    return f"{sum(row.is_met for row in rows)} of {len(rows)} targets met"
