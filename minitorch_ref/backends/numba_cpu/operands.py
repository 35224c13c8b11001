"""What compiled loops can be given: float32 or float64 elements, aligned and writable, most often in memory order."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from minitorch_ref.shapes import Layout, RowMajor
from minitorch_ref.storage import Strided

__all__ = [
    "are_plain",
    "are_same_floats",
    "are_taken_flat",
    "flat",
    "is_floating",
    "is_plain_gradient",
    "is_row_major",
    "is_usable",
    "size_of",
]

FLOATING = frozenset(["float32", "float64"])
OTHERS = frozenset(["bool", "int64", "uint8"])


def size_of(x: Strided) -> int:
    """Return the number of elements."""
    return math.prod(x.layout.shape)


def is_floating(x: Strided) -> bool:
    """Say whether the elements are of a type that kernels compute in."""
    return x.storage.dtype.name in FLOATING


def is_usable(x: Strided) -> bool:
    """Say whether a kernel may be handed this memory; Numba compiles another version for read-only arrays."""
    return x.storage.data.flags.carray  # type: ignore[no-any-return]  # row-major, aligned, writable


def is_row_major(layout: Layout) -> bool:
    """Say whether the elements follow each other in memory as the last index runs first."""
    if type(layout) is RowMajor:
        return True
    step = 1
    for size, stride in zip(reversed(layout.shape), reversed(layout.strides), strict=True):
        if size != 1 and stride != step:
            return False
        step *= size
    return True


def are_plain(*operands: Strided) -> bool:
    """Say whether a kernel can take the storages as they are: the usual condition.

    All are row-major and not empty; those of floating-point numbers have one type, float32 or float64; the others hold
    booleans, int64 or uint8.
    """
    for x in operands:
        if not (type(x.layout) is RowMajor or is_row_major(x.layout)):
            return False
    return are_taken_flat(*operands)


def are_taken_flat(*operands: Strided) -> bool:
    """Say whether a kernel that goes by `flat` can take these: as `are_plain`, but in any layout."""
    floating = ""
    for x in operands:
        name = x.storage.dtype.name
        if name in FLOATING:
            if name != (floating or name):
                return False
            floating = name
        elif name not in OTHERS:
            return False
        if 0 in x.layout.shape or not is_usable(x):
            return False
    return floating != ""


def is_plain_gradient(grad_out: Strided, *saved: Strided) -> bool:
    """Say whether a kernel that takes the gradient by `flat` can take it, and the row-major tensors that were saved."""
    return are_taken_flat(grad_out, *saved) and all(is_row_major(x.layout) for x in saved)


def are_same_floats(*operands: Strided) -> bool:
    """Say whether all hold numbers of one type, float32 or float64, and none is empty; the layout does not matter."""
    name = operands[0].storage.dtype.name
    if name not in FLOATING:
        return False
    for x in operands:  # noqa: SIM110  all() would make a generator for each operation
        if x.storage.dtype.name != name or 0 in x.layout.shape or not is_usable(x):
            return False
    return True


def flat(x: Strided) -> NDArray[Any]:
    """Return the elements in row-major order as a vector: the memory itself if it is in that order, else a copy."""
    layout, data = x.layout, x.storage.data
    if is_row_major(layout):
        size = math.prod(layout.shape)
        row: NDArray[Any] = data if size == data.size else data[layout.offset : layout.offset + size]
        return row
    return np.ascontiguousarray(x.array()).reshape(-1)
