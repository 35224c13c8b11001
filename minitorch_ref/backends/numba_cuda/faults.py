"""Errors that only a kernel can see, such as an index out of range: noted on the device, raised when the host looks.

A kernel that meets a wrong index writes nothing for it and notes what it met. Asking after every launch would make the
host wait; so, as in PyTorch, the error comes with the next copy to the host or `synchronize`.
"""

from typing import Any

import numpy as np

from minitorch_ref.backends.numba_cuda.api import cuda
from minitorch_ref.errors import DimensionError

__all__ = ["note_index", "notes", "raise_noted"]

board: list[Any] = []
"""The place on the device, once it is needed: [whether there is a note, the index, the size it should be below]."""

watched = [False]
"""Whether a kernel that may note something has been launched since the last look."""


@cuda.jit(device=True)
def note_index(notes: Any, index: Any, size: Any) -> None:
    """Note a wrong index, unless there is a note already; of several at once, any one stays."""
    if notes[0] == 0:
        notes[1] = index
        notes[2] = size
        notes[0] = 1


def notes() -> Any:
    """Return the place for notes, to be given to a kernel that may write one."""
    if not board:
        board.append(cuda.to_device(np.zeros(3, np.int64)))
    watched[0] = True
    return board[0]


def raise_noted() -> None:
    """Raise what kernels have noted since the last look.

    Raises: DimensionError (an IndexError) for an index out of range.
    """
    if not watched[0]:
        return
    watched[0] = False
    found, index, size = board[0].copy_to_host().tolist()
    if found:
        board[0].copy_to_device(np.zeros(3, np.int64))
        raise DimensionError(
            f"cuda: a kernel launched before met index {index}, out of range for an axis of size {size}; run the "
            "same on the CPU to see where"
        )
