"""Races: two threads touch one element, one of them writes, and nothing says who comes first.

Found from what the threads did between barriers, not from the values, so the order in which the simulator happened to
run them plays no part. A barrier orders the threads of a block, `syncwarp` those of a warp; nothing orders two blocks.
"""

from collections.abc import Iterable, Iterator

from minitorch_ref.backends.cuda_simulator.limits import WARP_SIZE
from minitorch_ref.backends.cuda_simulator.tracing.recorder import ATOMIC, LOAD, STORE, Event, Recorder
from minitorch_ref.backends.cuda_simulator.tracing.records import Problem
from minitorch_ref.backends.cuda_simulator.tracing.sites import Site
from minitorch_ref.backends.cuda_simulator.tracing.wording import Cast, plain_index

__all__ = ["find_races"]

Pair = tuple[Event, Event]
_VERBS = {LOAD: "reads", STORE: "writes", ATOMIC: "atomically updates"}


def find_races(recorder: Recorder, cast: Cast) -> list[Problem]:
    """Return the races, one for each pair of places in the source."""
    found: dict[tuple[Site, Site], list[Pair]] = {}
    first_atomic = {event.block: event.order for event in reversed(recorder.events) if event.kind == ATOMIC}
    for touches in _touches(recorder.events):
        for first, second in _pairs(touches):
            if first.block != second.block and _handed_over(first, second, recorder.fences, first_atomic):
                continue
            places = cast.where(first), cast.where(second)
            found.setdefault((min(places), max(places)), []).append((first, second))
    return [_problem(pairs, cast) for pairs in found.values()]


def _handed_over(first: Event, second: Event, fences: dict[tuple[int, int], int], atomics: dict[int, int]) -> bool:
    """Whether a block published what it wrote by a fence, and another block had asked an atomic counter before it read.

    That is how the last block of a grid adds up what all have left for it.
    """
    published = fences.get((first.block, first.thread), -1) > first.order
    return first.kind != LOAD and published and atomics.get(second.block, second.order) < second.order


def _touches(events: Iterable[Event]) -> Iterator[list[Event]]:
    """Yield what happened to each element that several threads touch and some thread writes."""
    elements: dict[tuple[str, int, int], list[Event]] = {}
    for event in events:
        region = event.region
        if region.space != "local":
            elements.setdefault((region.space, region.memory, event.address), []).append(event)
    for touches in elements.values():
        first = touches[0]
        if any(e.kind != LOAD for e in touches) and any(
            e.thread != first.thread or e.block != first.block for e in touches
        ):
            yield touches


def _pairs(touches: list[Event]) -> Iterator[Pair]:
    """Yield a pair of accesses in conflict for each interval between barriers, and one of two blocks."""
    intervals: dict[tuple[int, int], list[Event]] = {}
    for event in touches:
        intervals.setdefault((event.block, event.interval), []).append(event)
    for group in intervals.values():
        yield from _first_conflict(group)
    if any(event.block != touches[0].block for event in touches):
        yield from _first_conflict(touches, between_blocks=True)


def _first_conflict(group: list[Event], between_blocks: bool = False) -> Iterator[Pair]:
    stores = [event for event in group if event.kind == STORE]
    writes = stores or [event for event in group if event.kind == ATOMIC]
    others = group if stores else [event for event in group if event.kind == LOAD]
    for write in _one_of_each_thread(writes):
        for other in others:
            if (other.block != write.block) if between_blocks else _unordered(write, other):
                yield (write, other) if write.order < other.order else (other, write)
                return


def _one_of_each_thread(events: list[Event]) -> list[Event]:
    return list({(event.block, event.thread, event.epoch): event for event in reversed(events)}.values())[::-1]


def _unordered(one: Event, other: Event) -> bool:
    """Whether two accesses of one block, in one interval, may come in either order."""
    if one.thread == other.thread:
        return False
    return one.thread // WARP_SIZE != other.thread // WARP_SIZE or one.epoch == other.epoch


def _problem(pairs: list[Pair], cast: Cast) -> Problem:
    first, second = pairs[0]
    between = first.block != second.block
    here, there = cast.where(first), cast.where(second)
    cure = _missing(first, second, between, here.line == there.line)
    message = (
        f"race: {cast.who(first)} {_VERBS[first.kind]} {cast.element(first)} at {here}, "
        f"{cast.who(second)} {_VERBS[second.kind]} it at {there}, and {cure}"
    )
    if len(pairs) > 1:
        message += f" ({len(pairs)} times)"
    return Problem(
        "race", message, here.line, first.region.name, plain_index(first.index), cast.block(first),
        (cast.thread(first), cast.thread(second)), len(pairs),
    )  # fmt: skip


def _missing(first: Event, second: Event, between: bool, same_line: bool) -> str:
    cure = "use cuda.atomic, or let each thread write to a place of its own"
    if between:
        return f"nothing orders two blocks; {cure}"
    if LOAD not in (first.kind, second.kind):
        return f"there is no barrier between; {cure}"
    if first.code is second.code and same_line:  # the two halves of `x[i] += 1`
        return "one thread may read before another has written; use cuda.atomic"
    return "there is no barrier between; call cuda.syncthreads() in between, in all threads"
