"""From examples to a batch: numbers and tensors are stacked, containers are gone through."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from minitorch_ref import dtypes
from minitorch_ref.errors import DTypeError, UnsupportedError
from minitorch_ref.functions import joining
from minitorch_ref.tensors import factories
from minitorch_ref.tensors.tensor import Tensor

__all__ = ["default_collate", "default_convert"]


def default_collate(batch: Sequence[Any]) -> Any:
    """Return a batch: examples of one structure become one structure of batches.

    The first example says what all of them are. Tensors and NumPy arrays of shape (...) are stacked to (n, ...);
    numbers become a tensor (n,), int64, bool or, for Python floats, float64; text stays as it is; a dict keeps its
    keys and a named tuple its class; a list or a tuple becomes a list of batches, one for each place in it.

    Args:
        batch: n examples, at least one; containers in them may hold containers.

    Raises:
        UnsupportedError: (a RuntimeError) if sequences in the examples differ in length, or tensors in shape.
        DTypeError: (a TypeError) if there is something that cannot be put in a batch.
    """
    first = batch[0]
    if isinstance(first, Tensor):
        return joining.stack(list(batch))
    if isinstance(first, np.ndarray | np.generic):
        return joining.stack(as_tensors(batch))
    if isinstance(first, int | float):
        return factories.tensor(batch, dtype=dtypes.float64 if isinstance(first, float) else None)
    if isinstance(first, str | bytes):
        return batch
    if isinstance(first, Mapping):
        return rebuilt(first, {name: default_collate([example[name] for example in batch]) for name in first})
    check_sequences(batch)
    return rebuilt(first, [default_collate(place) for place in zip(*batch, strict=True)])


def as_tensors(arrays: Sequence[Any]) -> list[Tensor]:
    """Return NumPy arrays or numbers as tensors on the same memory.

    Raises: DTypeError (a TypeError) if they hold text or objects.
    """
    if arrays[0].dtype.kind in "SUO":
        raise DTypeError(f"default_collate: a tensor cannot hold elements of type {arrays[0].dtype}")
    return [factories.as_tensor(array) for array in arrays]


def check_sequences(batch: Sequence[Any]) -> None:
    """Refuse examples that are no sequences, or not of one length.

    Raises: DTypeError (a TypeError), UnsupportedError (a RuntimeError).
    """
    if not isinstance(batch[0], Sequence):
        raise DTypeError(
            "default_collate: a batch is of tensors, NumPy arrays, numbers, text, dicts or lists, "
            f"got {type(batch[0]).__name__}; pass a collate_fn"
        )
    lengths = {len(example) for example in batch}
    if len(lengths) > 1:
        raise UnsupportedError(
            f"default_collate: each example must have as many parts as the others, got {sorted(lengths)}"
        )


def rebuilt(example: Any, parts: Any) -> Any:
    """Return parts in a container like the example: a dict by name, a named tuple, or else a list.

    Args:
        example: a mapping or a sequence.
        parts: a dict with the keys of the mapping, or a list as long as the sequence.
    """
    if isinstance(example, Mapping):
        return parts if type(example) is dict else same_mapping(example, parts)
    return type(example)(*parts) if hasattr(example, "_fields") else parts


def default_convert(data: Any) -> Any:
    """Return one example with its NumPy arrays as tensors; all else stays as it is."""
    if isinstance(data, np.ndarray | np.generic) and data.dtype.kind not in "SUO":
        return factories.as_tensor(data)
    if isinstance(data, Mapping):
        parts = {name: default_convert(part) for name, part in data.items()}
        return parts if type(data) is dict else same_mapping(data, parts)
    if isinstance(data, tuple) and hasattr(data, "_fields"):
        return type(data)(*(default_convert(part) for part in data))
    if isinstance(data, Sequence) and not isinstance(data, str | bytes):
        return [default_convert(part) for part in data]
    return data


def same_mapping(example: Any, parts: dict[Any, Any]) -> Any:
    """Return the parts in a mapping of the example's kind where it can be made from a dict, else in a dict."""
    try:
        return type(example)(parts)
    except TypeError:
        return parts
