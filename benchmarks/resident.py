"""How much memory a process and its children have resident, from /proc, and whether it grows with the work done."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

MIB = 2**20
PAGE = os.sysconf("SC_PAGE_SIZE")


class Sample(NamedTuple):
    """A moment of a run.

    Attributes:
        seconds: since the start.
        done: submissions graded by then.
        coordinator: MiB resident in the command's own process.
        workers: MiB resident in its children, added up; pages that a fork shares count in each.
    """

    seconds: float
    done: int
    coordinator: float
    workers: float


def resident(pid: int) -> float:
    """Return the MiB that a process has resident; 0 if it is gone."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE / MIB
    except (OSError, IndexError):
        return 0.0


def children_of(pid: int) -> list[int]:
    """Return the process ids of a process's children, whichever of its threads has started them."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(status.read_text().rpartition(")")[2].split()[1])
        except (OSError, IndexError):
            continue
        if parent == pid:
            found.append(int(status.parent.name))
    return found


def slope(places: Sequence[float], values: Sequence[float]) -> float:
    """Return the slope of the straight line that fits best by least squares; 0 where all places are one."""
    middle, level = sum(places) / len(places), sum(values) / len(values)
    spread = sum((place - middle) ** 2 for place in places)
    return sum((p - middle) * (v - level) for p, v in zip(places, values, strict=True)) / spread if spread else 0.0


def at_share(samples: Sequence[Sample], share: float, total: int) -> Sample:
    """Return the first sample in which so large a share of all submissions was done; the last one if there is none."""
    return next((sample for sample in samples if sample.done >= share * total), samples[-1])


def growth(samples: Sequence[Sample], total: int) -> dict[str, dict[str, float]]:
    """Return, of coordinator and workers: MiB at 10 and at 100 per cent, at most, and MiB more per 1,000 submissions.

    The first tenth does not count for the slope: caches fill in it. 100 per cent is the last look before all were done.
    """
    first = at_share(samples, 0.1, total)
    grading = [sample for sample in samples if first.done <= sample.done < total] or [first]
    last = grading[-1]
    found = {}
    for name in ("coordinator", "workers"):
        line = slope([float(sample.done) for sample in grading], [getattr(sample, name) for sample in grading])
        found[name] = {
            "mib_at_10_percent": round(getattr(first, name), 1),
            "mib_at_100_percent": round(getattr(last, name), 1),
            "mib_at_most": round(max(getattr(sample, name) for sample in samples), 1),
            "mib_per_1000_submissions": round(1000 * line, 2),
        }
    return found


def memory_in_words(name: str, memory: Mapping[str, float]) -> str:
    """One line of what `growth` found."""
    return (
        f"memory of the {name}: {memory['mib_at_10_percent']:.0f} MiB at 10 % of the submissions, "
        f"{memory['mib_at_100_percent']:.0f} at 100 %, {memory['mib_at_most']:.0f} at most; "
        f"{memory['mib_per_1000_submissions']:+.1f} MiB per 1,000 submissions"
    )
