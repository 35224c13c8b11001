"""Reading a pickled dict of arrays without executing anything that is in the file.

A pickle is a program: it may name any function and call it. Here the names resolve to two harmless classes of this
module and to nothing else, so a file that needs more is refused by the name of what it asked for. The unpickler is the
one written in Python, which reserves no memory by a number in the file where the one in C does.
"""

import pickle
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from minitorch_ref.errors import DataError

__all__ = ["read_plain_pickle"]


class PickledType:
    """Stands for a NumPy element type: `dtype('u1', 0, 1)` and its state."""

    def __init__(self, code: str, *_: Any) -> None:
        if code.lstrip("<>|=")[:1] not in tuple("biuf"):
            raise DataError(f"elements of type {code!r} are refused")
        self.dtype = np.dtype(code)

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self.dtype = self.dtype.newbyteorder("=" if state[1] == "|" else state[1])


class PickledArray:
    """Stands for a NumPy array, made from its type, shape and bytes."""

    def __init__(self, *_: Any) -> None:
        self.array: NDArray[Any] | None = None

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        _version, shape, kind, is_fortran, content = state
        raw = content.encode("latin-1") if isinstance(content, str) else bytes(content)
        order: Any = "F" if is_fortran else "C"
        self.array = np.frombuffer(raw, kind.dtype).reshape(shape, order=order)


class PlainUnpickler(pickle._Unpickler):
    """Knows the three names that a pickled array needs."""

    def find_class(self, module: str, name: str) -> Any:
        """Return what a name in the file stands for; refuse all others."""
        known = {"multiarray._reconstruct": PickledArray, "numpy.ndarray": PickledArray, "numpy.dtype": PickledType}
        asked = f"{module}.{name}"
        for ending, stand_in in known.items():
            if asked in (ending, f"numpy.core.{ending}", f"numpy._core.{ending}"):
                return stand_in
        raise DataError(f"it asks for {asked}, which is refused")


def read_plain_pickle(path: str | Path) -> dict[str, Any]:
    """Return the dict in a pickled file, with its arrays; text that Python 2 wrote is read as Latin-1.

    Raises: DataError (a RuntimeError) if the file is damaged or holds anything but plain values and arrays of numbers.
    """
    with open(path, "rb") as file:
        try:
            content = load(file)
        except DataError as error:
            raise DataError(f"{path}: {error}") from None
        except Exception as error:  # a damaged pickle can fail in any way
            raise DataError(f"{path} is damaged: {type(error).__name__}: {error}") from error
    if not isinstance(content, dict):
        raise DataError(f"{path} holds no dict, but a {type(content).__name__}")
    return {key: value.array if isinstance(value, PickledArray) else value for key, value in content.items()}


def load(file: BinaryIO) -> Any:
    """Run the file's pickle with names resolved here."""
    return PlainUnpickler(file, encoding="latin-1").load()
