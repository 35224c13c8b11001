"""What runs in a worker process: take the numbers of a batch, send back the batch or the error, until told to stop."""

import pickle
import queue
import random
import signal
import threading
import traceback
from collections.abc import Callable
from multiprocessing import connection, parent_process
from multiprocessing.reduction import ForkingPickler
from typing import Any

import numpy as np

from minitorch_ref.tensors.random import manual_seed
from minitorch_ref.utils.data.fetch import Fetcher
from minitorch_ref.utils.data.messages import Failure, Finished, Start, WorkerInfo, set_info

__all__ = ["OURS", "run_worker"]


OURS: set[Any] = set()
"""The main process's ends of all open pipes."""


def run_worker(
    pipe: Any, worker: int, num_workers: int, fetch: tuple[Any, ...], init_fn: Callable[[int], Any] | None
) -> None:
    """Answer tasks until the pipe closes, None comes or the main process is gone.

    Args:
        pipe: the worker's end of its connection.
        worker: the worker's number, from 0.
        num_workers: how many there are.
        fetch: the arguments of a Fetcher; each pass has a new one.
        init_fn: called once with the worker's number, after seeding.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the main process, which then stops the workers
    for other in OURS:
        other.close()  # ends of pipes that came along with a fork; while they are open, a closed pipe seems open
    outgoing: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
    sender = threading.Thread(target=send_all, args=(pipe, outgoing), daemon=True)
    sender.start()  # so that a large batch that nobody has read yet does not keep this process from reading
    fetcher, failed = None, None
    while (message := next_message(pipe)) is not None:
        if isinstance(message, Start):
            seed_everything(message.seed + worker)
            set_info(WorkerInfo(worker, num_workers, message.seed + worker, fetch[0]))
            if fetcher is None and init_fn is not None:
                failed = attempt(init_fn, worker, worker)
            fetcher = Fetcher(*fetch)
        elif isinstance(failed, Failure):
            outgoing.put(packed(message.number, failed, worker))
        elif fetcher is not None:
            outgoing.put(packed(message.number, attempt(fetcher.fetch, message.index, worker), worker))
    outgoing.put(None)
    sender.join()


def attempt(function: Callable[[Any], Any], argument: Any, worker: int) -> Any:
    """Return what the function returns, or a Failure."""
    try:
        return function(argument)
    except StopIteration:
        return Finished()
    except Exception as error:
        return Failure(type(error), traceback.format_exc(), worker)


def packed(number: int, result: Any, worker: int) -> bytes:
    """Return an answer as bytes; of what cannot be sent, the error that says so."""
    try:
        return bytes(ForkingPickler.dumps((number, result)))
    except Exception as error:
        unsent = Failure(RuntimeError, f"{traceback.format_exc()}", worker)
        if isinstance(result, Failure):  # its class lives where the main process cannot find it
            unsent = result._replace(kind=RuntimeError)
        elif not isinstance(error, pickle.PicklingError | AttributeError | TypeError):
            unsent = unsent._replace(kind=type(error))
        return bytes(ForkingPickler.dumps((number, unsent)))


def next_message(pipe: Any) -> Any:
    """Return the next message, or None once there is nobody left to send one."""
    parent = parent_process()
    sentinels = [parent.sentinel] if parent is not None else []
    try:
        return pipe.recv() if pipe in connection.wait([pipe, *sentinels]) else None
    except (EOFError, OSError):
        return None


def send_all(pipe: Any, outgoing: "queue.SimpleQueue[bytes | None]") -> None:
    """Send answers one after another until None comes or nobody listens."""
    while (answer := outgoing.get()) is not None:
        try:
            pipe.send_bytes(answer)
        except OSError:
            return


def seed_everything(seed: int) -> None:
    """Start the random numbers of the framework, of Python and of NumPy from one seed."""
    manual_seed(seed)
    random.seed(seed)
    np.random.seed(seed % 2**32)
