"""What the hardware sees: the lanes of a warp access memory together, one instruction at a time."""

from collections.abc import Iterable
from dataclasses import dataclass

from minitorch_ref.backends.cuda_simulator.limits import WARP_SIZE
from minitorch_ref.backends.cuda_simulator.tracing.recorder import KINDS, Event
from minitorch_ref.backends.cuda_simulator.tracing.wording import Cast

__all__ = ["SECTOR_BYTES", "WarpAccess", "warp_accesses"]

SECTOR_BYTES = 32
"""Global memory comes in sectors of 32 bytes."""

BANKS, BANK_BYTES = 32, 4
"""Shared memory has 32 banks; a bank gives one word of 4 bytes at a time."""


@dataclass(frozen=True)
class WarpAccess:
    """One instruction of one warp.

    Attributes:
        block: blockIdx.
        warp: number of the warp in its block.
        kind: "load", "store" or "atomic".
        space: "global" or "shared".
        array: the array's name.
        itemsize: bytes of an element.
        lanes: those that take part.
        addresses: of each lane's element.
        line: of the source.
        expression: of the source.
    """

    block: tuple[int, int, int]
    warp: int
    kind: str
    space: str
    array: str
    itemsize: int
    lanes: tuple[int, ...]
    addresses: tuple[int, ...]
    line: int
    expression: str

    @property
    def sectors(self) -> int:
        """How many sectors of global memory are touched: what the access costs."""
        last = self.itemsize - 1
        return len({s for a in self.addresses for s in range(a // SECTOR_BYTES, (a + last) // SECTOR_BYTES + 1)})

    @property
    def fewest_sectors(self) -> int:
        """How many sectors there would be if lanes side by side had elements side by side."""
        span = max(self.lanes) - min(self.lanes) + 1
        return -(-span * self.itemsize // SECTOR_BYTES)

    @property
    def turns(self) -> int:
        """How often the busiest bank of shared memory must answer: what the access costs."""
        lanes = max(1, WARP_SIZE * BANK_BYTES // max(self.itemsize, BANK_BYTES))  # wide elements come in several parts
        parts: dict[int, set[int]] = {}
        for lane, address in zip(self.lanes, self.addresses, strict=True):
            words = range(address // BANK_BYTES, (address + self.itemsize - 1) // BANK_BYTES + 1)
            parts.setdefault(lane // lanes, set()).update(words)
        return sum(_busiest(words) for words in parts.values())

    @property
    def fewest_turns(self) -> int:
        """How often if each lane found its bank free."""
        lanes = max(1, WARP_SIZE * BANK_BYTES // max(self.itemsize, BANK_BYTES))
        return len({lane // lanes for lane in self.lanes})


def _busiest(words: set[int]) -> int:
    counts: dict[int, int] = {}
    for word in words:
        counts[word % BANKS] = counts.get(word % BANKS, 0) + 1
    return max(counts.values())


def warp_accesses(events: Iterable[Event], cast: Cast) -> list[WarpAccess]:
    """Return the accesses to global and shared memory, put together by warp.

    The accesses of two lanes belong together if they stand at one place in the source, between the same barriers, and
    are the first, second, ... of their thread there.
    """
    seen: dict[tuple[object, ...], int] = {}
    groups: dict[tuple[object, ...], list[Event]] = {}
    for event in events:
        if event.region.space == "local":
            continue
        site = event.block, cast.where(event), event.interval
        own = (*site, event.thread)
        count = seen[own] = seen.get(own, 0) + 1
        groups.setdefault((*site, event.thread // WARP_SIZE, event.region.name, count), []).append(event)
    return [_together(group, cast) for group in groups.values()]


def _together(group: list[Event], cast: Cast) -> WarpAccess:
    first = group[0]
    site = cast.where(first)
    return WarpAccess(
        cast.block(first), first.thread // WARP_SIZE, KINDS[first.kind], first.region.space, first.region.name,
        first.region.itemsize, tuple(e.thread % WARP_SIZE for e in group), tuple(e.address for e in group),
        site.line, site.expression,
    )  # fmt: skip
