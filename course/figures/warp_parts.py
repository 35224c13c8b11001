"""What pictures of a warp have in common: its 32 lanes in a row, and lanes in words."""

from __future__ import annotations

from typing import Any

from course.figures.svg import Drawing

WIDTH = 640
LEFT = 14
WARP = 32
LANE_WIDTH = 19


def title_of(access: Any) -> str:
    """Return what the picture shows."""
    block = ", ".join(map(str, access.block))
    return f"Warp {access.warp} of block ({block}): {access.kind} {access.expression}"


def draw_lanes(draw: Drawing, access: Any, lane: int | None) -> None:
    """Draw the lanes at the top, those that take part in full."""
    draw.text(LEFT, 18, title_of(access), "strong")
    draw.text(LEFT, 36, f"line {access.line}; the 32 lanes of the warp", "small quiet")
    for number in range(WARP):
        taking_part = number in access.lanes
        kind = "unused" if not taking_part else "pick" if number == lane else "tone2"
        x = LEFT + number * LANE_WIDTH
        draw.box(x, 44, LANE_WIDTH, 22, kind)
        ink = f"small mono {kind}" if kind != "tone2" else "small mono"
        draw.text(x + LANE_WIDTH / 2, 59, str(number), ink, "middle")


def lanes_in_words(lanes: list[int], short: bool) -> str:
    """Return "7", "0-3" or, where there is little room or the lanes are no range, how many there are, as "8x"."""
    if len(lanes) <= 1:
        return "".join(map(str, lanes))
    low, high = min(lanes), max(lanes)
    return f"{low}-{high}" if high - low + 1 == len(lanes) and not short else f"{len(lanes)}x"
