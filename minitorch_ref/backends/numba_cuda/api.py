"""The one `cuda` that kernels are written against: Numba's, or the simulator's when MINITORCH_CUDA=simulator.

Without a GPU and without the simulator `cuda` is still Numba's, so that kernels can be compiled, but not run.
"""

import os
from typing import Any

__all__ = ["SIMULATED", "cuda", "is_available"]

SIMULATED = os.environ.get("MINITORCH_CUDA", "") == "simulator"
"""Whether kernels run in the simulator: chosen by the environment when this module is imported."""

cuda: Any

if SIMULATED:
    from minitorch_ref.backends.cuda_simulator import cuda
else:
    import numba.cuda
    import numba.cuda.random

    cuda = numba.cuda


def is_available() -> bool:
    """Return whether kernels can run in this process."""
    return bool(cuda.is_available())
