"""How many threads an operation may use: one number for BLAS and for the compiled kernels."""

import functools
import os
from typing import Any

from minitorch_ref.errors import UnsupportedError

__all__ = ["get_num_threads", "limit_blas", "set_num_threads"]

chosen: list[int] = []
"""What `set_num_threads` has been told last, if anything."""


def get_num_threads() -> int:
    """Return how many threads an operation may use.

    Unless `set_num_threads` says otherwise, that is OMP_NUM_THREADS or, without it, the number of processors on which
    this process may run.
    """
    return chosen[0] if chosen else default_num_threads()


def set_num_threads(n: int) -> None:
    """Let every operation use at most n threads, in BLAS and in compiled kernels.

    Raises: UnsupportedError (a RuntimeError) if n is not a positive integer.
    """
    if isinstance(n, bool) or not isinstance(n, int) or n < 1:
        raise UnsupportedError(f"set_num_threads: expects a positive integer, got {n!r}")
    chosen[:] = [n]
    limit_blas()


def limit_blas() -> None:
    """Tell every BLAS that is loaded by now how many threads it may use, if that was set.

    Whoever loads another one (SciPy brings its own) calls this afterwards.
    """
    if chosen:
        import threadpoolctl

        threadpoolctl.threadpool_limits(limits=chosen[0], user_api="blas")


@functools.cache
def default_num_threads() -> int:
    """Return what OMP_NUM_THREADS says, as far as it is a number, else how many processors there are for us."""
    wanted = os.environ.get("OMP_NUM_THREADS", "").partition(",")[0].strip()
    if wanted.isdecimal() and int(wanted) > 0:
        return int(wanted)
    affinity: Any = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1
