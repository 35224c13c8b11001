"""Data sets: things with a length whose examples are asked for by number, or streams that give them in their order."""

import bisect
import itertools
import math
import warnings
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Generic, TypeVar

from minitorch_ref.errors import ArgumentError, DimensionError, DTypeError, ShapeError
from minitorch_ref.tensors.random import Generator, randperm
from minitorch_ref.tensors.tensor import Tensor

__all__ = [
    "ChainDataset",
    "ConcatDataset",
    "Dataset",
    "IterableDataset",
    "StackDataset",
    "Subset",
    "TensorDataset",
    "random_split",
]

T_co = TypeVar("T_co", covariant=True)


class Dataset(Generic[T_co]):
    """Examples by number. Subclasses give `__getitem__(index)` and, for most samplers, `__len__()`."""

    def __getitem__(self, index: Any) -> T_co:
        raise NotImplementedError(f"{type(self).__name__}: a data set gives its examples by __getitem__(index)")

    def __add__(self, other: "Dataset[T_co]") -> "Dataset[T_co]":
        return ConcatDataset([self, other])


class IterableDataset(Dataset[T_co]):
    """Examples as a stream. Subclasses give `__iter__()`; each worker process runs through a stream of its own."""

    def __iter__(self) -> Iterator[T_co]:
        raise NotImplementedError(f"{type(self).__name__}: a stream gives its examples by __iter__()")

    def __add__(self, other: Dataset[T_co]) -> "IterableDataset[T_co]":
        return ChainDataset([self, other])


class TensorDataset(Dataset[tuple[Tensor, ...]]):
    """Rows of tensors: example i is `(tensors[0][i], tensors[1][i], ...)`.

    Args:
        tensors: each (n, ...), all with the same n.

    Raises: ShapeError if their first sizes differ.
    """

    def __init__(self, *tensors: Tensor) -> None:
        sizes = [tensor.shape[0] for tensor in tensors]
        if len(set(sizes)) > 1:
            raise ShapeError(f"TensorDataset: the first sizes must be equal, got {sizes}")
        self.tensors = tensors

    def __getitem__(self, index: Any) -> tuple[Tensor, ...]:
        return tuple(tensor[index] for tensor in self.tensors)

    def __len__(self) -> int:
        return self.tensors[0].shape[0]


class StackDataset(Dataset[Any]):
    """Several data sets side by side: example i is the tuple, or the dict, of their examples i.

    Args:
        args: data sets of one length; examples are tuples.
        kwargs: data sets of one length by name; examples are dicts.

    Raises: ArgumentError (a ValueError) if there are none, both kinds, or lengths that differ.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if bool(args) == bool(kwargs):
            raise ArgumentError("StackDataset: takes data sets either by position or by name, at least one")
        self.datasets: Any = args or kwargs
        lengths = [len(dataset) for dataset in args or kwargs.values()]
        if len(set(lengths)) > 1:
            raise ArgumentError(f"StackDataset: the lengths must be equal, got {lengths}")
        self._length = lengths[0]

    def __getitem__(self, index: Any) -> Any:
        if isinstance(self.datasets, dict):
            return {name: dataset[index] for name, dataset in self.datasets.items()}
        return tuple(dataset[index] for dataset in self.datasets)

    def __len__(self) -> int:
        return self._length


class ConcatDataset(Dataset[T_co]):
    """Several data sets one after another.

    Args:
        datasets: data sets with lengths, at least one.

    Raises: ArgumentError (a ValueError) if there is none; DTypeError (a TypeError) if one is a stream.
    """

    def __init__(self, datasets: Iterable[Any]) -> None:
        self.datasets = list(datasets)
        if not self.datasets:
            raise ArgumentError("ConcatDataset: takes at least one data set")
        if any(isinstance(dataset, IterableDataset) for dataset in self.datasets):
            raise DTypeError("ConcatDataset: a stream has no numbered examples; use ChainDataset")
        self.cumulative_sizes = list(itertools.accumulate(len(dataset) for dataset in self.datasets))

    def __len__(self) -> int:
        return self.cumulative_sizes[-1]

    def __getitem__(self, index: int) -> T_co:
        if index >= len(self):
            raise DimensionError(f"ConcatDataset: there is no example {index}; there are {len(self)}")
        if index < -len(self):  # PyTorch's kind of error here
            raise ArgumentError(f"ConcatDataset: there is no example {index}; there are {len(self)}")
        index %= len(self)
        which = bisect.bisect_right(self.cumulative_sizes, index)
        before = self.cumulative_sizes[which - 1] if which else 0
        example: T_co = self.datasets[which][index - before]
        return example


class ChainDataset(IterableDataset[T_co]):
    """Several streams one after another."""

    def __init__(self, datasets: Iterable[Any]) -> None:
        self.datasets = list(datasets)

    def __iter__(self) -> Iterator[T_co]:
        return itertools.chain.from_iterable(self.datasets)

    def __len__(self) -> int:
        return sum(len(dataset) for dataset in self.datasets)


class Subset(Dataset[T_co]):
    """Some examples of a data set: example i is `dataset[indices[i]]`."""

    def __init__(self, dataset: Any, indices: Sequence[int]) -> None:
        self.dataset = dataset
        self.indices = indices

    def __getitem__(self, index: Any) -> T_co:
        chosen = [self.indices[i] for i in index] if isinstance(index, list) else self.indices[index]
        example: T_co = self.dataset[chosen]
        return example

    def __getitems__(self, indices: list[int]) -> list[T_co]:
        """Return several examples; one call of the data set where it takes lists."""
        chosen = [self.indices[i] for i in indices]
        several = getattr(self.dataset, "__getitems__", None)
        return list(several(chosen)) if callable(several) else [self.dataset[i] for i in chosen]

    def __len__(self) -> int:
        return len(self.indices)


def random_split(dataset: Any, lengths: Sequence[int | float], generator: Generator | None = None) -> list[Subset[Any]]:
    """Return parts of a data set that share no example, drawn at random.

    Args:
        dataset: a data set with n examples.
        lengths: how many examples each part has, n together; or fractions that sum to 1, rounded down, after which
            the examples left over go one each to the parts from the first on.
        generator: the source of random numbers; by default the common one.

    Raises: ArgumentError (a ValueError) if the lengths do not sum to n, or a fraction is not between 0 and 1.
    """
    sizes = sizes_of_fractions(lengths, len(dataset)) if math.isclose(sum(lengths), 1) else [int(n) for n in lengths]
    if sum(sizes) != len(dataset):
        raise ArgumentError(f"random_split: the lengths {list(lengths)} must sum to {len(dataset)}, not {sum(sizes)}")
    for part, size in enumerate(sizes):
        if size == 0:
            warnings.warn(f"random_split: part {part} is empty", stacklevel=2)
    indices = randperm(len(dataset), generator=generator).tolist()
    ends = itertools.accumulate(sizes)
    return [Subset(dataset, indices[end - size : end]) for end, size in zip(ends, sizes, strict=True)]


def sizes_of_fractions(fractions: Sequence[float], total: int) -> list[int]:
    """Return whole sizes for fractions that sum to 1."""
    if not all(0 <= fraction <= 1 for fraction in fractions):
        raise ArgumentError(f"random_split: a fraction must be between 0 and 1, got {list(fractions)}")
    sizes = [math.floor(total * fraction) for fraction in fractions]
    for left_over in range(total - sum(sizes)):
        sizes[left_over % len(sizes)] += 1
    return sizes
