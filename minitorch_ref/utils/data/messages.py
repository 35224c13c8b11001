"""What the main process and its workers tell one another, and which worker a process is."""

from dataclasses import dataclass
from typing import Any, NamedTuple

__all__ = ["Failure", "Finished", "Start", "Task", "WorkerInfo", "get_worker_info", "set_info"]


@dataclass(frozen=True)
class WorkerInfo:
    """Which worker this process is: for a stream that gives each worker a part of its own."""

    id: int
    num_workers: int
    seed: int
    dataset: Any


class Start(NamedTuple):
    """A message to a worker: begin a pass over the data with this seed."""

    seed: int


class Task(NamedTuple):
    """A message to a worker: make batch `number` of the examples `index`."""

    number: int
    index: Any


class Finished(NamedTuple):
    """A worker's answer in place of a batch: its stream has ended."""


class Failure(NamedTuple):
    """A worker's answer in place of a batch: an error, with the text of its traceback."""

    kind: type[BaseException]
    traceback: str
    worker: int

    def error(self) -> BaseException:
        """Return an error of the same class whose message holds the worker's traceback."""
        text = f"Caught {self.kind.__name__} in DataLoader worker process {self.worker}.\nOriginal {self.traceback}"
        if issubclass(self.kind, KeyError):  # which shows its message in quotes, line breaks escaped
            text = ReadableText(text)
        try:
            return self.kind(text)
        except Exception:  # a class that takes other arguments
            return RuntimeError(text)


class ReadableText(str):
    """A text that is its own repr."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


current: WorkerInfo | None = None


def get_worker_info() -> WorkerInfo | None:
    """Return which worker this process is; None in the main process."""
    return current


def set_info(info: WorkerInfo) -> None:
    """Let `get_worker_info` say which worker this process is."""
    global current
    current = info
