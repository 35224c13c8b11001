"""Multilayer perceptrons built from the student's own modules, trained and looked at on the way."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

STEPS = (0, 10, 50, 200)
SEED = 4
RATE = 0.05
X = np.linspace(-2, 2, 49)
Y = np.linspace(-1.4, 1.4, 35)


@dataclass(frozen=True)
class Snapshot:
    """A model at one step.

    Attributes:
        loss: mean squared difference of scores and labels.
        right: share of the points whose score has the sign of the label.
        scores: the model's score at every place of the grid, (len(Y), len(X)).
        activations: of the points after each hidden layer, each (points, width).
    """

    loss: float
    right: float
    scores: np.ndarray[Any, Any]
    activations: list[np.ndarray[Any, Any]]


class Descent:
    """Plain gradient descent on the student's package; what was computed is kept until the student's code changes.

    Args:
        minitorch: the student's package.
        points: tensor, (n, 2).
        labels: tensor of 1 and -1, (n,).
    """

    def __init__(self, minitorch: Any, points: Any, labels: Any) -> None:
        self.minitorch, self.points, self.labels = minitorch, points, labels
        x, y = np.meshgrid(X, Y)
        self.grid = minitorch.tensor(np.stack([x.ravel(), y.ravel()], axis=1), dtype=minitorch.float32)
        self._runs: dict[tuple[int, int, float], _Run] = {}
        self._code: list[object] = []

    def snapshot(self, width: int, depth: int, factor: float, step: int) -> Snapshot | None:
        """Return the model at a step, or None if its numbers have overflowed before.

        Args:
            width: sums in each hidden layer.
            depth: number of hidden layers.
            factor: by which the weights are larger than `kaiming_uniform_` makes them.
            step: one of STEPS.
        """
        code = self._students_code()
        if code != self._code:
            self._runs, self._code = {}, code
        key = (width, depth, factor)
        if key not in self._runs:
            self._runs[key] = _Run(self, self._model(*key))
        return self._runs[key].at(step)

    def _students_code(self) -> list[object]:
        nn = self.minitorch.nn
        functions = [nn.init.kaiming_uniform_, nn.module.assign, nn.traversal.named_members]
        classes = [nn.Parameter, nn.Linear, nn.Sequential]
        return [*functions, *(part for each in classes for part in vars(each).values() if callable(part))]

    def _model(self, width: int, depth: int, factor: float) -> Any:
        nn, sizes, layers = self.minitorch.nn, [2, *[width] * depth, 1], []
        state = self.minitorch.get_rng_state()  # the figure draws between cells, and must not change what they draw
        self.minitorch.manual_seed(SEED)
        try:
            for n, m in pairwise(sizes):
                layer = nn.Linear(n, m)
                with self.minitorch.no_grad():
                    nn.init.kaiming_uniform_(layer.weight, nonlinearity="relu")
                    layer.weight *= factor
                    layer.bias.zero_()
                layers += [layer, nn.ReLU()]
            return nn.Sequential(*layers[:-1])
        finally:
            self.minitorch.set_rng_state(state)


class _Run:
    """One model on its way down, as far as somebody has asked for; an interrupted one goes on where it was."""

    def __init__(self, descent: Descent, model: Any) -> None:
        self.descent, self.model = descent, model
        self.step, self.overflowed = 0, False
        self.found: dict[int, Snapshot] = {}

    def at(self, step: int) -> Snapshot | None:
        with np.errstate(over="ignore", invalid="ignore"):
            while step not in self.found and not self.overflowed:
                self._advance()
        return self.found.get(step)

    def _advance(self) -> None:
        """Look at the model if this is one of STEPS, and move it."""
        scores = self.model(self.descent.points).reshape(-1)
        loss = ((scores - self.descent.labels) ** 2).mean()
        self.overflowed = not loss.item() < math.inf
        if self.overflowed:
            return
        if self.step in STEPS:
            self.found[self.step] = self._look(loss.item(), scores.detach().numpy())
        self.model.zero_grad()
        loss.backward()
        with self.descent.minitorch.no_grad():
            for parameter in self.model.parameters():
                parameter -= RATE * parameter.grad
        self.step += 1

    def _look(self, loss: float, scores: np.ndarray[Any, Any]) -> Snapshot:
        right = float(((scores > 0) == (self.descent.labels.numpy() > 0)).mean())
        activations, signal = [], self.descent.points
        with self.descent.minitorch.no_grad():
            everywhere = self.model(self.descent.grid).numpy().reshape(len(Y), len(X)).copy()
            for module in self.model:
                signal = module(signal)
                if isinstance(module, self.descent.minitorch.nn.ReLU):
                    activations.append(signal.numpy().copy())
        return Snapshot(loss, right, everywhere, activations)
