"""The scheduler: the threads of one block run as coroutines, in the order of their rank, until they must wait.

A thread that never waits costs no coroutine: one coroutine, the runner, calls the kernel for thread after thread. When
a thread waits in the middle of the kernel, the runner has become that thread's coroutine, and a new runner goes on with
the threads that are left. When all wait or are done, those whose wish can be granted are resumed, lowest rank first.
"""

from collections.abc import Callable, Iterator
from contextvars import copy_context
from typing import Any

from greenlet import getcurrent, greenlet

from minitorch_ref.backends.cuda_simulator.barriers import barrier_answers, divergence
from minitorch_ref.backends.cuda_simulator.limits import Dim3
from minitorch_ref.backends.cuda_simulator.places import at_traceback, spell
from minitorch_ref.backends.cuda_simulator.thread import Request, Thread
from minitorch_ref.backends.cuda_simulator.warps import warp_answers
from minitorch_ref.errors import CudaError

__all__ = ["BlockScheduler"]


class BlockScheduler:
    """Runs the blocks of one launch, one after the other.

    Args:
        name: of the kernel, for messages.
        threads: the threads of a block.
        kernel: called without arguments once per thread.
        enter: told which thread goes on.
        passed: told which threads a barrier or a warp's instruction lets go on.
    """

    def __init__(
        self,
        name: str,
        threads: list[Thread],
        kernel: Callable[[], None],
        enter: Callable[[Thread], None],
        passed: Callable[[Request, list[Thread]], None],
    ) -> None:
        self.name = name
        self.threads = threads
        self.kernel = kernel
        self.enter = enter
        self.passed = passed
        self.block = Dim3(0, 0, 0)
        self.current: Thread | None = None
        self._home: greenlet = getcurrent()

    def run(self, block: Dim3) -> None:
        """Run all threads of one block to their end.

        Raises: CudaError naming block, thread and line if the kernel fails, or threads wait for ever.
        """
        self.block = block
        self._home = getcurrent()
        self._start()
        while waiting := [thread for thread in self.threads if thread.request is not None]:
            released = warp_answers(self.threads, waiting) or barrier_answers(self.threads, waiting)
            if not released:
                raise CudaError(f"{self.name}: {divergence(block, self.threads, waiting)}")
            for request, threads in released:
                self.passed(request, threads)
            for _, threads in released:
                for thread in threads:
                    self._resume(thread)

    def wait(self, request: Request) -> Any:
        """Hand over to the scheduler until the request of the current thread is granted; return its answer."""
        thread = self.current
        assert thread is not None
        thread.request = request
        self._home.switch()
        return thread.answer

    def _start(self) -> None:
        pending = iter(self.threads)
        while True:
            runner = greenlet(self._run_one_after_the_other)
            runner.gr_context = copy_context()  # NumPy keeps its error state there
            runner.switch(pending)
            if runner.dead:
                return
            assert self.current is not None
            self.current.coroutine = runner

    def _run_one_after_the_other(self, pending: Iterator[Thread]) -> None:
        enter, kernel = self.enter, self.kernel
        for thread in pending:
            self.current = thread
            enter(thread)
            try:
                kernel()
            except Exception as error:
                raise self._fault(thread, error) from error

    def _resume(self, thread: Thread) -> None:
        assert thread.coroutine is not None
        thread.request = None
        self.current = thread
        self.enter(thread)
        thread.coroutine.switch()

    def _fault(self, thread: Thread, error: Exception) -> CudaError:
        where = f"{self.name}: block {spell(self.block)}, thread {spell(thread.index)}"
        what = str(error) if isinstance(error, CudaError) else f"{type(error).__name__}: {error}"
        return CudaError(f"{where}, at {at_traceback(error.__traceback__)}: {what}")
