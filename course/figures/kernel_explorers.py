"""Movable figures of a traced kernel: its accesses to global and to shared memory, and the arrays that it touches."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from course.figures.block_tiles import tiles_svg
from course.figures.explore import Explorer, explore
from course.figures.memory_banks import banks_svg
from course.figures.memory_sectors import sectors_svg
from course.figures.warp_parts import WARP

MOST_ACCESSES = 16


def coalescing_explorer(traced: Any) -> Explorer:
    """Return a figure of the sectors that warp 0 of block 0 fetches, for each access of the kernel to global memory."""
    return _warp_explorer(traced, "global", sectors_svg, "Sectors of global memory")


def bank_explorer(traced: Any) -> Explorer:
    """Return a figure of the banks that warp 0 of block 0 asks, for each access of the kernel to shared memory."""
    return _warp_explorer(traced, "shared", banks_svg, "Banks of shared memory")


def tile_explorer(traced: Any, block: Sequence[int] = (0, 0, 0), arrays: Sequence[str] = ()) -> Explorer:
    """Return a figure of the elements that each thread of a block touches; the thread moves.

    Args:
        traced: the result of `trace(...)`.
        block: blockIdx.
        arrays: names of the arrays to draw; () means all in global memory.
    """
    across, down, _ = traced.shape.block
    return explore(
        lambda x, y: tiles_svg(traced, tuple(block), (x, y, 0), arrays),
        title="Elements that a thread touches",
        x=range(across),
        y=range(down),
    )


def _warp_explorer(traced: Any, space: str, draw: Callable[[Any, int | None], str], title: str) -> Explorer:
    """The first access of warp 0 of block 0 at each place in the source."""
    accesses: dict[str, Any] = {}
    for access in traced.warps:
        if access.space == space and access.warp == 0 and not any(access.block) and len(accesses) < MOST_ACCESSES:
            accesses.setdefault(f"{access.kind} {access.expression}", access)
    if not accesses:
        raise ValueError(
            f"{traced.kernel}: warp 0 of block 0 does not touch {space} memory, so there is nothing to draw"
        )
    return explore(
        lambda access, lane: draw(accesses[access], lane), title=title, access=list(accesses), lane=range(WARP)
    )
