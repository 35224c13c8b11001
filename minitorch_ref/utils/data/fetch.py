"""From the numbers of a batch to the batch: ask the data set for the examples and put them together."""

import functools
import importlib
import itertools
from collections.abc import Callable, Iterator
from typing import Any

from minitorch_ref.tensors.tensor import Tensor
from minitorch_ref.utils.data.collate import default_collate
from minitorch_ref.utils.data.dataset import IterableDataset

__all__ = ["Fetcher"]

Collate = Callable[[Any], Any]


class Fetcher:
    """Makes batches of a data set, in this process or in a worker.

    Args:
        dataset: examples by number, or a stream.
        collate_fn: makes a batch of a list of examples; of one example where batches are not formed.
        auto_collation: whether what is asked for is a group of examples, not a single one.
        drop_last: whether a last batch of a stream that is not full is left out.
    """

    def __init__(self, dataset: Any, collate_fn: Collate, auto_collation: bool, drop_last: bool) -> None:
        self.dataset = dataset
        self.collate_fn = collate_fn
        self.auto_collation = auto_collation
        self.drop_last = drop_last
        self.stream: Iterator[Any] | None = None

    def fetch(self, index: Any) -> Any:
        """Return the batch that the sampler asked for with `index`.

        Raises: StopIteration at the end of a stream.
        """
        if isinstance(self.dataset, IterableDataset):
            return self.collate_fn(self.next_of_stream(index))
        if not self.auto_collation:
            return self.collate_fn(self.dataset[index])
        if (batch := self.taken_at_once(index)) is not None:
            return batch
        several = getattr(self.dataset, "__getitems__", None)
        examples = several(index) if callable(several) else [self.dataset[i] for i in index]
        return self.collate_fn(examples)

    def next_of_stream(self, index: Any) -> Any:
        """Return as many examples of the stream as the group has numbers, or one."""
        if self.stream is None:
            self.stream = iter(self.dataset)
        if not self.auto_collation:
            return next(self.stream)
        examples = list(itertools.islice(self.stream, len(index)))
        if not examples or (self.drop_last and len(examples) < len(index)):
            raise StopIteration
        return examples

    def taken_at_once(self, index: Any) -> Any:
        """Return what `default_collate` would make of rows of tensors, without asking row by row; None elsewhere."""
        shortcut = rows_at_once()
        return shortcut(self.dataset, index) if shortcut and self.collate_fn is default_collate else None


@functools.cache
def rows_at_once() -> Callable[[Any, Any], list[Tensor] | None] | None:
    """Return the short cut for rows of tensors; None in a package that comes without it, where rows are stacked."""
    try:
        module = importlib.import_module("minitorch_ref.utils.data.rows")
    except ModuleNotFoundError:
        return None
    found: Callable[[Any, Any], list[Tensor] | None] = module.rows_at_once
    return found
