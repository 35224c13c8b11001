"""Events in words."""

from typing import Any

import numpy as np

from minitorch_ref.backends.cuda_simulator.limits import Dim3
from minitorch_ref.backends.cuda_simulator.places import spell
from minitorch_ref.backends.cuda_simulator.tracing.recorder import Event
from minitorch_ref.backends.cuda_simulator.tracing.sites import Site, site_of

__all__ = ["Cast", "plain_index", "plain_value"]


class Cast:
    """Who is who in a launch.

    Args:
        blocks: index of each block, in the order in which they ran.
        threads: index of each thread of a block, by rank.
    """

    def __init__(self, blocks: list[Dim3], threads: list[Dim3]) -> None:
        self.blocks = blocks
        self.threads = threads
        self._sites: dict[tuple[int, int], Site] = {}

    def block(self, event: Event) -> Dim3:
        """Return blockIdx."""
        return self.blocks[event.block]

    def thread(self, event: Event) -> Dim3:
        """Return threadIdx."""
        return self.threads[event.thread]

    def who(self, event: Event) -> str:
        """Return "thread (1, 0, 0) of block (0, 0, 0)"."""
        return f"thread {spell(self.thread(event))} of block {spell(self.block(event))}"

    def where(self, event: Event) -> Site:
        """Return the place in the source."""
        key = id(event.code), event.instruction
        if key not in self._sites:
            self._sites[key] = site_of(event.code, event.instruction)
        return self._sites[key]

    @staticmethod
    def element(event: Event) -> str:
        """Return "tile[3, 4]"."""
        return f"{event.region.name}[{', '.join(map(str, plain_index(event.index)))}]"


def plain_index(index: Any) -> tuple[int, ...]:
    """Return an index as a tuple of Python's ints."""
    return tuple(int(i) for i in index) if isinstance(index, tuple) else (int(index),)


def plain_value(value: Any) -> Any:
    """Return a value as Python's own number, or a tuple of them."""
    return value.item() if isinstance(value, np.generic) else value
