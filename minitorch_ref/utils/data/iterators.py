"""One pass over the batches of a DataLoader: in this process, or by workers that prepare batches ahead."""

import itertools
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from minitorch_ref.utils.data.dataset import IterableDataset
from minitorch_ref.utils.data.fetch import Fetcher
from minitorch_ref.utils.data.messages import Failure, Finished, Start, Task

if TYPE_CHECKING:
    from minitorch_ref.utils.data.dataloader import DataLoader
    from minitorch_ref.utils.data.pool import WorkerPool

__all__ = ["SameProcessIterator", "WorkersIterator"]


class SameProcessIterator(Iterator[Any]):
    """Makes each batch when it is asked for."""

    def __init__(self, loader: "DataLoader[Any]") -> None:
        self.fetcher = Fetcher(*loader.fetch_arguments())
        self.indices = iter(loader.index_sampler())
        loader.draw_seed()  # so that the number of workers does not change what the generator gives next

    def __next__(self) -> Any:
        return self.fetcher.fetch(next(self.indices))


class WorkersIterator(Iterator[Any]):
    """Gives batches in the sampler's order while workers make the next ones.

    Each worker is sent `prefetch_factor` tasks ahead. An error in a worker is raised when its batch is due; the worker
    goes on, and so does the pass if `next` is called again.
    """

    def __init__(self, loader: "DataLoader[Any]", pool: "WorkerPool") -> None:
        self.pool = pool
        self.timeout = loader.timeout
        self.is_stream = isinstance(loader.dataset, IterableDataset)
        self.keep_pool = loader.persistent_workers
        self.indices = iter(loader.index_sampler())
        self.busy = list(range(loader.num_workers))  # workers whose stream has not ended
        self.turn = itertools.cycle(range(loader.num_workers))
        self.sent = 0
        self.due = 0
        self.waiting: dict[int, int] = {}  # number of a task -> its worker
        self.arrived: dict[int, Any] = {}
        seed = loader.draw_seed()
        for worker in self.busy:
            pool.send(worker, Start(seed))
        for _ in range(loader.num_workers * (loader.prefetch_factor or 2)):
            self.send_next()

    def __next__(self) -> Any:
        while self.due < self.sent:
            batch = self.wait_for(self.due)
            self.due += 1
            if isinstance(batch, Finished):
                continue
            self.send_next()
            if isinstance(batch, Failure):
                raise batch.error()
            return batch
        if not self.keep_pool:
            self.pool.close()
        raise StopIteration

    def send_next(self) -> None:
        """Give the next task, if there is one, to the next worker in turn that is still at work."""
        worker = next(
            (worker for worker in itertools.islice(self.turn, len(self.pool.pipes)) if worker in self.busy), None
        )
        if worker is None:
            return
        for index in itertools.islice(self.indices, 1):
            self.pool.send(worker, Task(self.sent, index))
            self.waiting[self.sent] = worker
            self.sent += 1

    def wait_for(self, number: int) -> Any:
        """Return the answer to a task; others that come meanwhile are kept."""
        while number not in self.arrived:
            for worker, answered, answer in self.pool.receive(self.timeout):
                del self.waiting[answered]
                self.arrived[answered] = answer
                if isinstance(answer, Finished) and worker in self.busy:
                    self.busy.remove(worker)
        return self.arrived.pop(number)

    def drain(self) -> None:
        """Take and forget all answers that are still to come, so that the workers can begin another pass."""
        while self.waiting:
            for _, answered, _ in self.pool.receive(self.timeout):
                self.waiting.pop(answered, None)
