"""An array that tells the recorder of every element that a thread reads or writes."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from minitorch_ref.backends.cuda_simulator.poison import undefined
from minitorch_ref.backends.cuda_simulator.tracing.recorder import ATOMIC, LOAD, STORE, Fault, Recorder, Region
from minitorch_ref.backends.cuda_simulator.tracing.sites import kernel_frame

__all__ = ["TracedArray"]


class TracedArray:
    """Elements by index, slices, and what a kernel may ask of a shape; no arithmetic on whole arrays, as on a GPU.

    Args:
        data: the elements.
        region: the array, for the recorder.
        start: address of the first element.
        written: addresses that hold a value; None if all do.
        recorder: is told of every access.
    """

    __slots__ = ("data", "recorder", "region", "shape", "start", "strides", "written")

    def __init__(
        self, data: NDArray[Any], region: Region, start: int, written: set[int] | None, recorder: Recorder
    ) -> None:
        self.data = data
        self.region = region
        self.start = start
        self.written = written
        self.recorder = recorder
        self.shape = data.shape
        self.strides = data.strides

    dtype = property(lambda self: self.data.dtype)
    ndim = property(lambda self: self.data.ndim)
    size = property(lambda self: self.data.size)
    itemsize = property(lambda self: self.data.itemsize)
    nbytes = property(lambda self: self.data.nbytes)
    T = property(lambda self: self._view(self.data.T))

    def __len__(self) -> int:
        return len(self.data)

    def __iter__(self) -> Iterator[Any]:
        return (self[i] for i in range(len(self)))

    def reshape(self, *shape: Any) -> "TracedArray":
        """Return a view of another shape."""
        return self._view(self.data.reshape(*shape))

    def ravel(self) -> "TracedArray":
        """Return a view with one axis."""
        return self._view(self.data.reshape(-1))

    def __getitem__(self, index: Any) -> Any:
        """Read an element, or make a view of some."""
        try:
            address = self._address(index)
        except TypeError:  # a slice has no order
            return self._view(self.data[index])
        if address is None:
            return self._outside(LOAD, index, None)
        if address < 0:
            return self._view(self.data[index])
        value = self.data[index]
        event = self.recorder.note(LOAD, self.region, address, index, value, kernel_frame(1))
        if self.written is not None and address not in self.written:
            self.recorder.faults.append(Fault("uninitialised_read", event, ""))
        return value

    def __setitem__(self, index: Any, value: Any) -> None:
        """Write an element, or each element of a slice."""
        try:
            address = self._address(index)
        except TypeError:
            address = -1
        if address is None:
            self._outside(STORE, index, value)
        elif address < 0:
            self._fill(self._view(self.data[index]), value)
        else:
            self._store(STORE, address, index, value)

    def update(self, index: Any, change: Callable[[Any], Any]) -> Any:
        """Read and write an element as one; see atomics."""
        address = self._address(index)
        if address is None:
            return self._outside(ATOMIC, index, None)
        old = self.data[index]
        value = change(old)
        if self.written is not None and address not in self.written:
            event = self.recorder.event(ATOMIC, self.region, address, index, old, kernel_frame(1))
            self.recorder.faults.append(Fault("uninitialised_read", event, ""))
        self._store(ATOMIC, address, index, value)
        return old

    def _store(self, kind: int, address: int, index: Any, value: Any) -> None:
        data = self.data
        event = self.recorder.note(kind, self.region, address, index, value, kernel_frame(2))
        if data.dtype.kind in "iub" and not _fits(value, data.dtype):
            self.recorder.faults.append(Fault("lossy_store", event, str(data.dtype)))
            value = _wrapped(value, data.dtype)
        data[index] = value
        if self.written is not None:
            self.written.add(address)

    def _address(self, index: Any) -> int | None:
        """Return the address of an element; None if there is no such element, -1 if the index is that of a view."""
        indices = index if type(index) is tuple else (index,)
        if len(indices) != len(self.shape):
            return -1
        address = self.start
        for i, size, stride in zip(indices, self.shape, self.strides, strict=True):
            if not 0 <= i < size:
                if not -size <= i < 0:
                    return None
                event = self.recorder.event(LOAD, self.region, address, index, None, kernel_frame(2))
                self.recorder.faults.append(Fault("negative_index", event, str(self.shape)))
                i += size
            address += int(i) * stride
        return address

    def _outside(self, kind: int, index: Any, value: Any) -> Any:
        """A GPU would read or overwrite memory of somebody else: read an undefined value, drop what is written."""
        event = self.recorder.event(kind, self.region, -1, index, value, kernel_frame(2))
        self.recorder.faults.append(Fault("out_of_bounds", event, str(self.shape)))
        return undefined(np.empty(0, self.data.dtype))

    def _view(self, data: NDArray[Any]) -> "TracedArray":
        start = self.start + data.ctypes.data - self.data.ctypes.data
        return TracedArray(data, self.region, start, self.written, self.recorder)

    def _fill(self, view: "TracedArray", value: Any) -> None:
        for index in np.ndindex(view.data.shape):
            view[index] = value[index] if isinstance(value, TracedArray) else value


def _fits(value: Any, dtype: np.dtype[Any]) -> bool:
    """Return whether an integer type can hold a value without changing it."""
    if isinstance(value, np.void | tuple):
        return True
    try:
        whole = int(value)
    except (ValueError, OverflowError):  # NaN and inf are no integers
        return False
    if dtype.kind == "b":
        return whole == value and whole in (0, 1)
    limits = np.iinfo(dtype)
    return whole == value and limits.min <= whole <= limits.max


def _wrapped(value: Any, dtype: np.dtype[Any]) -> Any:
    return np.asarray(value).astype(dtype)[()]
