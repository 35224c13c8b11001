"""Instructions of a warp: its lanes (32 threads of consecutive rank) exchange values without memory."""

from collections.abc import Callable
from typing import Any

from minitorch_ref.backends.cuda_simulator.limits import WARP_SIZE
from minitorch_ref.backends.cuda_simulator.places import call_site
from minitorch_ref.backends.cuda_simulator.poison import undefined
from minitorch_ref.backends.cuda_simulator.thread import Request, Thread

__all__ = ["warp_answers"]

Lanes = dict[int, Request]
Released = list[tuple[Request, list[Thread]]]


def warp_answers(threads: list[Thread], waiting: list[Thread]) -> Released:
    """Let those lanes go on whose whole group has arrived: same warp, same instruction, same mask.

    Lanes that have left the kernel are waited for by nobody. `activemask` groups the lanes that wait at one call when
    no lane of the warp can go on.
    """
    groups: dict[tuple[Any, ...], list[Thread]] = {}
    for thread in waiting:
        request = thread.request
        if request is not None and request.mask is not None:
            site = call_site(request.frame) if request.operation == "activemask" else None
            groups.setdefault((thread.warp, request.operation, request.mask, site), []).append(thread)
    if not groups:
        return []
    alive: dict[int, int] = {}
    for thread in waiting:
        alive[thread.warp] = alive.get(thread.warp, 0) | 1 << thread.lane
    complete = [group for key, group in groups.items() if key[1] != "activemask" and _complete(group, alive[key[0]])]
    ready = complete or [group for key, group in groups.items() if key[1] == "activemask"]
    return [_answer(group) for group in ready]


def _complete(group: list[Thread], alive: int) -> bool:
    request = group[0].request
    assert request is not None
    assert request.mask is not None
    return request.mask & alive == sum(1 << thread.lane for thread in group)


def _answer(group: list[Thread]) -> tuple[Request, list[Thread]]:
    lanes = {thread.lane: thread.request for thread in group if thread.request is not None}
    for thread in group:
        request = lanes[thread.lane]
        thread.answer = INSTRUCTIONS[request.operation](thread.lane, request, lanes)
    return next(iter(lanes.values())), group


def _bits(lanes: Lanes, holds: Callable[[Request], bool]) -> int:
    return sum(1 << lane for lane, request in lanes.items() if holds(request))


def _value_of(source: int, request: Request, lanes: Lanes) -> Any:
    """A lane that takes no part has no value to give: what arrives from there is undefined."""
    return lanes[source].value if source in lanes else undefined(request.value)


def _from_lane(lane: int, request: Request, lanes: Lanes) -> Any:
    return _value_of(request.argument % WARP_SIZE, request, lanes)


def _from_below(lane: int, request: Request, lanes: Lanes) -> Any:
    source = lane - request.argument
    return _value_of(source if source >= 0 else lane, request, lanes)


def _from_above(lane: int, request: Request, lanes: Lanes) -> Any:
    source = lane + request.argument
    return _value_of(source if source < WARP_SIZE else lane, request, lanes)


def _from_partner(lane: int, request: Request, lanes: Lanes) -> Any:
    source = lane ^ request.argument
    return _value_of(source if source < WARP_SIZE else lane, request, lanes)


def _equal_values(lane: int, request: Request, lanes: Lanes) -> int:
    return _bits(lanes, lambda other: bool(other.value == request.value))


def _all_equal(lane: int, request: Request, lanes: Lanes) -> tuple[int, bool]:
    same = _equal_values(lane, request, lanes) == _bits(lanes, lambda other: True)
    return (_bits(lanes, lambda other: True), True) if same else (0, False)


INSTRUCTIONS: dict[str, Callable[[int, Request, Lanes], Any]] = {
    "syncwarp": lambda lane, request, lanes: None,
    "activemask": lambda lane, request, lanes: _bits(lanes, lambda other: True),
    "ballot_sync": lambda lane, request, lanes: _bits(lanes, lambda other: bool(other.value)),
    "all_sync": lambda lane, request, lanes: all(other.value for other in lanes.values()),
    "any_sync": lambda lane, request, lanes: any(other.value for other in lanes.values()),
    "eq_sync": lambda lane, request, lanes: len({bool(other.value) for other in lanes.values()}) == 1,
    "match_any_sync": _equal_values,
    "match_all_sync": _all_equal,
    "shfl_sync": _from_lane,
    "shfl_up_sync": _from_below,
    "shfl_down_sync": _from_above,
    "shfl_xor_sync": _from_partner,
}
"""What a lane gets: a function of the lane, its own request and the requests of all lanes that take part."""
