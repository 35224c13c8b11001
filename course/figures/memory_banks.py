"""Bank conflicts in a picture: which words each of the 32 banks of shared memory has to give to a warp."""

from __future__ import annotations

from typing import Any

from course.figures.svg import Drawing
from course.figures.warp_parts import LANE_WIDTH, LEFT, WIDTH, draw_lanes, lanes_in_words, title_of

BANKS = 32
_TOP = 108
_ROW = 16


def banks_svg(access: Any, lane: int | None = None) -> str:
    """Return the picture of one access of a warp to shared memory: a column for each bank, a cell for each word.

    Args:
        access: one of `trace(...).warps`.
        lane: the lane to point out, if it takes part.
    """
    wanted = _words(access)
    rows = max(len(words) for words in wanted.values())
    bottom = _TOP + rows * _ROW
    draw = Drawing(WIDTH, bottom + 46, title_of(access), _sentence(access))
    draw_lanes(draw, access, lane)
    draw.text(LEFT, _TOP - 14, "Shared memory", "strong")
    draw.text(LEFT + 122, _TOP - 14, "a column is a bank, a cell is a word and the lane that wants it", "small quiet")
    for bank in range(BANKS):
        x = LEFT + bank * LANE_WIDTH
        for turn, lanes in enumerate(wanted.get(bank, {}).values()):
            kind = "pick" if lane in lanes else "tone3"
            y = bottom - (turn + 1) * _ROW
            draw.box(x, y, LANE_WIDTH, _ROW, kind)
            ink = "small mono pick" if kind == "pick" else "small mono"
            draw.text(x + LANE_WIDTH / 2, y + 12, lanes_in_words(lanes, short=True), ink, "middle")
        if bank not in wanted:
            draw.box(x, bottom - _ROW, LANE_WIDTH, _ROW, "unused")
        draw.text(x + LANE_WIDTH / 2, bottom + 13, str(bank), "small quiet", "middle")
    draw.text(LEFT, bottom + 34, _sentence(access), "strong")
    return draw.svg()


def _words(access: Any) -> dict[int, dict[int, list[int]]]:
    """Return for each bank its words, and for each word the lanes that want it."""
    wanted: dict[int, dict[int, list[int]]] = {}
    for lane, address in zip(access.lanes, access.addresses, strict=True):
        for word in range(address // 4, (address + access.itemsize - 1) // 4 + 1):
            wanted.setdefault(word % BANKS, {}).setdefault(word, []).append(lane)
    return wanted


def _sentence(access: Any) -> str:
    turns = "1 turn" if access.turns == 1 else f"{access.turns} turns"
    if access.turns == access.fewest_turns:
        return f"{turns}: no bank keeps two lanes waiting for different words."
    return f"{turns} instead of {access.fewest_turns}: a bank gives one word at a time."
