"""The device itself: whether it is there, what it is called, and how the framework comes to use it."""

import ctypes
import os
from functools import cache
from typing import NamedTuple

from minitorch_ref.errors import DeviceError
from minitorch_ref.storage import Device

__all__ = ["CHOICE", "Properties", "connect", "count", "is_available", "properties"]

CHOICE = "MINITORCH_CUDA"
THE_DEVICE = Device("cuda", 0)
HELP = f"set the environment variable {CHOICE}=simulator before the program starts to run kernels without a GPU"


class Properties(NamedTuple):
    """What a device is."""

    name: str
    major: int
    minor: int
    total_memory: int
    multi_processor_count: int


def simulated() -> bool:
    """Say whether a simulator has been asked for: this framework's or Numba's own."""
    return os.environ.get(CHOICE) == "simulator" or os.environ.get("NUMBA_ENABLE_CUDASIM") == "1"


@cache
def is_available() -> bool:
    """Return whether kernels can run here; Numba is not imported where there is no driver."""
    if not simulated():
        try:
            ctypes.CDLL("libcuda.so.1")
        except OSError:
            return False
    try:
        from minitorch_ref.backends.numba_cuda import api
    except ImportError:
        return False
    return bool(api.is_available())


def count() -> int:
    """Return how many devices tensors can be put on: one, if there is any."""
    return int(is_available())


@cache
def connect(index: int | None) -> Device:
    """Make the device ready for tensors, and return the one object that stands for it.

    Raises: DeviceError (a RuntimeError) if there is no such device.
    """
    if not is_available():
        raise DeviceError(f"device: no CUDA GPUs are available: there is no GPU, driver or numba-cuda here; {HELP}")
    if index:
        if index >= count():
            raise DeviceError(f"CUDA error: invalid device ordinal: 'cuda:{index}'; there is only 'cuda:0' here")
    elif index is None:
        return connect(0)
    from minitorch_ref.backends.numba_cuda.backend import CudaBackend
    from minitorch_ref.backends.numba_cuda.memory import device_memory
    from minitorch_ref.backends.selection import DEVICE_BACKENDS
    from minitorch_ref.storage import ALLOCATORS

    ALLOCATORS["cuda"] = device_memory
    DEVICE_BACKENDS["cuda"] = CudaBackend()
    return THE_DEVICE


def properties() -> Properties:
    """Return name, compute capability, memory in bytes and processors of the device."""
    from minitorch_ref.backends.numba_cuda.api import SIMULATED, cuda

    connect(0)
    device = cuda.get_current_device()
    name = device.name.decode() if isinstance(device.name, bytes) else str(device.name)
    total = int(cuda.current_context().get_memory_info()[1])
    major, minor = device.compute_capability
    return Properties("MiniTorch's simulator" if SIMULATED else name, major, minor, total, device.MULTIPROCESSOR_COUNT)
