"""Storage: a flat, typed buffer on a device. Many tensors may look at one buffer through layouts of their own."""

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from minitorch_ref import memory
from minitorch_ref.dtypes import DType, from_numpy_dtype
from minitorch_ref.errors import DeviceError, DTypeError, ShapeError
from minitorch_ref.shapes import Layout

__all__ = ["Device", "Place", "Storage", "Strided", "UntypedStorage", "cpu", "on"]


KINDS = ("cpu", "cuda", "mps", "meta")


class Device:
    """Where a buffer lives, "cpu" or "cuda:0"; `torch.device` in PyTorch. A number alone is that of a GPU.

    Other devices can be named, as scripts do that choose one; making a tensor there raises.
    """

    __slots__ = ("index", "type")

    def __init__(self, type: "str | Device | int" = "cpu", index: int | None = None) -> None:
        if not isinstance(type, str | Device | int) or isinstance(type, bool):
            raise DTypeError(f"device: a device is a name like 'cpu' or a number, got {type!r}")
        name, colon, number = (f"cuda:{type}" if isinstance(type, int) else str(type)).partition(":")
        if name not in KINDS or (colon and not number.isdecimal()):
            raise DeviceError(f"device: there is no device {str(type)!r}; the devices are {', '.join(KINDS)}")
        if index is not None and (index < 0 or colon):
            raise DeviceError(f"device: give a number from 0 on, and once, got {str(type)!r} and {index}")
        self.type = name
        self.index = int(number) if number else index

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Device) and (self.type, self.index) == (other.type, other.index)

    def __hash__(self) -> int:
        return hash((self.type, self.index))

    def __str__(self) -> str:
        return self.type if self.index is None else f"{self.type}:{self.index}"

    def __repr__(self) -> str:
        return f"device(type={self.type!r}" + (")" if self.index is None else f", index={self.index})")


cpu = Device("cpu")

Place = Device | str | int | None
"""A device as users name it; None is the CPU."""


def on(device: Place) -> Device:
    """Return the device on which a new tensor can be put; always the same object for the same device.

    Raises: DeviceError (a RuntimeError) if it is not there.
    """
    if device is None or device is cpu:
        return cpu
    wanted = Device(device)
    if wanted.type == "cpu":
        return cpu
    if wanted.type != "cuda":
        raise DeviceError(f"device: tensors can be on 'cpu' or 'cuda' here, got {str(wanted)!r}")
    try:
        devices = import_module(f"{__package__}.backends.numba_cuda.devices")
    except ModuleNotFoundError as error:
        raise DeviceError(f"device: tensors can only be on 'cpu' here, {str(wanted)!r} needs {error.name}") from error
    found: Device = devices.connect(wanted.index)
    return found


def empty_array(size: int, dtype: DType, device: Device) -> NDArray[Any]:
    """Return memory of the CPU for `size` elements."""
    return memory.empty_array(size, dtype.numpy)


ALLOCATORS: dict[str, Callable[[int, DType, Device], Any]] = {"cpu": empty_array}
"""What gives memory on each kind of device; a backend of another device adds its own."""


class Storage:
    """A flat buffer of elements of one type.

    Indexing reads and writes single elements by position; `len` counts elements. `version` counts the in-place
    operations that have written here: whoever needs old values compares it.
    """

    __slots__ = ("device", "dtype", "memory", "version")

    def __init__(self, data: Any, device: Device = cpu) -> None:
        if data.ndim != 1:
            raise ShapeError(f"Storage: the buffer must be flat, got an array of shape {data.shape}")
        self.memory = data
        self.device = device
        self.dtype: DType = from_numpy_dtype(data.dtype)
        self.version = 0

    @classmethod
    def empty(cls, size: int, dtype: DType, device: Device = cpu) -> "Storage":
        """Return a buffer of `size` elements whose values are whatever the memory holds."""
        storage = cls.__new__(cls)
        storage.memory = ALLOCATORS[device.type](size, dtype, device)
        storage.device, storage.dtype, storage.version = device, dtype, 0
        return storage

    @property
    def data(self) -> Any:
        """The elements in a row, on the CPU a NumPy array; one of another shape is flattened when asked for."""
        if self.memory.ndim != 1:
            self.memory = self.memory.reshape(-1)
        return self.memory

    def array(self, layout: Layout) -> NDArray[Any]:
        """Return a NumPy array on the same memory that shows the elements as `layout` says.

        Of a buffer on another device it is a copy, made now, that cannot be written to.
        """
        if self.device is not cpu:
            copied: NDArray[Any] = self.data.read(layout)
            return copied
        flat = self.memory
        shape, strides, offset = layout
        if 0 in shape:
            return np.empty(shape, flat.dtype)
        size = flat.itemsize
        return np.ndarray(shape, flat.dtype, flat, offset * size, [stride * size for stride in strides])

    def data_ptr(self) -> int:
        """Return the address of the first byte."""
        return int(self.data.ctypes.data if self.device is cpu else self.data.address)

    def nbytes(self) -> int:
        """Return the size in bytes."""
        return int(self.data.nbytes)

    def element_size(self) -> int:
        """Return the bytes of one element."""
        return int(self.data.itemsize)

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


class Strided:
    """A storage and a layout on it: all that a backend needs to know of a tensor."""

    __slots__ = ("layout", "storage", "view")

    view: NDArray[Any] | None

    def __init__(self, storage: Storage, layout: Layout) -> None:
        self.storage = storage
        self.layout = layout
        self.view = None

    def array(self) -> NDArray[Any]:
        """Return a NumPy array on the same memory; every call returns the same one, so do not reshape it in place.

        Of memory on another device every call returns a new copy.
        """
        view = self.view
        if view is None:
            view = self.storage.array(self.layout)
            if self.storage.device is cpu:
                self.view = view
        return view

    def __iter__(self) -> Iterator[Any]:
        return iter((self.storage, self.layout))

    def __repr__(self) -> str:
        return f"Strided(layout={self.layout}, dtype={self.storage.dtype}, device={self.storage.device})"
