"""The buffer of a storage on the device, with what the rest of the framework asks of a NumPy array."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from minitorch_ref.backends.numba_cuda import faults, fill, philox, transfers
from minitorch_ref.backends.numba_cuda.allocator import allocator
from minitorch_ref.backends.numba_cuda.api import cuda
from minitorch_ref.dtypes import DType
from minitorch_ref.errors import UnsupportedError
from minitorch_ref.shapes import Layout
from minitorch_ref.storage import Device

__all__ = ["DeviceMemory", "device_memory"]

NAMES = ("bool", "uint8", "int8", "int16", "int32", "int64", "float32", "float64")
"""The element types that the kernels are compiled for."""


class DeviceMemory:
    """A flat buffer on the device; it goes back to the allocator with its last user.

    Attributes:
        array: the device array that kernels get; it may be longer than the buffer.
    """

    __slots__ = ("array", "dtype", "key", "length")
    ndim = 1

    def __init__(self, size: int, dtype: np.dtype[Any]) -> None:
        self.length, self.dtype = size, dtype
        self.array, self.key = allocator.take(size, dtype)

    def __del__(self) -> None:
        if hasattr(self, "key"):
            allocator.give_back(self.array, self.key)

    def __len__(self) -> int:
        return self.length

    @property
    def itemsize(self) -> int:
        """Bytes of one element."""
        return self.dtype.itemsize

    @property
    def nbytes(self) -> int:
        """Bytes of all elements."""
        return self.length * self.dtype.itemsize

    @property
    def address(self) -> int:
        """Where the first byte is in the memory of the device."""
        interface = getattr(self.array, "__cuda_array_interface__", None)
        return id(self.array) if interface is None else int(interface["data"][0])

    def read(self, layout: Layout) -> NDArray[Any]:
        """Return a copy on the host of the elements of a layout; it is read-only, because writing to it is a mistake.

        Raises: what kernels launched before have noted, see `faults`.
        """
        if 0 in layout.shape:
            return np.empty(layout.shape, self.dtype)
        last = layout.offset + sum((n - 1) * step for n, step in zip(layout.shape, layout.strides, strict=True))
        copied = transfers.from_device(self.array[layout.offset : last + 1])
        faults.raise_noted()
        strides = [step * self.dtype.itemsize for step in layout.strides]
        shown = np.ndarray(layout.shape, self.dtype, copied, 0, strides)
        shown.flags.writeable = False
        return shown

    def write(self, array: NDArray[Any]) -> None:
        """Copy a flat array of the host into the buffer."""
        transfers.to_device(array, self.array)

    def count_up(self, start: float, step: float) -> None:
        """Write start, start + step, start + 2 * step, ..."""
        fill.count_up(self.array, self.length, start, step)

    def draw(self, kind: str, seed: int, call: int, *bounds: int) -> None:
        """Fill with "uniform" or "normal" random numbers, or with "integers" between two bounds."""
        draw: Any = {"uniform": philox.uniform, "normal": philox.normal, "integers": philox.integers}[kind]
        draw(self.array, self.length, seed, call, *bounds)

    def tolist(self) -> list[Any]:
        """Return the elements as Python numbers."""
        result: list[Any] = self.read(Layout((self.length,), (1,))).tolist()
        return result

    def __getitem__(self, position: int) -> Any:
        return self.read(Layout((), (), range(self.length)[position]))[()]

    def __setitem__(self, position: Any, value: Any) -> None:
        whole = position is Ellipsis
        first, count = (0, self.length) if whole else (range(self.length)[position], 1)
        fill.fill(self.array, first, count, value)


def device_memory(size: int, dtype: DType, device: Device) -> DeviceMemory:
    """Return memory for `size` elements.

    Raises:
        UnsupportedError: (a RuntimeError) for an element type without kernels.
        OutOfMemoryError: (a RuntimeError) if there is not enough.
    """
    if dtype.name not in NAMES:
        raise UnsupportedError(
            f"cuda: there are no kernels for {dtype}, only for {', '.join(NAMES)}; convert before moving to the "
            f"device, or stay on the CPU"
        )
    return DeviceMemory(size, dtype.numpy)


def memory_info() -> tuple[int, int]:
    """Return the free and the whole memory of the device in bytes, as the driver sees them."""
    free, total = cuda.current_context().get_memory_info()
    return int(free), int(total)
