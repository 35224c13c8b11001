"""Loss surfaces over two parameters, and the ways on which the student's own update rules go down on them."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

STEPS = 60
RULES = ("SGD", "RMSprop", "Adam")
TOO_FAR = 1e4
"""A way ends where a coordinate is larger."""


@dataclass(frozen=True)
class Surface:
    """A loss of two numbers.

    Attributes:
        value: the loss at (x, y), in operations that tensors and arrays share; 0 at the lowest point.
        start: where all ways begin.
        x: the part of the first axis that is drawn.
        y: the part of the second axis.
        lowest: the lowest points.
    """

    value: Callable[[Any, Any], Any]
    start: tuple[float, float]
    x: tuple[float, float]
    y: tuple[float, float]
    lowest: tuple[tuple[float, float], ...]


SURFACES = {
    "long valley": Surface(lambda x, y: (x * x + 20 * y * y) / 2, (-4.0, 1.5), (-5, 5), (-2, 2), ((0, 0),)),
    "bent valley": Surface(
        lambda x, y: ((1 - x) * (1 - x) + 4 * (y - x * x) * (y - x * x)) / 4, (-1.5, -0.5), (-2, 2), (-1, 3), ((1, 1),)
    ),
    "saddle": Surface(
        lambda x, y: (x * x - y * y + y * y * y * y / 4 + 1) / 2,
        (-2.0, 0.01),
        (-2.5, 2.5),
        (-2.5, 2.5),
        ((0, math.sqrt(2)), (0, -math.sqrt(2))),
    ),
}


@dataclass(frozen=True)
class Way:
    """Where an update rule has been.

    Attributes:
        points: (steps + 1, 2), the start first; fewer if it went too far.
        losses: the loss at each of them.
    """

    points: np.ndarray[Any, Any]
    losses: np.ndarray[Any, Any]

    @property
    def lost(self) -> bool:
        """Whether it went too far."""
        return len(self.points) <= STEPS


def way_down(minitorch: Any, surface: Surface, rule: str, lr: float, momentum: float) -> Way:
    """Take STEPS steps with one of the student's update rules.

    Args:
        minitorch: the student's package.
        surface: where to go down.
        rule: one of RULES.
        lr: the learning rate.
        momentum: of SGD; for Adam it is beta1; RMSprop has none.
    """
    p = minitorch.tensor(surface.start, requires_grad=True)
    take = _step(minitorch, rule, lr, momentum)
    points, losses = [], []
    with np.errstate(all="ignore"):
        for step in range(STEPS + 1):
            points.append(p.tolist())
            p.grad = None
            loss = surface.value(p[0], p[1])
            losses.append(loss.item())
            loss.backward()
            with minitorch.no_grad():
                take(p, p.grad, step + 1)
            if not all(abs(place) < TOO_FAR for place in p.tolist()):
                break
    return Way(np.array(points), np.array(losses))


def _step(minitorch: Any, rule: str, lr: float, momentum: float) -> Callable[[Any, Any, int], None]:
    """Return one step of a rule, with the state it keeps."""
    first, second, optim = minitorch.zeros(2), minitorch.zeros(2), minitorch.optim

    def sgd(p: Any, grad: Any, t: int) -> None:
        optim.sgd.sgd_update(p, grad, first, lr=lr, momentum=momentum)

    def rmsprop(p: Any, grad: Any, t: int) -> None:
        p.sub_(optim.rmsprop.rmsprop_step(grad, second, alpha=0.9, eps=1e-8), alpha=lr)

    def adam(p: Any, grad: Any, t: int) -> None:
        optim.adam.adam_update(p, grad, first, second, t, lr=lr, beta1=momentum, beta2=0.99, eps=1e-8)

    return {"SGD": sgd, "RMSprop": rmsprop, "Adam": adam}[rule]
