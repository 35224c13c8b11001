"""Barriers of a block: all its threads must reach the same one."""

from collections.abc import Callable, Iterable
from typing import Any

from minitorch_ref.backends.cuda_simulator.limits import Dim3
from minitorch_ref.backends.cuda_simulator.places import at_frame, call_site, name_threads, spell
from minitorch_ref.backends.cuda_simulator.thread import Request, Thread

__all__ = ["barrier_answers", "divergence"]

Released = list[tuple[Request, list[Thread]]]

VOTES: dict[str, Callable[[Iterable[Any]], Any]] = {
    "syncthreads": lambda values: None,
    "syncthreads_count": lambda values: sum(1 for value in values if value),
    "syncthreads_and": lambda values: int(all(values)),
    "syncthreads_or": lambda values: int(any(values)),
}
"""What each kind of barrier tells every thread about the values that the threads brought."""


def barrier_answers(threads: list[Thread], waiting: list[Thread]) -> Released:
    """Let all threads go on if each of them waits at the same barrier of the block; else none."""
    first = waiting[0].request
    assert first is not None
    if len(waiting) < len(threads) or first.mask is not None:
        return []
    requests = [thread.request for thread in waiting if thread.request is not None]
    if any(request.mask is not None or not _same_site(request, first) for request in requests):
        return []
    answer = VOTES[first.operation](request.value for request in requests)
    for thread in waiting:
        thread.answer = answer
    return [(first, waiting)]


def _same_site(one: Request, other: Request) -> bool:
    here, there = one.frame, other.frame
    same = here.f_code is there.f_code and here.f_lasti == there.f_lasti
    return same or call_site(here) == call_site(there)


def divergence(block: Dim3, threads: list[Thread], waiting: list[Thread]) -> str:
    """Say who waits where and who cannot come any more."""
    groups: dict[str, list[Dim3]] = {}
    for thread in waiting:
        assert thread.request is not None
        groups.setdefault(_wish(thread.request), []).append(thread.index)
    said = [f"{name_threads(indices)} at {wish}" for wish, indices in groups.items()]
    done = [thread.index for thread in threads if thread.request is None]
    gone = f"; {name_threads(done)} left the kernel without it" if done else ""
    return (
        f"in block {spell(block)} threads wait for ever: {', '.join(said)}{gone}. Every thread that a barrier waits "
        "for must reach it: move it out of the `if`, the loop or behind the `return` that only some threads take"
    )


def _wish(request: Request) -> str:
    lanes = "" if request.mask is None else f" for lanes {request.mask:#010x}"
    return f"{at_frame(request.frame)}{lanes}"
