"""What a launch needs of an operand: the device array of its storage, its strides under a larger shape."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from minitorch_ref import shapes
from minitorch_ref.backends.numba_cuda.fill import constant
from minitorch_ref.backends.numba_cuda.memory import DeviceMemory
from minitorch_ref.dtypes import DType
from minitorch_ref.errors import DeviceError
from minitorch_ref.shapes import Layout
from minitorch_ref.storage import Storage, Strided

__all__ = ["are_floats", "array_of", "broadcast_strides", "contiguous", "is_contiguous", "room", "vector_of"]


def array_of(x: Strided) -> Any:
    """Return the device array of an operand.

    Raises: DeviceError (a RuntimeError) if it lies elsewhere.
    """
    memory = x.storage.data
    if not isinstance(memory, DeviceMemory):
        raise DeviceError(
            "Expected all tensors to be on the same device, but found at least two devices, cuda:0 and cpu! "
            "Move one with .to(device)"
        )
    return memory.array


def are_floats(*operands: Strided) -> bool:
    """Say whether all are float32, or all float64."""
    types = {x.storage.dtype.name for x in operands}
    return len(types) == 1 and types <= {"float32", "float64"}


def broadcast_strides(layout: Layout, shape: Sequence[int]) -> tuple[int, ...]:
    """Return the strides of a layout under a shape that it is broadcast to: 0 along axes that are stretched."""
    if layout.shape == shape:
        return layout.strides
    added = len(shape) - len(layout.shape)
    pairs = zip(layout.shape, layout.strides, shape[added:], strict=True)
    return (*(0,) * added, *(0 if own == 1 != size else step for own, step, size in pairs))


def is_contiguous(x: Strided) -> bool:
    """Say whether the elements follow one another in memory, row by row."""
    return shapes.is_contiguous(x.layout)


def vector_of(x: Strided | None, default: float, dtype: np.dtype[Any]) -> tuple[Any, int, int]:
    """Return the array of a vector, where it begins, and its step; for None, one number that stands for all."""
    return (constant(default, dtype), 0, 0) if x is None else (array_of(x), x.layout.offset, x.layout.strides[0])


def room(shape: Sequence[int], dtype: DType, like: Strided) -> Strided:
    """Return unset memory for a tensor of this shape on the device of another; hold it until it has been used."""
    size = 1
    for n in shape:
        size *= n
    storage = Storage(DeviceMemory(size, dtype.numpy), like.storage.device)
    return Strided(storage, Layout(tuple(shape), shapes.contiguous_strides(shape)))


def contiguous(x: Strided) -> Strided:
    """Return the operand itself if it has no gaps, else a row-major copy."""
    if is_contiguous(x):
        return x
    from minitorch_ref.backends.numba_cuda.pointwise import copy

    out = room(x.layout.shape, x.storage.dtype, x)
    copy(out, x)
    return out
