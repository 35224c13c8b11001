"""The training explorer: learning curves of a reader of digits, and the digits that it misreads."""

from __future__ import annotations

from typing import Any

import numpy as np

from course.figures.explore import Explorer, explore
from course.figures.reader import PASSES, Readers, Reading
from course.figures.svg import Drawing, element, number

WIDTHS = (2, 8, 32)
RATES = (0.0003, 0.003, 0.03)
LOSSES = (0.01, 0.1, 1.0, 10.0)
"""The decades of the loss axis; what lies beyond is drawn on its edge."""

_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 330, 34, 250
_PICTURES, _PIXEL, _ROOM, _ROW = 366, 5, 58, 80
_COLUMNS, _ROWS = 5, 3


def training_explorer(minitorch: Any, train: Any, validation: Any, pictures: Any) -> Explorer:
    """Return a figure of readers of digits while they learn, for several widths and learning rates.

    Args:
        minitorch: the student's package; the readers are made of `nn.Linear`, `nn.Sequential` and `optim.AdamW`, and
            trained by `training.run_epoch` on batches of `utils.data.DataLoader`.
        train: a TensorDataset of rows (n, 64) and classes (n,).
        validation: another one, of m rows.
        pictures: tensor, (m, 64): the ink of the m validation digits, from 0 to 16.
    """
    readers = Readers(minitorch, train, validation)

    def frame(width: int, learning_rate: float, after_pass: int) -> str:
        readings = readers.readings(width, learning_rate, after_pass)
        return _TrainingPicture(readings, pictures.numpy(), validation[:][1].numpy()).svg()

    return explore(
        frame,
        title="Training explorer",
        start={"width": 32, "learning_rate": 0.003, "after_pass": 4},
        width=WIDTHS,
        learning_rate=RATES,
        after_pass=PASSES,
    )


class _TrainingPicture:
    """One frame: `readings` up to the pass that is looked at, the ink of the digits and what they are."""

    def __init__(self, readings: list[Reading], ink: np.ndarray[Any, Any], truth: np.ndarray[Any, Any]) -> None:
        self.readings, self.ink, self.truth = readings, ink.reshape(-1, 8, 8), truth
        self.last = readings[-1]
        wrong = np.flatnonzero(self.last.called != truth)
        self.wrong = wrong[np.argsort(-self.last.losses[wrong], kind="stable")]
        self.draw = Drawing(680, 306, "Learning curves and misread digits", self._sentence())

    def svg(self) -> str:
        self._axes()
        self._curve([reading.training for reading in self.readings], "axis0", "training", -1)
        self._curve([reading.validation for reading in self.readings], "axis1", "validation", 1)
        self._facts()
        for place, digit in enumerate(self.wrong[: _COLUMNS * _ROWS]):
            self._digit(place, int(digit))
        return self.draw.svg()

    def _sentence(self) -> str:
        return (
            f"After pass {len(self.readings) - 1}: loss {self.last.training:.3f} in training, "
            f"{self.last.validation:.3f} in validation; {len(self.wrong)} of {len(self.truth)} digits are misread."
        )

    def _x(self, passes: float) -> float:
        return float(_LEFT + passes / PASSES[-1] * (_RIGHT - _LEFT))

    def _y(self, loss: float) -> float:
        low, high = np.log10(LOSSES[0]), np.log10(LOSSES[-1])
        share = (np.log10(min(max(loss, LOSSES[0]), LOSSES[-1])) - low) / (high - low)
        return float(_BOTTOM - share * (_BOTTOM - _TOP))

    def _axes(self) -> None:
        self.draw.text(14, 18, "Loss (nats)", "strong")
        for loss in LOSSES:
            line = f"M{_LEFT} {number(self._y(loss))}H{_RIGHT}"
            self.draw.add(element("path", d=line, class_="stroke hair", stroke_opacity=0.25))
            self.draw.text(_LEFT - 7, self._y(loss) + 4, f"{loss:g}", "small quiet", "end")
        for passes in (0, 4, 8, 12, 16):
            self.draw.text(self._x(passes), _BOTTOM + 16, str(passes), "small quiet", "middle")
        self.draw.text((_LEFT + _RIGHT) / 2, _BOTTOM + 32, "pass", "small quiet", "middle")

    def _curve(self, losses: list[float], kind: str, name: str, side: int) -> None:
        """The line, its end as a disc (training) or a square (validation), and its name in the key."""
        places = [(self._x(passes), self._y(loss)) for passes, loss in enumerate(losses)]
        self.draw.path("M" + "L".join(f"{number(x)} {number(y)}" for x, y in places), f"stroke {kind}")
        key = 106 if side < 0 else 222
        for x, y in (places[-1], (key, 14)):
            self.draw.path(_mark(x, y, side), f"fill {kind}")
        self.draw.text(key + 8, 18, f"{name} {losses[-1]:.3f}", f"small {kind}")

    def _facts(self) -> None:
        self.draw.text(_PICTURES, 18, "Misread in validation", "strong")
        counted = f"{len(self.wrong)} of {len(self.truth)}"
        self.draw.text(680 - 14, 18, counted, "mono", "end")
        left_over = len(self.wrong) - _COLUMNS * _ROWS
        words = "the worst first" if left_over <= 0 else f"the worst first; {left_over} more are not shown"
        if len(self.wrong):
            self.draw.text(_PICTURES, _TOP + _ROWS * _ROW + 16, words, "small quiet")

    def _digit(self, place: int, digit: int) -> None:
        """The picture in five shades, one path each, and what it is and was taken for."""
        x, y = _PICTURES + place % _COLUMNS * _ROOM + 4, _TOP + place // _COLUMNS * _ROW
        shades = np.ceil(self.ink[digit] / 4).astype(int)
        for shade in range(1, 5):
            squares = "".join(
                f"M{x + _PIXEL * column} {y + _PIXEL * row}h{_PIXEL}v{_PIXEL}h-{_PIXEL}Z"
                for row, column in np.argwhere(shades == shade)
            )
            if squares:
                self.draw.add(element("path", d=squares, class_="fill", fill_opacity=shade / 4))
        words = f"{self.truth[digit]} as {self.last.called[digit]}"
        self.draw.text(x + 20, y + 55, words, "small", "middle")
        self.draw.text(x + 20, y + 67, f"{self.last.certain[digit]:.0%} sure", "small quiet", "middle")


def _mark(x: float, y: float, side: int) -> str:
    if side < 0:
        return f"M{number(x - 4)} {number(y)}a4 4 0 1 0 8 0a4 4 0 1 0 -8 0Z"
    return f"M{number(x - 3.5)} {number(y - 3.5)}h7v7h-7Z"
