"""The one `cuda` that kernels are written against: Numba's, or the simulator's when MINITORCH_CUDA=simulator.

`random` is `numba.cuda.random` or what stands for it. Without a GPU and without the simulator both are still Numba's:
kernels can be compiled then, but not run.
"""

import os
from contextlib import suppress
from importlib import import_module
from typing import Any

__all__ = ["SIMULATED", "cuda", "is_available", "random"]

SIMULATED = os.environ.get("MINITORCH_CUDA", "") == "simulator"
"""Whether kernels run in the simulator: chosen by the environment when this module is imported."""

cuda: Any
random: Any

if SIMULATED:
    from minitorch_ref.backends.cuda_simulator import cuda, random
else:
    import numba.cuda
    import numba.cuda.random

    cuda, random = numba.cuda, numba.cuda.random
    for settings in ("numba.core.config", "numba.cuda.core.config"):  # which of them counts depends on the version
        with suppress(ModuleNotFoundError):
            import_module(settings).CUDA_LOW_OCCUPANCY_WARNINGS = 0  # type: ignore[attr-defined]
    # Numba warns of every launch with few blocks, which is right for a small tensor


def is_available() -> bool:
    """Return whether kernels can run in this process."""
    return bool(cuda.is_available())
