"""Grade submissions of one lesson in parallel: threads that each own a sandbox. A dead sandbox is replaced."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass

from autograder.errors import AutograderError
from autograder.grading import Runner
from autograder.intake import Submission
from autograder.results import Result

TRIES = 2


@dataclass(frozen=True)
class Outcome:
    """What came of one submission: a result, or the failure of ours that kept it from being graded."""

    submission: Submission
    result: Result | None
    failure: str = ""


def grade_all(
    submissions: Iterable[Submission],
    open_sandbox: Callable[[], AbstractContextManager[Runner]],
    grade: Callable[[Submission, Runner], Result],
    workers: int,
) -> Iterator[Outcome]:
    """Yield an outcome per submission, in the order in which they are done.

    Args:
        submissions: what to grade.
        open_sandbox: makes a sandbox; called once per worker, and again when one has died.
        grade: grades one submission with a sandbox.
        workers: how many at a time.
    Raises: what `open_sandbox` raises.
    """
    waiting: queue.SimpleQueue[Submission] = queue.SimpleQueue()
    count = 0
    for submission in submissions:
        waiting.put(submission)
        count += 1
    done: queue.SimpleQueue[Outcome | BaseException] = queue.SimpleQueue()
    stop = threading.Event()
    worker = _Worker(waiting, done, stop, open_sandbox, grade)
    threads = [threading.Thread(target=worker.run, name=f"grader-{n}") for n in range(min(workers, count))]
    for thread in threads:
        thread.start()
    try:
        for _ in range(count):
            outcome = done.get()
            if isinstance(outcome, BaseException):
                raise outcome
            yield outcome
    finally:
        stop.set()
        for thread in threads:
            thread.join()


@dataclass(frozen=True)
class _Worker:
    waiting: queue.SimpleQueue[Submission]
    done: queue.SimpleQueue[Outcome | BaseException]
    stop: threading.Event
    open_sandbox: Callable[[], AbstractContextManager[Runner]]
    grade: Callable[[Submission, Runner], Result]

    def run(self) -> None:
        try:
            self._serve()
        except BaseException as error:
            self.done.put(error)

    def _serve(self) -> None:
        with ExitStack() as stack:
            sandbox = stack.enter_context(self.open_sandbox())
            while not self.stop.is_set():
                try:
                    submission = self.waiting.get_nowait()
                except queue.Empty:
                    return
                failure = ""
                for _ in range(TRIES):
                    try:
                        self.done.put(Outcome(submission, self.grade(submission, sandbox)))
                        break
                    except Exception as error:
                        failure = f"{type(error).__name__}: {error}"
                        stack.close()
                        sandbox = stack.enter_context(self.open_sandbox())
                else:
                    self.done.put(Outcome(submission, None, failure))


def worker_count(wanted: int | None, cores: int) -> int:
    """Return how many workers to use.

    Raises: AutograderError unless `wanted` is positive.
    """
    if wanted is not None and wanted < 1:
        raise AutograderError(f"--workers: at least one, got {wanted}")
    return wanted or max(1, cores)
