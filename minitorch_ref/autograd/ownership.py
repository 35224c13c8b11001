"""Whether anybody else could see a gradient: if not, a leaf may keep it as it is instead of a copy.

PyTorch counts the references to the tensor. A tensor here is an object on a `Strided`, on a `Storage`, on an array, and
each of them may have been given to somebody (a hook keeps the tensor, `numpy()` refers to the array), so all of them
are counted. How many references the counting itself adds differs between versions of Python and is measured here.
"""

from collections.abc import Sequence
from sys import getrefcount
from typing import TYPE_CHECKING

import numpy as np

from minitorch_ref.memory import is_lent
from minitorch_ref.shapes import RowMajor
from minitorch_ref.storage import cpu

if TYPE_CHECKING:
    from minitorch_ref.storage import Strided
    from minitorch_ref.tensors.tensor import Tensor

__all__ = ["only_in"]


def counts() -> tuple[int, int]:
    """Return what `getrefcount` says of what only a list refers to, and of what a list and a local name refer to."""
    holder = [object()]
    in_list = getrefcount(holder[0])
    name = holder[0]
    return in_list, getrefcount(name)


IN_LIST, HELD_AND_NAMED = counts()


def only_in(holder: "Sequence[Tensor | None]") -> bool:
    """Return whether a list is all that refers to the tensor in it, and the tensor to its row-major memory.

    In doubt the answer is False.
    """
    if type(holder) is not list or getrefcount(holder[0]) != IN_LIST:
        return False
    if holder[0] is None or holder[0].needs_grad or holder[0].base is not None:
        return False
    strided = holder[0].strided
    storage = strided.storage
    if getrefcount(strided) != HELD_AND_NAMED or getrefcount(storage) != HELD_AND_NAMED:
        return False
    return type(strided.layout) is RowMajor and sees_alone(strided)


def sees_alone(strided: "Strided") -> bool:
    """Return whether the array of a storage is seen only through that storage and the view that `strided` has of it."""
    storage = strided.storage
    memory, view = storage.memory, strided.view
    if storage.device is not cpu:  # nothing shows memory of a device without the storage
        return getrefcount(memory) == HELD_AND_NAMED
    if type(memory) is not np.ndarray:
        return False
    if view is memory:
        return memory.base is None and getrefcount(memory) == HELD_AND_NAMED + 2
    seen = None if view is None else view.base
    if getrefcount(memory) != HELD_AND_NAMED + (2 if seen is memory else 0):
        return False
    if view is not None and getrefcount(view) != HELD_AND_NAMED:
        return False
    lease = memory.base  # all arrays on a block of `memory.py` refer to the array that was lent, and to nothing else
    if lease is None:
        return True
    return is_lent(lease) and getrefcount(lease) == HELD_AND_NAMED + (2 if seen is lease else 0)
