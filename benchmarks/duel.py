"""Two processes, one for each framework, that take turns: neither works while the other is timed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple

from benchmarks import figures

__all__ = ["Comparison", "Duel", "Plan", "WorkerError", "environment"]

ROOT = Path(__file__).resolve().parents[1]
THREAD_VARIABLES = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS")
REST = 0.003
"""Seconds between turns, for the other's threads to stop spinning and sleep."""


class Plan(NamedTuple):
    """How long to measure: the number of rounds, in each of which both take a turn of so many seconds."""

    rounds: int
    seconds: float


class Comparison(NamedTuple):
    """Medians over the rounds: seconds of one call of ours and of the peer's, and the ratio within a round."""

    ours: float
    peer: float
    ratio: float


class Duel:
    """Ours against a peer, both with the same number of threads.

    Args:
        peer: the name of the module to compare with, for example "torch".
        threads: how many threads each of them may use.
    """

    def __init__(self, peer: str, threads: int) -> None:
        self.sides = [Side("minitorch_ref", threads), Side(peer, threads)]

    def __enter__(self) -> Duel:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for side in self.sides:
            side.close()

    def versions(self) -> list[str]:
        """Return the versions of ours and of the peer."""
        return [side.ask(do="version")["version"] for side in self.sides]

    def compare(self, plan: Plan, name: str, size: int | None = None) -> Comparison:
        """Measure one case, or one size of a growth.

        Raises: WorkerError if a framework cannot do it.
        """
        for side in self.sides:
            side.ask(do="prepare", name=name, size=size)
        times: list[list[float]] = [[], []]
        for number in range(plan.rounds):
            for place in (0, 1) if number % 2 == 0 else (1, 0):
                time.sleep(REST)
                times[place].append(self.sides[place].ask(do="take_turn", seconds=plan.seconds)["seconds"])
        return Comparison(*map(figures.median, times), figures.ratio(*times))


class WorkerError(Exception):
    """A framework failed at a case."""


class Side:
    """A worker process and the line to it."""

    def __init__(self, module: str, threads: int) -> None:
        self.module = module
        self.process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.worker", module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env=environment(threads),
        )

    def ask(self, **request: Any) -> dict[str, Any]:
        """Send a request and return the answer."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"the process of {self.module} ended with exit status {self.process.wait()}")
        answer: dict[str, Any] = json.loads(line)
        if "error" in answer:
            raise WorkerError(f"{self.module}: {answer['error']}")
        return answer

    def close(self) -> None:
        """End the process."""
        self.process.communicate()


def environment(threads: int) -> dict[str, str]:
    """Return the environment in which every library starts with this number of threads, and keeps what it compiled.

    Modules come from this checkout first, then from where PYTHONPATH says, for a peer that has a folder of its own.
    """
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    path = os.pathsep.join(filter(None, [str(ROOT), kept.get("PYTHONPATH")]))
    return {**kept, "PYTHONPATH": path, **dict.fromkeys(THREAD_VARIABLES, str(threads))}
