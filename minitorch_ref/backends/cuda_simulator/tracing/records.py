"""What a trace is made of: plain data."""

from dataclasses import dataclass
from typing import Any

__all__ = ["Access", "Inefficiency", "Problem"]

Place = tuple[int, int, int]


@dataclass(frozen=True)
class Access:
    """One thread reads or writes one element.

    Attributes:
        order: counts all accesses of the launch.
        block: blockIdx.
        thread: threadIdx.
        kind: "load", "store" or "atomic".
        space: "global", "shared" or "local".
        array: the parameter's or variable's name.
        index: of the element in that array, or in the view of it that the kernel made.
        address: its first byte: in the array's allocation, for shared memory in the block's.
        bytes: its size.
        value: what was read or written.
        line: of the source.
        expression: of the source, as "a[row, k]".
        interval: how many barriers the block had passed.
    """

    order: int
    block: Place
    thread: Place
    kind: str
    space: str
    array: str
    index: tuple[int, ...]
    address: int
    bytes: int
    value: Any
    line: int
    expression: str
    interval: int


@dataclass(frozen=True)
class Problem:
    """Something that makes a kernel wrong, at one place of its source.

    Attributes:
        kind: "out_of_bounds", "negative_index", "uninitialised_read", "race", "lossy_store", "barrier" or "exception".
        message: what happened, where, and what to do about it.
        line: of the source; 0 if the message names several.
        array: whose element it happened to; "" if to none.
        index: of the element, in the first case.
        block: of the first case.
        threads: of the first case; two for a race.
        count: how many cases there are at this place.
    """

    kind: str
    message: str
    line: int
    array: str
    index: tuple[int, ...]
    block: Place
    threads: tuple[Place, ...]
    count: int


@dataclass(frozen=True)
class Inefficiency:
    """Something that makes a kernel slow, at one place of its source.

    Attributes:
        kind: "uncoalesced" or "bank_conflict".
        message: what happens, and what to do about it.
        line: of the source.
        array: whose elements are touched.
        block: of the worst case.
        warp: of the worst case.
        cost: sectors touched, or turns taken, in all.
        ideal: how few there could be.
        worst: cost of the worst access of one warp.
    """

    kind: str
    message: str
    line: int
    array: str
    block: Place
    warp: int
    cost: int
    ideal: int
    worst: int
