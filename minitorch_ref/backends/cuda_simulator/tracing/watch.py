"""`watch`: trace every launch that a piece of code makes, such as an operation on tensors."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from minitorch_ref.backends.cuda_simulator.launch import running
from minitorch_ref.backends.cuda_simulator.limits import LaunchShape
from minitorch_ref.backends.cuda_simulator.tracing.result import Trace
from minitorch_ref.backends.cuda_simulator.tracing.tracer import LIMIT, trace
from minitorch_ref.errors import CudaError

__all__ = ["watch"]


@contextmanager
def watch(limit: int = LIMIT) -> Iterator[list[Trace]]:
    """Collect the traces of all launches in the simulator that this thread of Python makes in a `with` statement.

    Args:
        limit: how many accesses are noted at most in one launch.
    Raises: CudaError where an untraced launch would: if threads wait for ever, or a kernel fails.
    """
    traces: list[Trace] = []

    def observe(kernel: Any, shape: LaunchShape, arguments: tuple[Any, ...]) -> None:
        grid, block, dynamic = shape
        traces.append(trace(kernel, grid, block, *arguments, dynamic_shared=dynamic, limit=limit))
        for problem in traces[-1].problems:
            if problem.kind in ("barrier", "exception"):
                raise CudaError(problem.message)

    before = getattr(running, "observer", None)
    running.observer = observe
    try:
        yield traces
    finally:
        running.observer = before
