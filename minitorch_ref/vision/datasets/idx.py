"""The idx format of MNIST: a few numbers, then the elements, last axis fastest."""

import gzip
import math
import struct
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from minitorch_ref.errors import DataError

__all__ = ["read_idx"]

ELEMENTS = {8: ">u1", 9: ">i1", 11: ">i2", 12: ">i4", 13: ">f4", 14: ">f8"}


def read_idx(path: str | Path) -> NDArray[Any]:
    """Return the array in an idx file, as it is or compressed with gzip.

    The file starts with two zero bytes, a byte that says the type of the elements, a byte that says the number of
    axes, and the size of each axis as a four-byte integer; all numbers are big-endian. From
    http://yann.lecun.com/exdb/mnist, "The IDX file format".

    Raises: DataError (a RuntimeError) if the file is of another format, or shorter or longer than it says.
    """
    raw = Path(path).read_bytes()
    try:
        content = gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw
        zeros, code, ndim = struct.unpack_from(">HBB", content)
        if zeros or code not in ELEMENTS:
            raise DataError(f"read_idx: {path} is no idx file: it starts with {content[:4].hex(' ')}")
        shape = struct.unpack_from(f">{ndim}I", content, 4)
    except (OSError, EOFError, struct.error) as error:
        raise DataError(f"read_idx: {path} is damaged: {error}") from error
    dtype = np.dtype(ELEMENTS[code])
    elements = content[4 + 4 * ndim :]
    if len(elements) != math.prod(shape) * dtype.itemsize:
        raise DataError(f"read_idx: {path} promises {shape} of {dtype}, and holds {len(elements)} bytes")
    return np.frombuffer(elements, dtype).reshape(shape).astype(dtype.newbyteorder("="))
