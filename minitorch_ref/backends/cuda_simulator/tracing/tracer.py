"""`trace`: run a kernel under observation."""

from collections.abc import Sequence
from typing import Any

from minitorch_ref.backends.cuda_simulator.launch import Launch
from minitorch_ref.backends.cuda_simulator.limits import Dim3, launch_shape
from minitorch_ref.backends.cuda_simulator.thread import threads_of
from minitorch_ref.backends.cuda_simulator.tracing.faults import problems_of
from minitorch_ref.backends.cuda_simulator.tracing.races import find_races
from minitorch_ref.backends.cuda_simulator.tracing.recorder import Recorder
from minitorch_ref.backends.cuda_simulator.tracing.records import Problem
from minitorch_ref.backends.cuda_simulator.tracing.result import Trace
from minitorch_ref.backends.cuda_simulator.tracing.spaces import TracedSpaces
from minitorch_ref.backends.cuda_simulator.tracing.wording import Cast
from minitorch_ref.errors import CudaError

__all__ = ["trace"]

Size = int | Sequence[int]
LIMIT = 2_000_000


def trace(kernel: Any, grid: Size, block: Size, *arguments: Any, dynamic_shared: int = 0, limit: int = LIMIT) -> Trace:
    """Run a kernel in the simulator and return what every thread did to memory.

    Args:
        kernel: made by `cuda.jit`, of the simulator or of Numba.
        grid: how many blocks along x, y, z; an int means x.
        block: how many threads.
        arguments: of the kernel; arrays, of NumPy or of the simulator, are written to as in a launch.
        dynamic_shared: bytes of dynamic shared memory.
        limit: how many accesses are noted at most.
    Returns: the trace, also of a kernel that fails: what is wrong is in its `problems`.
    Raises: CudaError if a GPU would refuse the launch, or there are more than `limit` accesses.
    """
    function = kernel.py_func
    shape = launch_shape(function.__name__, grid, block, dynamic_shared)
    recorder = Recorder(limit)
    launch = Launch(function, shape, arguments, TracedSpaces(shape.dynamic_bytes, recorder))
    recorder.side = launch.kernel_side
    launch.kernel_side.fenced = recorder.fenced
    problems = []
    try:
        launch.run(recorder.enter_block, recorder.passed)
    except CudaError as error:
        if len(recorder.events) > limit:
            raise
        problems.append(_failure(error, recorder))
    cast = Cast(recorder.blocks, [thread.index for thread in threads_of(shape.block)])
    problems += problems_of(recorder.faults, cast)
    problems += find_races(recorder, cast)
    return Trace(function.__name__, shape, recorder, cast, problems)


def _failure(error: CudaError, recorder: Recorder) -> Problem:
    waiting = "wait for ever" in str(error)
    block = recorder.blocks[-1] if recorder.blocks else Dim3(0, 0, 0)
    thread = recorder.side.thread if recorder.side else None
    threads = (thread.index,) if thread and not waiting else ()
    kind = "barrier" if waiting else "exception"
    return Problem(kind, f"{kind}: {error}", 0, "", (), block, threads, 1)
