"""Compiled functions of one number for small arrays, which `functions/small.py` hands over as they are."""

from collections.abc import Callable

import numpy as np

from minitorch_ref.backends import elementwise
from minitorch_ref.backends.numba_cpu.elementwise import map_kernel
from minitorch_ref.backends.numba_cpu.jit import Array

__all__ = ["SMALL_MAPS"]

FASTER = ("erf", "exp", "expm1", "log1p", "rsqrt", "sigmoid", "sqrt")
SMALLEST = 1024
"""Up to this many elements NumPy has finished before a kernel has begun."""


def small_map(name: str) -> Callable[[Array], Array]:
    """Return the compiled function, which leaves to NumPy what kernels are not made for."""
    plain, kernel = elementwise.MAPS[name], map_kernel(name)

    def apply(x: Array) -> Array:
        if x.size < SMALLEST or x.dtype.char not in "fd" or not x.flags.carray:
            unchanged: Array = plain(x)
            return unchanged
        out = np.empty(x.shape, x.dtype)
        kernel.serial(out.reshape(-1), 0, x.reshape(-1), 0, 0, 0, 0, 1, 1, 1, x.size)
        return out

    return apply


SMALL_MAPS = {name: small_map(name) for name in FASTER}
