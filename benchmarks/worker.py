"""A process that runs the cases on one framework, on request: one line of JSON in, one line out.

    python -m benchmarks.worker minitorch_ref

Each framework has a process of its own, because two pools of threads in one process disturb each other: after its
work a pool waits by spinning, on the cores that the other framework is using by then.
"""

from __future__ import annotations

import gc
import importlib.util
import json
import os
import statistics
import sys
import time
import traceback
from collections.abc import Callable
from typing import Any

from benchmarks.cases.case import Work, all_cases, all_growths

BLOCK_SECONDS = 2e-4
"""Calls are timed in blocks of about this length, so that reading the clock costs nothing."""


def main() -> None:
    """Answer requests until there are no more."""
    answers, sys.stdout = sys.stdout, sys.stderr  # a framework that prints must not garble the answers
    framework = load(sys.argv[1])
    session = Session(framework)
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = getattr(session, request.pop("do"))(**request)
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}", "traceback": traceback.format_exc()}
        print(json.dumps(answer), file=answers, flush=True)


def load(name: str) -> Any:
    """Import a framework, or what stands for it in `benchmarks.peers`.

    It gets the threads that the environment says, which torch needs to be told again.
    """
    adapter = f"benchmarks.peers.{name}"
    framework = importlib.import_module(adapter if importlib.util.find_spec(adapter) else name)
    if hasattr(framework, "set_num_threads"):
        framework.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
    return framework


class Session:
    """One framework and the work that is prepared on it."""

    def __init__(self, framework: Any) -> None:
        self.framework = framework
        self.work: Work | None = None
        self.calls = 1

    def prepare(self, name: str, size: int | None = None) -> dict[str, Any]:
        """Make the inputs of a case, or of a growth of that size, and run it until it is warm."""
        self.work = None
        gc.collect()
        if size is None:
            work = all_cases()[name].prepare(self.framework)
        else:
            work = all_growths()[name].prepare(self.framework, size)
        self.work = ready(work, self.framework)
        seconds = [timed(self.work, 1) for _ in range(4)]  # the first compiles kernels, the second makes states
        self.calls = max(1, round(BLOCK_SECONDS / min(seconds)))
        return {"first_call": seconds[0]}

    def take_turn(self, seconds: float) -> dict[str, Any]:
        """Work for about this long, at least three times, and return the median time of a call."""
        assert self.work is not None
        timed(self.work, self.calls)  # the caches belonged to the other process
        times: list[float] = []
        end = time.perf_counter() + seconds
        while len(times) < 3 or time.perf_counter() < end:
            times.append(timed(self.work, self.calls))
        return {"seconds": statistics.median(times)}

    def version(self) -> dict[str, Any]:
        """Return the version of the framework."""
        return {"version": str(getattr(self.framework, "__version__", "of this checkout"))}


def ready(work: Work, framework: Any) -> Work:
    """Return work as the framework runs it best, which a lazy one says in its `ready`."""
    make_ready = getattr(framework, "ready", None)
    return work if make_ready is None else make_ready(work)


def timed(work: Callable[[], Any], calls: int) -> float:
    """Return the seconds of one call, averaged over some."""
    begin = time.perf_counter()
    for _ in range(calls):
        work()
    return (time.perf_counter() - begin) / calls


if __name__ == "__main__":
    main()
