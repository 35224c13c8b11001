"""Coalescing in a picture: the sectors of global memory that one access of a warp fetches, and what of them it uses."""

from __future__ import annotations

from typing import Any

from course.figures.svg import Drawing
from course.figures.warp_parts import LEFT, WIDTH, draw_lanes, lanes_in_words, title_of

SECTOR_BYTES = 32
_PER_ROW = 4
_SECTOR_WIDTH = 144
_GAP = 10
_TOP = 106
_ROW = 46
_CELL_HEIGHT = 22


def sectors_svg(access: Any, lane: int | None = None) -> str:
    """Return the picture of one access of a warp to global memory.

    Args:
        access: one of `trace(...).warps`.
        lane: the lane to point out, if it takes part.
    """
    sectors = sorted(_words(access))
    rows = -(-len(sectors) // _PER_ROW)
    draw = Drawing(WIDTH, _TOP + rows * _ROW + 34, title_of(access), _sentence(access))
    draw_lanes(draw, access, lane)
    draw.text(LEFT, _TOP - 14, "Global memory", "strong")
    draw.text(LEFT + 122, _TOP - 14, "the sectors that come, with the lanes that want each element", "small quiet")
    words = _words(access)
    for place, sector in enumerate(sectors):
        x = LEFT + place % _PER_ROW * (_SECTOR_WIDTH + _GAP)
        _draw_sector(draw, x, _TOP + place // _PER_ROW * _ROW, sector, words[sector], access, lane)
    draw.text(LEFT, _TOP + rows * _ROW + 20, _sentence(access), "strong")
    return draw.svg()


def _words(access: Any) -> dict[int, dict[int, list[int]]]:
    """Return for each sector which lanes want which of its cells; a cell is an element, or 4 bytes of small ones."""
    wanted: dict[int, dict[int, list[int]]] = {}
    cell = max(4, access.itemsize)
    for lane, address in zip(access.lanes, access.addresses, strict=True):
        for sector in {address // SECTOR_BYTES, (address + access.itemsize - 1) // SECTOR_BYTES}:
            place = max(0, address - sector * SECTOR_BYTES) // cell
            wanted.setdefault(sector, {}).setdefault(place, []).append(lane)
    return wanted


def _draw_sector(
    draw: Drawing, x: float, y: float, sector: int, wanted: dict[int, list[int]], access: Any, lane: int | None
) -> None:
    cells = max(1, SECTOR_BYTES // max(4, access.itemsize))
    width = _SECTOR_WIDTH / cells
    for place in range(cells):
        lanes = wanted.get(place, [])
        kind = "pick" if lane in lanes else "tone3" if lanes else "unused"
        draw.box(x + place * width, y, width, _CELL_HEIGHT, kind)
        ink = "small mono pick" if kind == "pick" else "small mono"
        draw.text(x + (place + 0.5) * width, y + 15, lanes_in_words(lanes, short=width < 30), ink, "middle")
    first = sector * SECTOR_BYTES
    draw.text(x, y + _CELL_HEIGHT + 12, f"bytes {first} to {first + SECTOR_BYTES - 1}", "small quiet")


def _sentence(access: Any) -> str:
    used = len(set(access.addresses)) * access.itemsize
    come = access.sectors * SECTOR_BYTES
    verdict = "no more than need be" if access.sectors <= access.fewest_sectors else f"{access.fewest_sectors} would do"
    sectors = "1 sector" if access.sectors == 1 else f"{access.sectors} sectors"
    return f"{sectors} of 32 bytes, {verdict}: {used} of {come} bytes are used."
