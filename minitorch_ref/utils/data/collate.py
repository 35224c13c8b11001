"""From examples to a batch: numbers and tensors are stacked, containers are gone through."""

from collections.abc import Callable, Mapping, Sequence
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

    Tensors and NumPy arrays of shape (...) are stacked to (n, ...); numbers become a tensor (n,), int64 or, for Python
    floats, float64; text stays as it is; a dict or a named tuple keeps its names; a tuple becomes a list of batches.

    Args:
        batch: n examples, at least one.

    Raises:
        UnsupportedError: (a RuntimeError) if sequences in the examples differ in length, or tensors in shape.
        DTypeError: (a TypeError) if there is something that cannot be put in a batch.
    """
    first = batch[0]
    if isinstance(first, Tensor):
        return joining.stack(list(batch))
    if isinstance(first, np.ndarray | np.generic):
        if first.dtype.kind in "SUO":
            raise DTypeError(f"default_collate: a tensor cannot hold elements of type {first.dtype}")
        return joining.stack([factories.as_tensor(example) for example in batch])
    if isinstance(first, float):
        return factories.tensor(batch, dtype=dtypes.float64)
    if isinstance(first, int):
        return factories.tensor(batch)
    if isinstance(first, str | bytes):
        return batch
    return through_containers(batch, default_collate)


def through_containers(batch: Sequence[Any], collate: Callable[[Sequence[Any]], Any]) -> Any:
    """Collate examples that are dicts, named tuples, tuples or lists part by part."""
    first = batch[0]
    if isinstance(first, Mapping):
        parts = {name: collate([example[name] for example in batch]) for name in first}
        return parts if type(first) is dict else same_mapping(first, parts)
    if not isinstance(first, Sequence):
        raise DTypeError(
            "default_collate: a batch is of tensors, NumPy arrays, numbers, text, dicts or lists, "
            f"got {type(first).__name__}; pass a collate_fn"
        )
    lengths = {len(example) for example in batch}
    if len(lengths) > 1:
        raise UnsupportedError(
            f"default_collate: each example must have as many parts as the others, got {sorted(lengths)}"
        )
    columns = [collate(column) for column in zip(*batch, strict=True)]
    return type(first)(*columns) if hasattr(first, "_fields") else columns


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
