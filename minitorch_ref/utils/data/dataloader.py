"""DataLoader: a data set, an order and a way to put examples together make an iterable of batches."""

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, Generic

from minitorch_ref.errors import ArgumentError
from minitorch_ref.tensors.random import Generator, randint
from minitorch_ref.utils.data.collate import default_collate, default_convert
from minitorch_ref.utils.data.dataset import IterableDataset, T_co
from minitorch_ref.utils.data.iterators import SameProcessIterator, WorkersIterator
from minitorch_ref.utils.data.sampler import BatchSampler, RandomSampler, SequentialSampler

if TYPE_CHECKING:
    from minitorch_ref.utils.data.pool import WorkerPool

__all__ = ["DataLoader"]


class DataLoader(Generic[T_co]):
    """Batches of a data set, one pass for each `for`.

    Args:
        dataset: examples by number, or a stream (IterableDataset).
        batch_size: examples in a batch; None gives single examples, not put together.
        shuffle: whether each pass has a new random order.
        sampler: the order of the examples, in place of `shuffle`.
        batch_sampler: the groups of examples, in place of `batch_size`, `shuffle`, `sampler` and `drop_last`.
        num_workers: how many processes make batches ahead; 0 makes each batch here, when it is asked for.
        collate_fn: makes a batch of a list of examples; by default `default_collate`.
        pin_memory: there is no such memory on a CPU; nothing changes.
        drop_last: whether to leave out a last batch that is not full.
        timeout: seconds to wait for a batch from a worker; 0 waits for ever.
        worker_init_fn: called in each worker with its number once it is seeded.
        multiprocessing_context: how workers start: "fork", "spawn", "forkserver" or a context of `multiprocessing`.
        generator: the source of the order and of the workers' seeds; by default the common one.
        prefetch_factor: how many batches each worker makes ahead, by default 2.
        persistent_workers: whether the workers stay for the next pass.

    Raises:
        ArgumentError: (a ValueError) if arguments exclude one another, or a number is out of range.

    An error in a worker is raised here, with the same class and the worker's traceback in its message, when the batch
    is due; `next` can be called again for the batches after it. A worker that dies is a RuntimeError.
    """

    def __init__(
        self,
        dataset: Any,
        batch_size: int | None = 1,
        shuffle: bool | None = None,
        sampler: Iterable[Any] | None = None,
        batch_sampler: Iterable[Any] | None = None,
        num_workers: int = 0,
        collate_fn: Callable[[Any], Any] | None = None,
        pin_memory: bool = False,
        drop_last: bool = False,
        timeout: float = 0,
        worker_init_fn: Callable[[int], Any] | None = None,
        multiprocessing_context: Any = None,
        generator: Generator | None = None,
        *,
        prefetch_factor: int | None = None,
        persistent_workers: bool = False,
    ) -> None:
        check_workers(num_workers, timeout, prefetch_factor, persistent_workers, multiprocessing_context)
        check_order(dataset, batch_size, shuffle, sampler, batch_sampler, drop_last)
        self.dataset = dataset
        self.num_workers = num_workers
        self.pin_memory = pin_memory
        self.timeout = timeout
        self.worker_init_fn = worker_init_fn
        self.multiprocessing_context = multiprocessing_context
        self.generator = generator
        self.prefetch_factor = prefetch_factor
        self.persistent_workers = persistent_workers
        self.drop_last = drop_last
        self.sampler: Any = sampler if sampler is not None else self.order(bool(shuffle))
        if batch_sampler is None and batch_size is not None:
            batch_sampler = BatchSampler(self.sampler, batch_size, drop_last)
            self.batch_size: int | None = batch_size
        else:
            self.batch_size = None
        self.batch_sampler: Any = batch_sampler
        self.collate_fn = collate_fn or (default_convert if batch_sampler is None else default_collate)
        self.pool: WorkerPool | None = None
        self.last_pass: WorkersIterator | None = None

    def order(self, shuffle: bool) -> Any:
        """Return the sampler that goes with the data set."""
        if isinstance(self.dataset, IterableDataset):
            return Endless()
        return RandomSampler(self.dataset, generator=self.generator) if shuffle else SequentialSampler(self.dataset)

    def index_sampler(self) -> Any:
        """Return what one pass goes through: groups of numbers, or numbers."""
        return self.sampler if self.batch_sampler is None else self.batch_sampler

    def fetch_arguments(self) -> tuple[Any, ...]:
        """Return the arguments of the Fetcher of one pass."""
        return self.dataset, self.collate_fn, self.batch_sampler is not None, self.drop_last

    def draw_seed(self) -> int:
        """Draw the number from which the workers of one pass are seeded."""
        return int(randint(0, 2**63 - 1, (), generator=self.generator).item())

    def __iter__(self) -> Iterator[Any]:
        if self.num_workers == 0:
            return SameProcessIterator(self)
        if not self.persistent_workers:
            return WorkersIterator(self, self.start_workers())
        if self.pool is None or not self.pool.close.alive:
            self.pool = self.start_workers()
        elif self.last_pass is not None:
            self.last_pass.drain()
        self.last_pass = WorkersIterator(self, self.pool)
        return self.last_pass

    def start_workers(self) -> "WorkerPool":
        """Start the processes."""
        from minitorch_ref.utils.data.pool import WorkerPool  # brings multiprocessing, which few need

        return WorkerPool(self.num_workers, self.fetch_arguments(), self.worker_init_fn, self.multiprocessing_context)

    def __len__(self) -> int:
        """Return the number of batches; of a stream, what its own length says."""
        if not isinstance(self.dataset, IterableDataset):
            return len(self.index_sampler())
        examples = len(self.dataset)  # type: ignore[arg-type]
        if self.batch_size is None:
            return examples
        return examples // self.batch_size if self.drop_last else -(-examples // self.batch_size)


class Endless:
    """The order of a stream: there are no numbers, and the stream itself says when it ends."""

    def __iter__(self) -> Iterator[None]:
        while True:
            yield None


def check_workers(
    num_workers: int, timeout: float, prefetch_factor: int | None, persistent_workers: bool, context: Any
) -> None:
    """Refuse numbers out of range, and what needs workers where there are none."""
    if num_workers < 0:
        raise ArgumentError(f"DataLoader: num_workers must not be negative, got {num_workers}; 0 starts no process")
    if timeout < 0:
        raise ArgumentError(f"DataLoader: timeout must not be negative, got {timeout}; 0 waits for ever")
    if prefetch_factor is not None and prefetch_factor < 1:
        raise ArgumentError(f"DataLoader: prefetch_factor must be above 0, got {prefetch_factor}")
    needs = {
        "prefetch_factor": prefetch_factor is not None,
        "persistent_workers": persistent_workers,
        "multiprocessing_context": context is not None,
    }
    for name, given in needs.items():
        if given and num_workers == 0:
            raise ArgumentError(f"DataLoader: {name} needs num_workers above 0")


def check_order(
    dataset: Any, batch_size: int | None, shuffle: bool | None, sampler: Any, batch_sampler: Any, drop_last: bool
) -> None:
    """Refuse two ways of saying in which order or in which groups examples come."""
    if isinstance(dataset, IterableDataset):
        for name, given in (("shuffle", shuffle), ("sampler", sampler), ("batch_sampler", batch_sampler)):
            if given not in (None, False):
                raise ArgumentError(f"DataLoader: a stream has its own order; leave out {name}")
    if sampler is not None and shuffle:
        raise ArgumentError("DataLoader: takes a sampler or shuffle, not both")
    if batch_sampler is not None and (batch_size != 1 or shuffle or sampler is not None or drop_last):
        raise ArgumentError("DataLoader: a batch_sampler takes the place of batch_size, shuffle, sampler and drop_last")
    if batch_size is None and drop_last:
        raise ArgumentError("DataLoader: drop_last needs a batch_size")
