"""How a kernel is compiled: two decorators, and the choice between one thread and all.

    @helper                          # inlined into the kernels that call it
    def scale_row(out, x, factor):
        for i in range(out.size):
            out[i] = x[i] * factor

    @kernel
    def scale_rows(out, x, factors, columns):
        for row in prange(factors.size):
            first = row * columns
            scale_row(out[first : first + columns], x[first : first + columns], factors[row])

    scale_rows[out.size](out, x, factors, columns)

The number in brackets says how much work there is, as the numbers in brackets behind a CUDA kernel say how many threads
there are: for little work, or if there is one thread, the kernel runs without others. Either version is compiled when
it is first needed and kept on disk (`cache.py`).
"""

import functools
from collections.abc import Callable
from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray

from minitorch_ref.backends.numba_cpu import pool
from minitorch_ref.backends.numba_cpu.cache import KernelCache, cache_folder
from minitorch_ref.backends.numba_cpu.start import prepare_compiler

__all__ = [
    "PARALLEL_FROM",
    "Array",
    "Kernel",
    "Number",
    "helper",
    "integer",
    "kernel",
    "named",
    "prange",
    "summing_helper",
]

Array = NDArray[Any]
Number = Any
"""An element of an array, float32 or float64: what a helper is given decides what it computes in."""

prange: type[range] = numba.prange
integer: Any = np.int64
"""Makes a signed integer of an index of `prange`, which is unsigned: with signed ones it would make floats."""

PARALLEL_FROM = 32_768
"""From this many elements on, more threads are worth waking: that takes about as long as adding 20,000 numbers."""

EXACT = frozenset(["contract"])
"""A product and a sum may be rounded once. Nothing else may change: NaN, infinity and -0.0 are what they are."""

SUMMING = frozenset(["contract", "reassoc"])
"""Terms may be added in another order, which adding eight at once needs. NaN and infinity stay defined."""

ONLY_PRANGE = {
    "prange": True, "comprehension": False, "reduction": False, "inplace_binop": False, "setitem": False,
    "numpy": False, "stencil": False, "fusion": False,
}  # fmt: skip
"""Only loops that say so run on several threads: looking for others takes the compiler long."""


ONLY_FROM_KERNELS = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}


def compiled(function: Callable[..., Any], flags: frozenset[str], **options: Any) -> Any:
    """Return a function that is compiled when it is called first."""
    return numba.njit(nogil=True, error_model="numpy", fastmath=set(flags), **options)(function)


def helper(function: Callable[..., Any], name: str = "") -> Any:
    """Compile a function that only kernels and other helpers call; one that a function has made needs a name."""
    return compiled(named(function, name), EXACT, **ONLY_FROM_KERNELS)


def named(function: Callable[..., Any], name: str) -> Callable[..., Any]:
    """Give a name to a function that was made by another one.

    The linker tells machine code apart by the qualified names of functions. What several programs have compiled and
    kept meets in one process: if two functions had one name there, one would be taken for the other.
    """
    if name:
        function.__qualname__ = name
    assert "<" not in function.__qualname__, f"{function.__qualname__} needs a name of its own"
    return function


def summing_helper(function: Callable[..., Any]) -> Any:
    """Compile a helper in which the terms of sums may be added in another order."""
    return compiled(named(function, ""), SUMMING, **ONLY_FROM_KERNELS)


class Kernel:
    """A function that loops over storage, compiled for one thread and for all.

    Args:
        function: the loop; its `prange` is what is shared out among threads.
        name: under which it is kept on disk, unique; by default that of the module and the function.
    """

    def __init__(self, function: Callable[..., Any], name: str | None = None) -> None:
        self.function = named(function, name or "")
        self.name = name or f"{function.__module__.rpartition('.')[2]}.{function.__name__}"
        self.__doc__ = function.__doc__

    def __getitem__(self, work: int) -> Callable[..., Any]:
        """Return the version that is fastest for so many elements."""
        if work >= PARALLEL_FROM and pool.is_parallel():
            return self.parallel
        return self.serial  # type: ignore[no-any-return]

    @functools.cached_property
    def serial(self) -> Any:
        """The version for one thread."""
        return self.kept(compiled(self.function, EXACT), "serial")

    @functools.cached_property
    def parallel(self) -> Callable[..., Any]:
        """The version for all threads."""
        return pool.guarded(self.kept(compiled(self.function, EXACT, parallel=ONLY_PRANGE), "parallel"))

    def kept(self, dispatcher: Any, version: str) -> Any:
        """Let a compiled function look on disk first."""
        folder = cache_folder()
        if folder is None:
            prepare_compiler()
        else:
            dispatcher._cache = KernelCache(f"{self.name}-{version}", folder)
        return dispatcher


def kernel(function: Callable[..., Any]) -> Kernel:
    """Compile a function that Python calls, with storages and numbers."""
    return Kernel(function)
