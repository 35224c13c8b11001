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
        self._known: dict[tuple[int, int, float], dict[int, Snapshot]] = {}
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
            self._known, self._code = {}, code
        key = (width, depth, factor)
        if key not in self._known:
            self._known[key] = self._train(*key)
        return self._known[key].get(step)

    def _students_code(self) -> list[object]:
        nn = self.minitorch.nn
        functions = [nn.init.kaiming_uniform_, nn.module.assign, nn.traversal.named_members]
        classes = [nn.Parameter, nn.Linear, nn.Sequential]
        return [*functions, *(part for each in classes for part in vars(each).values() if callable(part))]

    def _train(self, width: int, depth: int, factor: float) -> dict[int, Snapshot]:
        found: dict[int, Snapshot] = {}
        state = self.minitorch.get_rng_state()  # the figure draws between cells, and must not change what they draw
        try:
            self.minitorch.manual_seed(SEED)
            model = self._model(width, depth, factor)
        finally:
            self.minitorch.set_rng_state(state)
        with np.errstate(over="ignore", invalid="ignore"):
            for step in range(STEPS[-1] + 1):
                scores = model(self.points).reshape(-1)
                loss = ((scores - self.labels) ** 2).mean()
                if not loss.item() < math.inf:
                    break
                if step in STEPS:
                    found[step] = self._look(model, loss.item(), scores.detach().numpy())
                self._descend(model, loss)
        return found

    def _model(self, width: int, depth: int, factor: float) -> Any:
        nn, sizes, layers = self.minitorch.nn, [2, *[width] * depth, 1], []
        for n, m in pairwise(sizes):
            layer = nn.Linear(n, m)
            with self.minitorch.no_grad():
                nn.init.kaiming_uniform_(layer.weight, nonlinearity="relu")
                layer.weight *= factor
                layer.bias.zero_()
            layers += [layer, nn.ReLU()]
        return nn.Sequential(*layers[:-1])

    def _descend(self, model: Any, loss: Any) -> None:
        model.zero_grad()
        loss.backward()
        with self.minitorch.no_grad():
            for parameter in model.parameters():
                parameter -= RATE * parameter.grad

    def _look(self, model: Any, loss: float, scores: np.ndarray[Any, Any]) -> Snapshot:
        right = float(((scores > 0) == (self.labels.numpy() > 0)).mean())
        activations, signal = [], self.points
        with self.minitorch.no_grad():
            everywhere = model(self.grid).numpy().reshape(len(Y), len(X)).copy()
            for module in model:
                signal = module(signal)
                if isinstance(module, self.minitorch.nn.ReLU):
                    activations.append(signal.numpy().copy())
        return Snapshot(loss, right, everywhere, activations)
