"""Where the arrays of a kernel come from: shared memory of a block, local memory of a thread, arguments of the host."""

from math import prod
from types import FrameType
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from minitorch_ref.backends.cuda_simulator.limits import MAX_SHARED_BYTES
from minitorch_ref.backends.cuda_simulator.places import at_frame, call_site
from minitorch_ref.backends.cuda_simulator.poison import element_type, poison, poisoned
from minitorch_ref.errors import CudaError

__all__ = ["MemorySpaces", "Origin", "Shape", "shape_of"]

_ALIGNMENT = 16
Shape = int | tuple[int, ...]
Site = tuple[int, int]


class Origin(NamedTuple):
    """The allocation that an array in global memory is a part of.

    Attributes:
        key: equal for arrays that share memory.
        address: where the allocation begins on the host.
        written: False if nothing has been written to it since it was handed out.
    """

    key: int
    address: int
    written: bool


class MemorySpaces:
    """The shared and local memory of the block that runs, as plain NumPy arrays.

    A call of `shared.array` in the source is one array, however often it runs and whichever thread runs it first. Two
    calls on one line are two arrays.

    Args:
        dynamic_bytes: bytes of dynamic shared memory of a block.
    """

    def __init__(self, dynamic_bytes: int) -> None:
        self.dynamic_bytes = dynamic_bytes
        self._shared: dict[Site, Any] = {}
        self._dynamic: NDArray[np.uint8] = np.empty(0, np.uint8)
        self.static_bytes = 0

    def enter_block(self) -> None:
        """Forget the shared memory of the block before."""
        self._shared = {}
        self._dynamic = np.empty(self.dynamic_bytes, np.uint8)
        self.static_bytes = 0

    def argument(self, name: str, array: NDArray[Any], origin: Origin) -> Any:
        """Return what the kernel sees of an array in global memory."""
        return array

    def shared(self, shape: Shape, dtype: Any, frame: FrameType) -> Any:
        """Return the shared array of this call; shape 0 means all of the dynamic shared memory."""
        site = call_site(frame)
        found = self._shared.get(site)
        if found is None:
            found = self._shared[site] = self._new_shared(shape_of("shared", shape), element_type(dtype), frame)
        return found

    def local(self, shape: Shape, dtype: Any, frame: FrameType) -> Any:
        """Return a new array of this thread alone."""
        return poisoned(shape_of("local", shape), element_type(dtype))

    def _new_shared(self, shape: tuple[int, ...], dtype: np.dtype[Any], frame: FrameType) -> Any:
        if shape == (0,):
            view = self._dynamic[: self.dynamic_bytes // dtype.itemsize * dtype.itemsize].view(dtype)
            poison(view)
            return view
        aligned = -(-self.static_bytes // _ALIGNMENT) * _ALIGNMENT
        self.static_bytes = aligned + prod(shape) * dtype.itemsize
        if self.static_bytes + self.dynamic_bytes > MAX_SHARED_BYTES:
            raise CudaError(
                f"shared.array: the shared arrays of a block may take {MAX_SHARED_BYTES} bytes, these take "
                f"{self.static_bytes + self.dynamic_bytes} with {at_frame(frame)}; use a smaller tile"
            )
        return poisoned(shape, dtype)


def shape_of(space: str, shape: Any) -> tuple[int, ...]:
    """Return a shape as a tuple. Raises: CudaError if it is not made of ints, which a compiler has to know."""
    sizes = shape if isinstance(shape, tuple) else (shape,)
    if not all(isinstance(size, int | np.integer) for size in sizes):
        raise CudaError(f"{space}.array: the shape is an int or a tuple of ints known to the compiler, got {shape!r}")
    return tuple(int(size) for size in sizes)
