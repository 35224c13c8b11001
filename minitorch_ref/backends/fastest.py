"""The default on the CPU: for each operation and size the loops that measured faster, NumPy's or the compiled ones.

A compiled kernel costs a fraction of a second in the first program on a machine that needs it, while it is compiled,
and some milliseconds in every later one, while it is loaded (`numba_cpu/cache.py`). Work on small tensors is over
before that: it never loads Numba. Where Numba or the folder `numba_cpu` is missing, everything is NumPy's.
"""

import functools
import importlib
import math
from collections.abc import Callable
from typing import Any

from minitorch_ref import threads
from minitorch_ref.backends.elementwise import MAPS
from minitorch_ref.backends.interface import Backend, Kernel
from minitorch_ref.backends.numpy_backend.backend import NumpyBackend
from minitorch_ref.storage import Strided

__all__ = ["FUSED_FROM", "SMALL_MAPS", "FastestBackend", "compiled_backend"]

NUMPY = NumpyBackend()

NEVER = math.inf
NOWHERE: tuple[float, float] = (NEVER, NEVER)
FUSED_FROM = 4_096
"""From this many elements on, a fused kernel saves so much that loading Numba for it is worth while."""

FUSED_FROM_WHEN_LOADED = 256
"""The same once Numba is loaded: a call takes some microseconds, where the composed loops take some each."""

WORTH_LOADING = 32_768
"""From this many elements on, a compiled loop that is faster on one thread is worth loading Numba for."""

SMALL = 2_048
"""Once Numba is loaded, such a loop is the faster one from this many elements on."""

ONE_PASS: tuple[float, float] = (NEVER, 100_000)
"""One thread of NumPy is as fast as one of ours."""

LOOPS: dict[str, tuple[float, float]] = {
    # maps                 NumPy and compiled, milliseconds for 1e6 float32 on one thread
    "abs": ONE_PASS,
    "erf": (4_096, 4_096),  # 16.3  0.37  (NumPy has none: this is SciPy's, through a cast)
    "exp": (32_768, 32_768),  # 0.35  0.19
    "expm1": (32_768, 32_768),  # 3.9  0.20
    "log": (NEVER, 65_536),  # 0.27  0.33
    "log1p": (32_768, 32_768),  # 4.6  0.40
    "neg": ONE_PASS,  # 0.07  0.08
    "reciprocal": ONE_PASS,
    "relu": (32_768, 32_768),  # 0.41  0.09
    "rsqrt": (32_768, 32_768),  # two passes  one
    "sigmoid": (4_096, 4_096),  # 2.05  0.25
    "sqrt": (32_768, 32_768),  # 0.31  0.09
    "square": ONE_PASS,
    "tanh": (NEVER, 65_536),  # 0.18  0.29
    # zips: contiguous       0.10  0.11
    "add": ONE_PASS,
    "div": ONE_PASS,
    "eq": ONE_PASS,
    "ge": ONE_PASS,
    "gt": ONE_PASS,
    "le": ONE_PASS,
    "lt": ONE_PASS,
    "maximum": ONE_PASS,
    "minimum": ONE_PASS,
    "mul": ONE_PASS,
    "ne": ONE_PASS,
    "sub": ONE_PASS,
    # reductions: rows of 1000; NumPy's pairwise sums take three times as long as ours, its largest element twice
    "amax": (32_768, 32_768),
    "amin": (32_768, 32_768),
    "sum": (32_768, 32_768),
    # other loops
    "copy": ONE_PASS,
    "where": (4_096, 4_096),  # 4.5  0.12
}
"""From how many elements on the compiled loop is the faster one, on one thread and on several."""

BROADCAST = (65_536, 65_536)
"""The same where an operand of a zip is broadcast, which costs NumPy more: a row 0.16 and 0.11, both 0.22 and 0.08."""

REARRANGED = (65_536, 65_536)
"""The same for a copy from another layout: transposed, 0.7 and 0.1."""

SMALL_MAPS: dict[str, Callable[..., Any]] = dict(MAPS)
"""What `functions/small.py` runs: NumPy's functions and, once Numba is loaded, compiled ones in place of the slower."""

PRODUCTS_FROM = 16_777_216
"""From how many multiplications on it is worth while to load Numba if BLAS uses half of the processor: 0.3 ms."""

PRODUCTS_FROM_WHEN_LOADED = 524_288
"""The same once Numba is loaded: two matrices 80 x 80 take 11 microseconds either way, 128 x 128 take 39 and 25."""

NARROW = 32
"""Columns that two vectors of the processor hold: for fewer, BLAS is as fast."""


loaded: list[Backend | None] = []
"""What `compiled_backend` returns, once it has been asked."""


def compiled_backend() -> Backend | None:
    """Return the backend of compiled loops, or None where it cannot be: then NumPy does all."""
    if not loaded:
        loaded.append(load())
    return loaded[0]


def load() -> Backend | None:
    """Import the backend of compiled loops, if it can be."""
    try:
        module = importlib.import_module("minitorch_ref.backends.numba_cpu.backend")
        importlib.import_module("minitorch_ref.backends.numba_cpu.jit")
    except ModuleNotFoundError:
        return None
    SMALL_MAPS.update(importlib.import_module("minitorch_ref.backends.numba_cpu.small_maps").SMALL_MAPS)
    backend: Backend = module.NumbaBackend()
    return backend


@functools.cache
def blas_uses_all() -> bool:
    """Say whether BLAS is the faster one for large matrices, as it is where it knows the processor."""
    try:
        products = importlib.import_module("minitorch_ref.backends.numba_cpu.matmul")
    except ModuleNotFoundError:
        return True
    return bool(products.blas_uses_all())


def choose(size: int, thresholds: tuple[float, float]) -> Backend:
    """Return the backend of compiled loops from some size on and, if there are none or below that, NumPy's."""
    threshold = thresholds[threads.get_num_threads() > 1]
    if size < threshold and (size < SMALL or threshold > WORTH_LOADING or not loaded):
        return NUMPY
    return compiled_backend() or NUMPY


class FastestBackend(NumpyBackend):
    """NumPy's loops, and compiled ones where those are faster."""

    name = "auto"
    small_bytes = 1 << 16

    def kernel(self, name: str, *operands: Strided) -> Kernel | None:
        """See Backend.kernel: None for little work."""
        size = math.prod(operands[0].layout.shape)
        if size < FUSED_FROM_WHEN_LOADED or (size < FUSED_FROM and not loaded):
            return None
        compiled = compiled_backend()
        return compiled.kernel(name, *operands) if compiled else None

    def copy(self, out: Strided, x: Strided) -> None:
        """See Backend.copy."""
        size = math.prod(out.layout.shape)
        thresholds = LOOPS["copy"] if out.layout.strides == x.layout.strides else REARRANGED
        choose(size, thresholds).copy(out, x)

    def map(self, name: str, out: Strided, x: Strided) -> None:
        """See Backend.map."""
        choose(math.prod(out.layout.shape), LOOPS.get(name, NOWHERE)).map(name, out, x)

    def zip(self, name: str, out: Strided, x: Strided, y: Strided) -> None:
        """See Backend.zip."""
        size, thresholds = math.prod(out.layout.shape), LOOPS.get(name, NOWHERE)
        if size >= BROADCAST[0] and thresholds is ONE_PASS and x.layout.strides != y.layout.strides:
            thresholds = BROADCAST
        choose(size, thresholds).zip(name, out, x, y)

    def where(self, out: Strided, condition: Strided, x: Strided, y: Strided) -> None:
        """See Backend.where."""
        choose(math.prod(out.layout.shape), LOOPS["where"]).where(out, condition, x, y)

    def reduce(self, name: str, out: Strided, x: Strided, dims: tuple[int, ...]) -> None:
        """See Backend.reduce."""
        choose(math.prod(x.layout.shape), LOOPS.get(name, NOWHERE)).reduce(name, out, x, dims)

    def matmul(self, out: Strided, x: Strided, y: Strided) -> None:
        """See Backend.matmul: BLAS, unless it is one that does not know this processor."""
        narrow = out.layout.shape[-1] < NARROW
        products = 0 if narrow else math.prod(out.layout.shape) * x.layout.shape[-1]
        if products < PRODUCTS_FROM_WHEN_LOADED or (products < PRODUCTS_FROM and not loaded) or blas_uses_all():
            super().matmul(out, x, y)
        else:
            (compiled_backend() or NUMPY).matmul(out, x, y)
