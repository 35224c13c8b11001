"""The path explorer: three update rules on their way down a loss surface, while learning rate and momentum move."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any, cast

import contourpy
import numpy as np

from course.figures.explore import Explorer, explore
from course.figures.surfaces import RULES, STEPS, SURFACES, Surface, Way, way_down
from course.figures.svg import Drawing, element, number

RATES = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5)
MOMENTA = (0.0, 0.5, 0.9, 0.97)
LEVELS = (0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0)
"""Losses at which a contour line is drawn."""

_LEFT, _TOP, _WIDTH, _HEIGHT = 34, 44, 340, 260
_LOSS_LEFT, _LOSS_WIDTH, _LOSS_HEIGHT = 420, 200, 150
_HIGH, _LOW = 2, -6
"""Powers of ten between which losses are drawn."""


def path_explorer(minitorch: Any) -> Explorer:
    """Return a figure of SGD, RMSprop and Adam on three loss surfaces, for several learning rates and momenta.

    Args:
        minitorch: the student's package; the figure calls `optim.sgd.sgd_update`, `optim.rmsprop.rmsprop_step` and
            `optim.adam.adam_update`, and takes the gradients from `backward`.
    """

    def frame(surface: str, learning_rate: float, momentum: float) -> str:
        ways = {rule: way_down(minitorch, SURFACES[surface], rule, learning_rate, momentum) for rule in RULES}
        return _PathPicture(surface, ways).svg()

    return explore(
        frame,
        title="Path explorer",
        start={"surface": "long valley", "learning_rate": 0.05, "momentum": 0.9},
        surface=list(SURFACES),
        learning_rate=RATES,
        momentum=MOMENTA,
    )


class _PathPicture:
    """One frame."""

    def __init__(self, name: str, ways: dict[str, Way]) -> None:
        self.name, self.surface, self.ways = name, SURFACES[name], ways
        self.draw = Drawing(640, 340, "Ways down a loss surface", self._sentence())

    def svg(self) -> str:
        self.draw.text(14, 18, f"A {self.name}", "strong")
        self._contours(self.surface)
        self._frame()
        self.draw.text(_LOSS_LEFT - 24, 18, "Loss after each step", "strong")
        self._loss_axes()
        for place, (rule, way) in enumerate(self.ways.items()):
            self._way(way, f"axis{place}")
            self._loss(way, f"axis{place}")
            self._facts(place, rule, way)
        return self.draw.svg()

    def _sentence(self) -> str:
        found = [f"{rule} {_reached(way)}" for rule, way in self.ways.items()]
        return f"A {self.name}, after {STEPS} steps: {', '.join(found)}."

    def _x(self, x: float) -> float:
        low, high = self.surface.x
        return float(_LEFT + (x - low) / (high - low) * _WIDTH)

    def _y(self, y: float) -> float:
        low, high = self.surface.y
        return float(_TOP + (high - y) / (high - low) * _HEIGHT)

    def _contours(self, surface: Surface) -> None:
        x, y = np.linspace(*surface.x, 61), np.linspace(*surface.y, 61)
        losses = surface.value(x[None, :], y[:, None])
        generator = contourpy.contour_generator(x, y, losses, line_type="Separate")
        for level in LEVELS:
            lines = cast("list[Any]", generator.lines(level))
            outline = "".join("M" + " ".join(f"{self._x(a):.0f},{self._y(b):.0f}" for a, b in line) for line in lines)
            if outline:
                self.draw.add(element("path", d=outline, class_="stroke hair", stroke_opacity=0.3))
        for a, b in surface.lowest:
            self._cross(self._x(a), self._y(b))

    def _cross(self, x: float, y: float) -> None:
        self.draw.path(f"M{number(x - 4)} {number(y - 4)}l8 8m0 -8l-8 8", "stroke")

    def _frame(self) -> None:
        right, bottom = _LEFT + _WIDTH, _TOP + _HEIGHT
        self.draw.path(f"M{_LEFT} {_TOP}V{bottom}H{right}V{_TOP}Z", "stroke hair quiet")
        for x, anchor in zip(_marks(self.surface.x), ("start", "middle", "end"), strict=True):
            self.draw.text(self._x(x), bottom + 15, number(x), "small quiet", anchor)
        for y, shift in zip(_marks(self.surface.y), (0, 4, 9), strict=True):
            self.draw.text(_LEFT - 6, self._y(y) + shift, number(y), "small quiet", "end")
        self.draw.text(_LEFT + _WIDTH / 2, bottom + 30, "first parameter", "small quiet", "middle")
        self.draw.text(_LEFT, _TOP - 5, "second parameter", "small quiet")

    def _inside(self, point: np.ndarray[Any, Any]) -> bool:
        (x, y), surface = point, self.surface
        return bool(surface.x[0] <= x <= surface.x[1] and surface.y[0] <= y <= surface.y[1])

    def _cut(self, inside: np.ndarray[Any, Any], outside: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        """Return where the line from a point inside the frame to one outside crosses the frame."""
        share = 1.0
        for a, b, (low, high) in zip(inside, outside, (self.surface.x, self.surface.y), strict=True):
            if not low <= b <= high:
                share = min(share, ((high if b > high else low) - a) / (b - a))
        return cast("np.ndarray[Any, Any]", inside + share * (outside - inside))

    def _way(self, way: Way, kind: str) -> None:
        """Draw a way with a dot for each step; what is outside the frame is left out."""
        lines, dots = "", ""
        for a, b in pairwise(way.points):
            if self._inside(a) or self._inside(b):
                start = a if self._inside(a) else self._cut(b, a)
                end = b if self._inside(b) else self._cut(a, b)
                lines += f"M{self._place(start)}L{self._place(end)}"
        for point in way.points:
            if self._inside(point):
                x, y = self._x(point[0]), self._y(point[1])
                dots += f"M{number(x - 2)} {number(y)}a2 2 0 1 0 4 0a2 2 0 1 0 -4 0Z"
        self.draw.path(lines, f"stroke hair {kind}")
        self.draw.path(dots, f"fill {kind}")

    def _place(self, point: np.ndarray[Any, Any]) -> str:
        return f"{number(self._x(point[0]))} {number(self._y(point[1]))}"

    def _loss_y(self, loss: float) -> float:
        power = math.log10(min(max(loss, 10.0**_LOW), 10.0**_HIGH))
        return _TOP + (_HIGH - power) / (_HIGH - _LOW) * _LOSS_HEIGHT

    def _loss_axes(self) -> None:
        bottom = _TOP + _LOSS_HEIGHT
        self.draw.path(f"M{_LOSS_LEFT} {_TOP}V{bottom}H{_LOSS_LEFT + _LOSS_WIDTH}", "stroke hair quiet")
        for power in range(_LOW, _HIGH + 1, 2):
            words = "1" if power == 0 else "100" if power == 2 else f"1e{power}"
            self.draw.text(_LOSS_LEFT - 6, self._loss_y(10.0**power) + 4, words, "small quiet", "end")
        for step in (0, 20, 40, 60):
            self.draw.text(_LOSS_LEFT + step / STEPS * _LOSS_WIDTH, bottom + 15, str(step), "small quiet", "middle")
        self.draw.text(_LOSS_LEFT + _LOSS_WIDTH / 2, bottom + 30, "step", "small quiet", "middle")

    def _loss(self, way: Way, kind: str) -> None:
        places = [
            f"{number(_LOSS_LEFT + step / STEPS * _LOSS_WIDTH)},{number(self._loss_y(loss))}"
            for step, loss in enumerate(way.losses)
        ]
        self.draw.path("M" + " ".join(places), f"stroke {kind}")

    def _facts(self, place: int, rule: str, way: Way) -> None:
        y = _TOP + _LOSS_HEIGHT + 62 + 22 * place
        self.draw.line(_LOSS_LEFT - 24, y - 4, _LOSS_LEFT, y - 4, f"stroke axis{place}")
        self.draw.text(_LOSS_LEFT + 8, y, rule)
        self.draw.text(_LOSS_LEFT + _LOSS_WIDTH, y, _reached(way), "bad" if way.lost else "mono", "end")


def _marks(ends: tuple[float, float]) -> tuple[float, float, float]:
    return ends[0], (ends[0] + ends[1]) / 2, ends[1]


def _reached(way: Way) -> str:
    return f"lost after {len(way.points) - 1} steps" if way.lost else f"loss {way.losses[-1]:.1e}"
