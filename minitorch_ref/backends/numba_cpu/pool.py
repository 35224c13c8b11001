"""The threads on which parallel kernels run.

Numba can share out loops by one of three libraries. Only TBB allows both to fork a process in which kernels have run
(as data loaders and the grader do) and to run kernels in two Python threads at once; its threads also sleep when there
is nothing to do, while those of OpenMP take the processor away from BLAS for as long as they wait. So the package `tbb`
is a dependency where there is one. Elsewhere "workqueue", which comes with Numba, stands in: it survives forks, is
called by one Python thread at a time, and takes ten times as long to start. If neither works, kernels have one thread.

Whoever sets NUMBA_THREADING_LAYER gets what it says.
"""

import functools
import threading
from collections.abc import Callable
from typing import Any

import numba

from minitorch_ref import threads
from minitorch_ref.backends.numba_cpu.start import preload_tbb

__all__ = ["guarded", "is_parallel", "layer"]

LAYERS = ("tbb", "omp", "workqueue")

one_at_a_time = threading.Lock()
told = threading.local()


@functools.cache
def layer() -> str:
    """Return the library that runs the threads: "tbb", "omp", "workqueue", or "serial" if there is none."""
    wanted = numba.config.THREADING_LAYER
    tbb = preload_tbb()
    if wanted == "default" and not tbb:
        numba.config.THREADING_LAYER = "workqueue"
    try:
        numba.set_num_threads(1)  # starts the threads: before, nobody knows which library works
        found = str(numba.threading_layer())
    except (ValueError, ImportError, OSError):
        return "serial"
    finally:
        told.count = None
    return found if found in LAYERS else "serial"


def is_parallel() -> bool:
    """Say whether kernels may use more than one thread, and have Numba use as many as were asked for.

    Numba counts for each Python thread separately, so every new one is told.
    """
    count = threads.get_num_threads()
    if count == 1 or layer() == "serial":
        return False
    if getattr(told, "count", None) != count:
        numba.set_num_threads(min(count, numba.config.NUMBA_NUM_THREADS))
        told.count = count
    return True


def guarded(dispatcher: Callable[..., Any]) -> Callable[..., Any]:
    """Return a parallel kernel that several Python threads may call at once."""
    if layer() != "workqueue":
        return dispatcher

    def alone(*operands: Any) -> Any:
        with one_at_a_time:
            return dispatcher(*operands)

    return alone
