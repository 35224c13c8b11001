"""Storage: a flat, typed buffer on a device. Many tensors may look at one buffer through layouts of their own."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from minitorch_ref.dtypes import DType, from_numpy_dtype
from minitorch_ref.errors import ArgumentError, ShapeError
from minitorch_ref.shapes import Layout

__all__ = ["Device", "Storage", "Strided", "UntypedStorage", "cpu"]


@dataclass(frozen=True, slots=True)
class Device:
    """Where a buffer lives; `torch.device` in PyTorch."""

    type: str = "cpu"

    def __post_init__(self) -> None:
        if self.type != "cpu":
            raise ArgumentError(f"device: there is no device {self.type!r}; the only one is 'cpu'")

    def __str__(self) -> str:
        return self.type

    def __repr__(self) -> str:
        return f"device(type={self.type!r})"


cpu = Device("cpu")


class Storage:
    """A flat buffer of elements of one type.

    Indexing reads and writes single elements by position; `len` counts elements. `version` counts the in-place
    operations that have written here: whoever needs old values compares it.
    """

    __slots__ = ("data", "dtype", "version")

    def __init__(self, data: NDArray[Any]) -> None:
        if data.ndim != 1:
            raise ShapeError(f"Storage: the buffer must be flat, got an array of shape {data.shape}")
        self.data = data
        self.dtype: DType = from_numpy_dtype(data.dtype)
        self.version = 0

    @classmethod
    def empty(cls, size: int, dtype: DType) -> "Storage":
        """Return a buffer of `size` elements whose values are whatever the memory holds."""
        return cls(np.empty(size, dtype.numpy))

    @property
    def device(self) -> Device:
        """Where the buffer lives."""
        return cpu

    def array(self, layout: Layout) -> NDArray[Any]:
        """Return a NumPy array on the same memory that shows the elements as `layout` says."""
        if 0 in layout.shape:
            return np.empty(layout.shape, self.data.dtype)
        itemsize = self.data.itemsize
        strides = [stride * itemsize for stride in layout.strides]
        return np.ndarray(layout.shape, self.data.dtype, self.data, layout.offset * itemsize, strides)

    def data_ptr(self) -> int:
        """Return the address of the first byte."""
        return int(self.data.ctypes.data)

    def nbytes(self) -> int:
        """Return the size in bytes."""
        return self.data.nbytes

    def element_size(self) -> int:
        """Return the bytes of one element."""
        return self.data.itemsize

    def size(self) -> int:
        """Return the number of elements."""
        return len(self.data)

    def tolist(self) -> list[Any]:
        """Return the elements as Python numbers."""
        result: list[Any] = self.data.tolist()
        return result

    def __len__(self) -> int:
        return len(self.data)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.data.tolist())

    def __getitem__(self, position: int) -> Any:
        return self.data[position].item()

    def __setitem__(self, position: int, value: Any) -> None:
        self.data[position] = value

    def __repr__(self) -> str:
        elements = "".join(f" {value}\n" for value in self)
        kind = f"torch.storage.TypedStorage(dtype={self.dtype}, device={self.device})"
        return f"{elements}[{kind} of size {len(self)}]"


class UntypedStorage:
    """The same buffer seen as bytes."""

    __slots__ = ("storage",)

    def __init__(self, storage: Storage) -> None:
        self.storage = storage

    def data_ptr(self) -> int:
        """Return the address of the first byte."""
        return self.storage.data_ptr()

    def nbytes(self) -> int:
        """Return the size in bytes."""
        return self.storage.nbytes()

    def size(self) -> int:
        """Return the size in bytes."""
        return self.storage.nbytes()

    def __len__(self) -> int:
        return self.storage.nbytes()

    def __getitem__(self, position: int) -> int:
        return int(self.storage.data.view(np.uint8)[position])

    def tolist(self) -> list[int]:
        """Return the bytes as integers."""
        result: list[int] = self.storage.data.view(np.uint8).tolist()
        return result


class Strided(NamedTuple):
    """A storage and a layout on it: all that a backend needs to know of a tensor."""

    storage: Storage
    layout: Layout

    def array(self) -> NDArray[Any]:
        """Return a NumPy array on the same memory."""
        return self.storage.array(self.layout)
