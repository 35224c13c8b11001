"""The default on the CPU: for each operation and size the loops that measured faster, NumPy's or the compiled ones.

A compiled kernel costs a fraction of a second in the first program on a machine that needs it, while it is compiled,
and some milliseconds in every later one, while it is loaded (`numba_cpu/cache.py`). Work on small tensors is over
before that: it never loads Numba. Where Numba or the folder `numba_cpu` is missing, everything is NumPy's.
"""

import functools
import importlib
import math

from minitorch_ref.backends.interface import Backend, Kernel
from minitorch_ref.backends.numpy_backend.backend import NumpyBackend
from minitorch_ref.storage import Strided

__all__ = ["FUSED_FROM", "FastestBackend", "compiled_backend"]

FUSED_FROM = 16_384
"""From this many elements on, a fused kernel is faster than what it replaces, on one thread and on two."""


@functools.cache
def compiled_backend() -> Backend | None:
    """Return the backend of compiled loops, or None where it cannot be: then NumPy does all."""
    try:
        module = importlib.import_module("minitorch_ref.backends.numba_cpu.backend")
        importlib.import_module("minitorch_ref.backends.numba_cpu.jit")
    except ModuleNotFoundError:
        return None
    backend: Backend = module.NumbaBackend()
    return backend


class FastestBackend(NumpyBackend):
    """NumPy's loops, and compiled ones where those are faster."""

    name = "auto"

    def kernel(self, name: str, *operands: Strided) -> Kernel | None:
        """See Backend.kernel: None for little work."""
        if math.prod(operands[0].layout.shape) < FUSED_FROM:
            return None
        compiled = compiled_backend()
        return compiled.kernel(name, *operands) if compiled else None
