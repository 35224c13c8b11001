"""Global memory of the simulated GPU: arrays that the host reaches by copying only."""

import weakref
from typing import Any

import numpy as np
from numpy.typing import NDArray

from minitorch_ref.backends.cuda_simulator.poison import element_type, poisoned
from minitorch_ref.errors import CudaError

__all__ = ["TOTAL_BYTES", "Allocation", "DeviceArray", "device_array", "free_bytes", "to_device"]

TOTAL_BYTES = 8 * 2**30
"""The memory of the simulated GPU."""

_in_use = [0]


class Allocation:
    """A piece of global memory; its bytes are free again when no array uses it any more.

    Attributes:
        nbytes: its size.
        written: whether anything has been written to it since it was handed out.
        address: where it begins on the host.
    """

    def __init__(self, nbytes: int, written: bool) -> None:
        if _in_use[0] + nbytes > TOTAL_BYTES:
            raise CudaError(
                f"out of memory (CUDA_ERROR_OUT_OF_MEMORY): {nbytes} bytes asked for, "
                f"{free_bytes()} of {TOTAL_BYTES} free"
            )
        self.nbytes = nbytes
        self.written = written
        self.address = 0
        _in_use[0] += nbytes
        weakref.finalize(self, _release, nbytes)


def _release(nbytes: int) -> None:
    _in_use[0] -= nbytes


def free_bytes() -> int:
    """Return how many bytes of global memory are free."""
    return TOTAL_BYTES - _in_use[0]


class DeviceArray:
    """An array in global memory, or a view of one.

    Args:
        memory: the elements; only a running kernel and the methods below touch them.
        allocation: the memory that views share.
    """

    def __init__(self, memory: NDArray[Any], allocation: Allocation) -> None:
        self.memory = memory
        self.allocation = allocation
        allocation.address = allocation.address or memory.ctypes.data  # the first array is all of it

    shape = property(lambda self: self.memory.shape)
    strides = property(lambda self: self.memory.strides)
    dtype = property(lambda self: self.memory.dtype)
    ndim = property(lambda self: self.memory.ndim)
    size = property(lambda self: self.memory.size)
    nbytes = property(lambda self: self.memory.nbytes)
    alloc_size = nbytes
    T = property(lambda self: self.transpose())

    def __len__(self) -> int:
        return len(self.memory)

    def __repr__(self) -> str:
        return f"DeviceArray(shape={self.shape}, dtype={self.dtype})"

    def copy_to_host(self, ary: NDArray[Any] | None = None, stream: object = 0) -> NDArray[Any]:
        """Return a copy on the host, in `ary` if one is given."""
        if ary is None:
            return self.memory.copy(order="A")
        _check_same(self.memory, ary)
        np.copyto(ary, self.memory)
        return ary

    def copy_to_device(self, ary: Any, stream: object = 0) -> None:
        """Overwrite this array with one on the host or the device, of the same shape and type."""
        source = ary.memory if isinstance(ary, DeviceArray) else np.asarray(ary)
        _check_same(self.memory, source)
        np.copyto(self.memory, source)
        self.allocation.written = True

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NDArray[Any]:
        return self.copy_to_host().astype(dtype or self.dtype, copy=False)

    def __getitem__(self, key: Any) -> Any:
        """Return a view or, for one element, a copy of it on the host."""
        found = self.memory[key]
        return DeviceArray(found, self.allocation) if isinstance(found, np.ndarray) else found

    def __setitem__(self, key: Any, value: Any) -> None:
        """Copy one value or an array to a part of this array."""
        self.memory[key] = value.memory if isinstance(value, DeviceArray) else value
        self.allocation.written = True

    def _view(self, memory: NDArray[Any], operation: str) -> "DeviceArray":
        if memory.size and not np.may_share_memory(memory, self.memory):
            raise CudaError(f"{operation}: an array with strides {self.strides} has no such view; copy it first")
        return DeviceArray(memory, self.allocation)

    def reshape(self, *shape: Any, order: Any = "C") -> "DeviceArray":
        """Return a view of another shape."""
        return self._view(self.memory.reshape(*shape, order=order), "reshape")

    def ravel(self, order: Any = "C") -> "DeviceArray":
        """Return a view with one axis."""
        return self._view(self.memory.ravel(order=order), "ravel")

    def view(self, dtype: Any) -> "DeviceArray":
        """Return the same bytes as elements of another type."""
        return DeviceArray(self.memory.view(element_type(dtype)), self.allocation)

    def transpose(self, axes: Any = None) -> "DeviceArray":
        """Return a view with its axes in another order."""
        return DeviceArray(self.memory.transpose(axes), self.allocation)

    def is_c_contiguous(self) -> bool:
        """Return whether the elements lie in row-major order without gaps."""
        return bool(self.memory.flags.c_contiguous)

    def is_f_contiguous(self) -> bool:
        """Return whether the elements lie in column-major order without gaps."""
        return bool(self.memory.flags.f_contiguous)


def _check_same(device: NDArray[Any], host: NDArray[Any]) -> None:
    if device.shape != host.shape or device.dtype != host.dtype:
        raise CudaError(
            f"copy between host and device: both sides need one shape and one type, got {device.shape} {device.dtype} "
            f"on the device and {host.shape} {host.dtype}"
        )


def device_array(shape: Any, dtype: Any = np.float64, strides: Any = None, order: Any = "C") -> DeviceArray:
    """Return new memory on the device. What is in it is undefined: NaN, or 0xAA bytes."""
    sizes = tuple(shape) if isinstance(shape, tuple | list) else (int(shape),)
    kind = element_type(dtype)
    allocation = Allocation(int(np.prod(sizes, dtype=np.int64)) * kind.itemsize, written=False)
    memory = poisoned(sizes if order == "C" else sizes[::-1], kind)
    if strides is not None:
        memory = np.ndarray(sizes, kind, memory.reshape(-1).data, strides=strides)
    return DeviceArray(memory if order == "C" else memory.T, allocation)


def to_device(obj: Any, stream: object = 0, copy: bool = True, to: DeviceArray | None = None) -> DeviceArray:
    """Return a copy of a host array on the device; a device array as it is."""
    if to is not None:
        to.copy_to_device(obj)
        return to
    if isinstance(obj, DeviceArray):
        return obj
    array = np.asarray(obj)
    if not (array.flags.c_contiguous or array.flags.f_contiguous):
        raise ValueError(
            f"to_device: an array with gaps (strides {array.strides}) cannot be copied in one piece; pass "
            "np.ascontiguousarray(...) of it"
        )
    return DeviceArray(array.copy(order="K"), Allocation(array.nbytes, written=True))
