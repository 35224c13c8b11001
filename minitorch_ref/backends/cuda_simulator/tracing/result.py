"""A trace: what a launch did to memory, and what is to be said about it."""

from collections.abc import Iterator
from dataclasses import asdict
from functools import cached_property
from typing import Any

from minitorch_ref.backends.cuda_simulator.limits import LaunchShape
from minitorch_ref.backends.cuda_simulator.tracing.inefficiencies import find_inefficiencies
from minitorch_ref.backends.cuda_simulator.tracing.recorder import KINDS, Recorder
from minitorch_ref.backends.cuda_simulator.tracing.records import Access, Inefficiency, Problem
from minitorch_ref.backends.cuda_simulator.tracing.warp_accesses import WarpAccess, warp_accesses
from minitorch_ref.backends.cuda_simulator.tracing.wording import Cast, plain_index, plain_value

__all__ = ["Trace"]


class Trace:
    """What the threads of one launch did.

    Attributes:
        kernel: its name.
        shape: of the grid and its blocks.
        problems: what makes the kernel wrong, worst first; [] if nothing was seen.
    """

    def __init__(
        self, kernel: str, shape: LaunchShape, recorder: Recorder, cast: Cast, problems: list[Problem]
    ) -> None:
        self.kernel = kernel
        self.shape = shape
        self.problems = problems
        self._recorder = recorder
        self._cast = cast

    def __len__(self) -> int:
        return len(self._recorder.events)

    def __iter__(self) -> Iterator[Access]:
        return iter(self.accesses)

    @cached_property
    def accesses(self) -> list[Access]:
        """Every access, in the order in which the simulator ran them."""
        return [self._access(order) for order in range(len(self))]

    @cached_property
    def warps(self) -> list[WarpAccess]:
        """Every access to global and shared memory, by warp: what the hardware sees."""
        return warp_accesses(self._recorder.events, self._cast)

    @cached_property
    def inefficiencies(self) -> list[Inefficiency]:
        """What makes the kernel slow; [] if nothing was seen."""
        return find_inefficiencies(self.warps)

    @cached_property
    def arrays(self) -> dict[str, dict[str, Any]]:
        """The arrays that were touched, with "space", "shape" and "dtype"."""
        regions = {event.region.name: event.region for event in self._recorder.events}
        return {
            name: {"space": region.space, "shape": list(region.shape), "dtype": region.dtype}
            for name, region in regions.items()
        }

    def traffic(self) -> dict[str, dict[str, Any]]:
        """Return for each array how many elements were loaded, stored and atomically updated, and the bytes of that.

        For an array in global memory "sectors" counts the pieces of 32 bytes that the warps moved.
        """
        arrays: dict[str, dict[str, Any]] = {}
        for event in self._recorder.events:
            region = event.region
            count = arrays.setdefault(
                region.name, {"space": region.space, "load": 0, "store": 0, "atomic": 0, "bytes": 0}
            )
            count[KINDS[event.kind]] += 1
            count["bytes"] += region.itemsize
        for access in self.warps:
            if access.space == "global":
                arrays[access.array]["sectors"] = arrays[access.array].get("sectors", 0) + access.sectors
        return arrays

    def plain(self, accesses: bool = False) -> dict[str, Any]:
        """Return the trace as plain data, ready for JSON; with every access only if asked for."""
        grid, block, dynamic = self.shape
        told = {
            "kernel": self.kernel,
            "grid": list(grid),
            "block": list(block),
            "dynamic_shared_bytes": dynamic,
            "arrays": self.arrays,
            "traffic": self.traffic(),
            "problems": [_listed(asdict(problem)) for problem in self.problems],
            "inefficiencies": [_listed(asdict(found)) for found in self.inefficiencies],
        }
        return told | ({"accesses": [_listed(asdict(access)) for access in self.accesses]} if accesses else {})

    def report(self) -> str:
        """Return what is to be said about the kernel, one line each."""
        said = [problem.message for problem in self.problems] + [found.message for found in self.inefficiencies]
        return "\n".join(said) if said else f"{self.kernel}: {len(self)} accesses to memory, nothing wrong seen"

    def _access(self, order: int) -> Access:
        event, cast = self._recorder.events[order], self._cast
        site, region = cast.where(event), event.region
        return Access(
            order, cast.block(event), cast.thread(event), KINDS[event.kind], region.space, region.name,
            plain_index(event.index), event.address, region.itemsize, plain_value(event.value), site.line,
            site.expression, event.interval,
        )  # fmt: skip


def _listed(value: Any) -> Any:
    """Return plain data with lists for tuples, as JSON would give it back."""
    if isinstance(value, dict):
        return {key: _listed(part) for key, part in value.items()}
    return [_listed(part) for part in value] if isinstance(value, tuple | list) else value
