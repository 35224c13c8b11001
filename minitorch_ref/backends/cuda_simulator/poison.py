"""What memory holds before anybody has written to it: values that spoil every result they touch."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["element_type", "poisoned", "undefined"]

_BYTE = 0xAA


def poisoned(shape: int | tuple[int, ...], dtype: np.dtype[Any]) -> NDArray[Any]:
    """Return new memory as a GPU hands it out: NaN if of floats, else the byte 0xAA over and over."""
    array = np.empty(shape, dtype)
    poison(array)
    return array


def poison(array: NDArray[Any]) -> None:
    """Fill a contiguous array with poison."""
    if array.dtype.kind in "fc":
        array.fill(np.nan)
    else:
        array.reshape(-1).view(np.uint8).fill(_BYTE)


def undefined(like: Any) -> Any:
    """Return the undefined value that an instruction gives where its rules say nothing: NaN, or 0xAA bytes."""
    return poisoned(1, np.asarray(like).dtype)[0]


def element_type(dtype: Any) -> np.dtype[Any]:
    """Return NumPy's type for `np.float32`, "float32" or Numba's `float32`, whose text is its name."""
    try:
        kind: np.dtype[Any] = np.dtype(dtype)
    except TypeError:
        kind = np.dtype(str(dtype))
    return kind
