"""The worker processes as the main process sees them: start, send, receive, stop."""

import multiprocessing
import os
import pickle
import time
import weakref
from collections.abc import Callable
from multiprocessing import connection
from typing import Any

from minitorch_ref.errors import UnsupportedError
from minitorch_ref.utils.data.worker import OURS, run_worker

__all__ = ["WorkerPool"]

PATIENCE = 2.0  # seconds that a worker has to end by itself


class WorkerPool:
    """Some worker processes, each with a two-way pipe. They end with `close`, with the pool, or with this process.

    Args:
        count: how many workers.
        fetch: what they make batches with, see `Fetcher`.
        init_fn: called in each worker with its number.
        context: how processes start: "fork", "spawn", "forkserver", a context of `multiprocessing`, or None.
    """

    def __init__(
        self, count: int, fetch: tuple[Any, ...], init_fn: Callable[[int], Any] | None = None, context: Any = None
    ) -> None:
        processes: Any = context if hasattr(context, "Process") else multiprocessing.get_context(context)
        self.pipes: list[Any] = []
        self.processes: list[Any] = []
        self.close = weakref.finalize(self, stop, os.getpid(), self.processes, self.pipes)
        for worker in range(count):
            ours, theirs = processes.Pipe()
            OURS.add(ours)
            self.pipes.append(ours)
            arguments = (theirs, worker, count, fetch, init_fn)
            process = processes.Process(target=run_worker, args=arguments, daemon=True)
            process.start()
            theirs.close()
            self.processes.append(process)

    def send(self, worker: int, message: Any) -> None:
        """Send a message to one worker.

        Raises: UnsupportedError (a RuntimeError) if the worker has died.
        """
        try:
            self.pipes[worker].send(message)
        except OSError:
            self.report_death(worker)

    def receive(self, timeout: float) -> list[tuple[int, int, Any]]:
        """Wait for answers, and return (worker, number, answer) for each that has come.

        Args:
            timeout: seconds to wait at most; 0 waits for ever.

        Raises: UnsupportedError (a RuntimeError) if a worker has died, or the time is over.
        """
        by_pipe = {pipe: worker for worker, pipe in enumerate(self.pipes)}
        ready = connection.wait(list(by_pipe), timeout or None)
        if not ready:
            raise UnsupportedError(f"DataLoader timed out after {timeout} seconds")
        answers = []
        for pipe in ready:
            try:
                number, answer = pickle.loads(pipe.recv_bytes())  # type: ignore[union-attr]
            except (EOFError, OSError):
                self.report_death(by_pipe[pipe])
            answers.append((by_pipe[pipe], number, answer))
        return answers

    def report_death(self, worker: int) -> None:
        """Stop all workers and say how one of them ended."""
        process = self.processes[worker]
        process.join(PATIENCE)
        code = process.exitcode
        ending = f"was killed by signal {-code}" if code is not None and code < 0 else f"ended with exit code {code}"
        self.close()
        raise UnsupportedError(f"DataLoader worker {worker} (pid(s) {process.pid}) exited unexpectedly: it {ending}")


def stop(owner: int, processes: list[Any], pipes: list[Any]) -> None:
    """End the workers: close their pipes, wait a little, and kill those that do not hear."""
    if os.getpid() != owner:  # a forked process has a copy of the pool, but not its workers
        return
    OURS.difference_update(pipes)
    for pipe in pipes:
        pipe.close()
    deadline = time.monotonic() + PATIENCE
    for process in processes:
        process.join(max(0.0, deadline - time.monotonic()))
        if process.is_alive():
            process.kill()
            process.join()
