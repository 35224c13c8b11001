"""Compiled functions of one number for small arrays, which `functions/small.py` hands over as they are.

One thread writes all; a kernel that is told nothing but two vectors begins soonest.
"""

from collections.abc import Callable

import numpy as np

from minitorch_ref.backends import elementwise
from minitorch_ref.backends.numba_cpu.elementwise import MAPS
from minitorch_ref.backends.numba_cpu.jit import Array, Kernel

__all__ = ["SMALL_MAPS"]

FASTER = ("erf", "exp", "expm1", "log1p", "relu", "rsqrt", "sigmoid", "sqrt")
SMALLEST = 1024
"""Up to this many elements NumPy has finished before a kernel has begun."""


def small_map(name: str) -> Callable[[Array], Array]:
    """Return the compiled function, which leaves to NumPy what kernels are not made for."""
    plain, function = elementwise.MAPS[name], MAPS[name]

    def write(out: Array, x: Array) -> None:
        for i in range(x.size):
            out[i] = function(x[i])

    kernel = Kernel(write, f"small_maps.{name}")

    def apply(x: Array) -> Array:
        if x.size < SMALLEST or x.dtype.char not in "fd" or not x.flags.carray:
            unchanged: Array = plain(x)
            return unchanged
        out = np.empty(x.shape, x.dtype)
        if x.ndim == 1:
            kernel.serial(out, x)
        else:
            kernel.serial(out.reshape(-1), x.reshape(-1))
        return out

    return apply


SMALL_MAPS = {name: small_map(name) for name in FASTER}
