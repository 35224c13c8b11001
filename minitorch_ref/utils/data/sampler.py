"""Samplers: in which order the numbers of a data set's examples come, and in which groups."""

import itertools
from collections.abc import Iterable, Iterator, Sequence, Sized
from typing import Generic, TypeVar

from minitorch_ref.errors import ArgumentError
from minitorch_ref.tensors import factories
from minitorch_ref.tensors.drawing import multinomial
from minitorch_ref.tensors.random import Generator, randint, randperm
from minitorch_ref.tensors.tensor import Tensor

__all__ = [
    "BatchSampler",
    "RandomSampler",
    "Sampler",
    "SequentialSampler",
    "SubsetRandomSampler",
    "WeightedRandomSampler",
]

T_co = TypeVar("T_co", covariant=True)


class Sampler(Generic[T_co]):
    """An order of examples. Subclasses give `__iter__()` and, where it is known, `__len__()`."""

    def __iter__(self) -> Iterator[T_co]:
        raise NotImplementedError(f"{type(self).__name__}: a sampler gives its numbers by __iter__()")


class SequentialSampler(Sampler[int]):
    """0, 1, 2, ... up to the length of the data set."""

    def __init__(self, data_source: Sized) -> None:
        self.data_source = data_source

    def __iter__(self) -> Iterator[int]:
        return iter(range(len(self.data_source)))

    def __len__(self) -> int:
        return len(self.data_source)


class Drawn(Sampler[int]):
    """Keeps and checks what a random order is drawn from.

    Raises: ArgumentError (a ValueError) if num_samples is not above 0, or there are no examples.
    """

    def __init__(
        self,
        data_source: Sized,
        replacement: bool = False,
        num_samples: int | None = None,
        generator: Generator | None = None,
    ) -> None:
        self.data_source = data_source
        self.replacement = replacement
        self._num_samples = num_samples
        self.generator = generator
        check_count(type(self).__name__, self.num_samples)
        if not isinstance(replacement, bool):
            raise TypeError(f"{type(self).__name__}: replacement must be True or False, got {replacement!r}")

    @property
    def num_samples(self) -> int:
        """How many numbers a pass has."""
        return len(self.data_source) if self._num_samples is None else self._num_samples

    def __len__(self) -> int:
        return self.num_samples


class RandomSampler(Drawn):
    """The numbers of all examples, in an order that is drawn anew for each pass.

    Args:
        data_source: a data set with a length.
        replacement: whether each number is drawn from all, so that some come twice and some not at all.
        num_samples: how many numbers a pass has, by default the length of the data set; where it is more, without
            replacement, each example comes once before any comes again, in a new order.
        generator: the source of random numbers; by default the common one. The order of a pass depends on where the
            generator is when the pass begins, and on nothing else.

    Raises: ArgumentError (a ValueError) if num_samples is not above 0, or there are no examples.
    """

    def __iter__(self) -> Iterator[int]:
        """Begin a pass: yield `num_samples` numbers from 0 to the length of the data set, as Python integers."""
        total = len(self.data_source)
        if self.replacement:
            return iter(randint(0, total, (self.num_samples,), generator=self.generator).tolist())
        order: list[int] = []
        while len(order) < self.num_samples:
            order += randperm(total, generator=self.generator).tolist()
        return iter(order[: self.num_samples])


class SubsetRandomSampler(Sampler[int]):
    """Some examples, in an order that is drawn anew for each pass."""

    def __init__(self, indices: Sequence[int], generator: Generator | None = None) -> None:
        self.indices = indices
        self.generator = generator

    def __iter__(self) -> Iterator[int]:
        for i in randperm(len(self.indices), generator=self.generator).tolist():
            yield self.indices[i]

    def __len__(self) -> int:
        return len(self.indices)


class WeightedRandomSampler(Sampler[int]):
    """Examples drawn with given probabilities.

    Args:
        weights: (n,), not negative; they need not sum to 1.
        num_samples: how many numbers a pass has.
        replacement: whether one number may come twice in a pass.
        generator: the source of random numbers; by default the common one.

    Raises: ArgumentError (a ValueError) if num_samples is not above 0, or the weights are not one row.
    """

    def __init__(
        self,
        weights: Sequence[float] | Tensor,
        num_samples: int,
        replacement: bool = True,
        generator: Generator | None = None,
    ) -> None:
        check_count("WeightedRandomSampler", num_samples)
        self.weights = factories.as_tensor(weights).double()
        if self.weights.dim() != 1:
            raise ArgumentError(f"WeightedRandomSampler: weights are one row, got shape {tuple(self.weights.shape)}")
        self.num_samples = num_samples
        self.replacement = replacement
        self.generator = generator

    def __iter__(self) -> Iterator[int]:
        drawn = multinomial(self.weights, self.num_samples, self.replacement, generator=self.generator)
        return iter(drawn.tolist())

    def __len__(self) -> int:
        return self.num_samples


class BatchSampler(Sampler[list[int]]):
    """Groups the numbers of another sampler.

    Args:
        sampler: numbers, one by one.
        batch_size: how many make a group.
        drop_last: whether to leave out a last group that is not full.

    Raises: ArgumentError (a ValueError) if the size is not a whole number above 0.
    """

    def __init__(self, sampler: Iterable[int], batch_size: int, drop_last: bool) -> None:
        check_count("BatchSampler", batch_size)
        if not isinstance(drop_last, bool):
            raise ArgumentError(f"BatchSampler: drop_last must be True or False, got {drop_last!r}")
        self.sampler = sampler
        self.batch_size = batch_size
        self.drop_last = drop_last

    def __iter__(self) -> Iterator[list[int]]:
        numbers = iter(self.sampler)
        while batch := list(itertools.islice(numbers, self.batch_size)):
            if len(batch) == self.batch_size or not self.drop_last:
                yield batch

    def __len__(self) -> int:
        total = len(self.sampler)  # type: ignore[arg-type]
        return total // self.batch_size if self.drop_last else -(-total // self.batch_size)


def check_count(name: str, count: int) -> None:
    """Refuse what is not a whole number above 0."""
    if not isinstance(count, int) or isinstance(count, bool) or count <= 0:
        raise ArgumentError(f"{name}: the number of examples must be an integer above 0, got {count!r}")
