"""The boundary explorer: where a small network changes its mind, and what its layers make of the points."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, cast

import contourpy
import numpy as np

from course.figures.descent import STEPS, Descent, Snapshot, X, Y
from course.figures.explore import Explorer, explore
from course.figures.svg import Drawing, element, number

STARTS = {"half of Kaiming": 0.5, "Kaiming": 1.0, "twice Kaiming": 2.0}
WIDTHS = (2, 4, 16)
DEPTHS = (1, 2, 4, 8)
LEVELS = (-9.0, -0.5, 0.0, 0.5, 9.0)
"""Scores at which the shade changes; beyond the outer ones it stays."""

_LEFT, _TOP, _SCALE = 40, 50, 70
_ROWS_X, _ROW, _BAR = 404, 30, 7
_BINS = np.linspace(0, 4, 17)


def boundary_explorer(minitorch: Any, points: Any, labels: Any) -> Explorer:
    """Return a figure of a network that learns to tell points apart, for several widths, depths and starts.

    Args:
        minitorch: the student's package; the figure builds its networks from `nn.Linear` and `nn.Sequential`, starts
            them with `nn.init.kaiming_uniform_` and moves what `parameters()` finds.
        points: tensor, (n, 2), within 2 of the origin in the first and 1.4 in the second coordinate.
        labels: tensor of 1 and -1, (n,).
    """
    descent = Descent(minitorch, points, labels)

    def frame(width: int, hidden_layers: int, weights: str, step: int) -> str:
        seen = descent.snapshot(width, hidden_layers, STARTS[weights], step)
        return _BoundaryPicture(points.numpy(), labels.numpy(), hidden_layers, step, seen).svg()

    return explore(
        frame,
        title="Boundary explorer",
        start={"width": 16, "hidden_layers": 2, "weights": "Kaiming", "step": 50},
        width=WIDTHS,
        hidden_layers=DEPTHS,
        weights=list(STARTS),
        step=STEPS,
    )


class _BoundaryPicture:
    """One frame; `seen` is None if the numbers have overflowed."""

    def __init__(
        self, points: np.ndarray[Any, Any], labels: np.ndarray[Any, Any], depth: int, step: int, seen: Snapshot | None
    ) -> None:
        self.points, self.labels, self.step, self.seen = points, labels, step, seen
        self.draw = Drawing(640, 314, "Boundary of a network", self._sentence(depth))

    def svg(self) -> str:
        self.draw.text(14, 18, "Score", "strong")
        if self.seen is not None:
            self._regions(self.seen.scores)
        self._frame()
        self._points()
        self._facts()
        self.draw.text(_ROWS_X - 64, 18, "Activations after each hidden layer", "strong")
        if self.seen is not None:
            for row, values in enumerate(self.seen.activations):
                self._histogram(row, values)
            self._axis(len(self.seen.activations))
        return self.draw.svg()

    def _sentence(self, depth: int) -> str:
        if self.seen is None:
            return f"Step {self.step}: the numbers have overflowed."
        return f"{depth} hidden layers, step {self.step}: loss {self.seen.loss:.3f}, {self.seen.right:.0%} right."

    def _x(self, x: float) -> float:
        return float(_LEFT + (x - X[0]) * _SCALE)

    def _y(self, y: float) -> float:
        return float(_TOP + (Y[-1] - y) * _SCALE)

    def _outline(self, lines: list[np.ndarray[Any, Any]]) -> str:
        pieces = [" ".join(f"{self._x(x):.0f},{self._y(y):.0f}" for x, y in line) for line in lines]
        return "".join(f"M{piece}" for piece in pieces)

    def _regions(self, scores: np.ndarray[Any, Any]) -> None:
        """Shade the plane by the score, and draw the line where it is 0."""
        inside = np.clip(scores, LEVELS[0] + 1, LEVELS[-1] - 1)
        generator = contourpy.contour_generator(X, Y, inside, fill_type="OuterOffset", line_type="Separate")
        for low, high in pairwise(LEVELS):
            outlines, offsets = cast("Any", generator.filled(low, high))
            rings = [
                outline[a:b] for outline, offset in zip(outlines, offsets, strict=True) for a, b in pairwise(offset)
            ]
            if rings:
                kind, shade = "axis0" if low >= 0 else "axis1", 0.3 if 0 not in (low, high) else 0.14
                outline = self._outline(rings)
                self.draw.add(
                    element("path", d=outline, class_=f"fill {kind}", fill_opacity=shade, fill_rule="evenodd")
                )
        lines = cast("list[Any]", generator.lines(0.0))
        if lines:
            self.draw.path(self._outline(lines), "stroke axis2")

    def _frame(self) -> None:
        left, right, top, bottom = self._x(X[0]), self._x(X[-1]), self._y(Y[-1]), self._y(Y[0])
        self.draw.path(f"M{number(left)} {number(top)}V{number(bottom)}H{number(right)}", "stroke quiet")
        for x in (-2, -1, 0, 1, 2):
            self.draw.text(self._x(x), bottom + 15, str(x), "small quiet", "middle")
        for y in (-1, 0, 1):
            self.draw.text(left - 7, self._y(y) + 4, str(y), "small quiet", "end")
        self.draw.text((left + right) / 2, bottom + 32, "first coordinate", "small quiet", "middle")
        self.draw.text(14, top - 8, "second coordinate", "small quiet")

    def _points(self) -> None:
        discs, squares = "", ""
        for (x, y), label in zip(self.points, self.labels, strict=True):
            left, middle = f"{self._x(x) - 3:.1f}", f"{self._y(y):.1f}"
            if label > 0:
                discs += f"M{left} {middle}a3 3 0 1 0 6 0a3 3 0 1 0 -6 0Z"
            else:
                squares += f"M{left} {self._y(y) - 3:.1f}h6v6h-6Z"
        self.draw.path(discs, "fill axis0")
        self.draw.path(squares, "fill axis1")

    def _facts(self) -> None:
        if self.seen is None:
            words, kind = f"step {self.step}: the numbers have overflowed", "bad"
        else:
            words, kind = f"step {self.step}: loss {_short(self.seen.loss)}, {self.seen.right:.0%} right", "mono"
        self.draw.text(self._x(X[-1]), 18, words, kind, "end")

    def _histogram(self, row: int, values: np.ndarray[Any, Any]) -> None:
        """The values above 0 in bins; those beyond the last one are counted there."""
        base = _TOP + (row + 1) * _ROW - 6
        self.draw.text(_ROWS_X - 64, base, f"layer {row + 1}", "quiet")
        above = values[values > 0]
        counts = np.histogram(np.minimum(above, _BINS[-1]), _BINS)[0] / max(values.size, 1)
        bars = ""
        for place, share in enumerate(counts):
            height = min(share * 110, _ROW - 8)
            if share > 0:
                left = _ROWS_X + place * _BAR
                bars += f"M{left} {number(base)}v-{number(max(height, 1))}h{_BAR - 1}V{number(base)}Z"
        if bars:
            self.draw.path(bars, "fill axis3")
        self.draw.line(_ROWS_X, base, _ROWS_X + len(counts) * _BAR, base, "stroke quiet hair")
        size = float(np.sqrt((values.astype(np.float64) ** 2).mean()))
        zeros = float((values <= 0).mean())
        self.draw.text(_ROWS_X + 168, base, _short(size), "mono", "end")
        self.draw.text(640 - 14, base, f"{zeros:.0%}", "mono", "end")

    def _axis(self, rows: int) -> None:
        self.draw.text(_ROWS_X + 168, _TOP - 8, "size", "small quiet", "end")
        self.draw.text(640 - 14, _TOP - 8, "are 0", "small quiet", "end")
        bottom = _TOP + rows * _ROW + 10
        for value in (0, 1, 2, 3, 4):
            words = "4 and more" if value == 4 else str(value)
            self.draw.text(_ROWS_X + value * 4 * _BAR, bottom, words, "small quiet", "middle" if value < 4 else None)


def _short(value: float) -> str:
    return f"{value:.3f}" if 0.0005 <= value < 1000 else f"{value:.0e}"
