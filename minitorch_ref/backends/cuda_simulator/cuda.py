"""The module `cuda`: names and meaning of `numba.cuda`, on the simulated GPU.

What only works inside of a kernel (threadIdx, syncthreads, shared, ...) is in `kernel_side`; a kernel that runs gets it
in the place of this module.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray

from minitorch_ref.backends.cuda_simulator import random
from minitorch_ref.backends.cuda_simulator.device import Context, Device
from minitorch_ref.backends.cuda_simulator.kernel import jit
from minitorch_ref.backends.cuda_simulator.kernel_side import KernelSide
from minitorch_ref.backends.cuda_simulator.launch import running
from minitorch_ref.backends.cuda_simulator.memory import DeviceArray, device_array, to_device
from minitorch_ref.backends.cuda_simulator.streams import Event, Stream, event_elapsed_time
from minitorch_ref.errors import CudaError

__all__ = ["device_array", "event_elapsed_time", "jit", "random", "to_device"]

stream, event = Stream, Event
default_stream = legacy_default_stream = per_thread_default_stream = Stream
_context = Context()
_ON_THE_KERNEL_SIDE = frozenset(
    ["threadIdx", "blockIdx", "blockDim", "gridDim", "laneid", "shared", "local", "const", "atomic"]
) | {name for name in vars(KernelSide) if not name.startswith("_")}


def __getattr__(name: str) -> Any:
    """Find what only kernels have, for a device function that is reached through a module the binder did not see."""
    if name not in _ON_THE_KERNEL_SIDE:
        raise AttributeError(f"cuda has no {name!r} in the simulator")
    side = getattr(running, "kernel_side", None)
    if side is None:
        raise CudaError(f"cuda.{name} has a meaning only inside of a kernel that a grid of threads runs")
    return getattr(side, name)


def is_available() -> bool:
    """Return whether kernels can run: always."""
    return True


def synchronize() -> None:
    """Wait for all work: it is done."""


def device_array_like(ary: Any, stream: object = 0) -> DeviceArray:
    """Return new memory on the device of the same shape and type."""
    fortran = ary.strides == np.empty(ary.shape, ary.dtype, order="F").strides and ary.ndim > 1
    return device_array(ary.shape, ary.dtype, order="F" if fortran else "C")


def pinned_array(shape: Any, dtype: Any = np.float64, strides: Any = None, order: Any = "C") -> NDArray[Any]:
    """Return a host array; here all of the host's memory is equally near."""
    return np.ndarray(shape, dtype, strides=strides, order=order)


@contextmanager
def pinned(*arrays: NDArray[Any]) -> Iterator[None]:
    """Do nothing: the simulator copies from anywhere."""
    yield


@contextmanager
def defer_cleanup() -> Iterator[None]:
    """Do nothing: memory is free when the last array that uses it is gone."""
    yield


def current_context(device: int = 0) -> Context:
    """Return the context, which knows the memory."""
    return _context


def get_current_device() -> Device:
    """Return the simulated GPU."""
    return _context.device


def select_device(device: int = 0) -> Context:
    """Choose the only GPU. Raises: CudaError for another one."""
    if device != 0:
        raise CudaError(f"select_device: the simulator has device 0 only, got {device}")
    return _context


def list_devices() -> list[Device]:
    """Return the simulated GPU in a list."""
    return [_context.device]


gpus = list_devices()


def is_cuda_array(obj: object) -> bool:
    """Return whether this is an array on the device."""
    return isinstance(obj, DeviceArray)


def close() -> None:
    """Do nothing: no state outlives a launch."""


def profile_start() -> None:
    """Do nothing; to see what a kernel does, trace it."""


def profile_stop() -> None:
    """Do nothing."""
