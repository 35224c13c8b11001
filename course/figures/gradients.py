"""The gradient explorer: gradients of whole tensors go back through a graph, one node at each step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from course.figures.explore import Explorer, explore
from course.figures.problem import FigureError
from course.figures.svg import Drawing, head

ROOM = 64
"""Pixels beside the name in a box, for the shape of the gradient that has arrived."""

_TOP, _HEIGHT, _ROW, _SIDE = 100, 26, 66.0, 40.0
_ELEMENTWISE = frozenset(["Add", "Div", "Mul", "Sub"])
_X = [[0.5, -1.0], [1.5, 0.25], [-0.75, 2.0], [1.0, 1.0]]
_ARROW = "\N{RIGHTWARDS ARROW}"

Leaves = dict[str, Any]


@dataclass(frozen=True)
class Program:
    """A loss of some leaves: the function of them, their values, and how many nodes the graph has."""

    loss: Callable[..., Any]
    leaves: dict[str, Any]
    nodes: int


def _twice(mt: Any, w: Any) -> Any:
    return (w * w + w).sum()


def _broadcast(mt: Any, w: Any, b: Any) -> Any:
    return (mt.tensor(_X, dtype=mt.float64) * w + b).exp().sum()


def _logistic(mt: Any, w: Any, b: Any) -> Any:
    signs = mt.tensor([[1.0], [-1.0], [1.0], [-1.0]], dtype=mt.float64)
    return ((-signs * (mt.tensor(_X, dtype=mt.float64) @ w + b)).exp() + 1).log().sum()


def _layers(mt: Any, w1: Any, w2: Any) -> Any:
    scores = (mt.tensor(_X, dtype=mt.float64) @ w1).exp() @ w2
    return (scores * scores).sum()


PROGRAMS = {
    "(w * w + w).sum()": Program(_twice, {"w": [3.0, -1.0]}, 4),
    "(x * w + b).exp().sum()": Program(_broadcast, {"w": [0.5, -0.5], "b": 0.25}, 6),
    "logistic loss of x @ w + b": Program(_logistic, {"w": [[0.5], [-0.25]], "b": [0.1]}, 9),
    "((x @ w1).exp() @ w2) ** 2, summed": Program(
        _layers, {"w1": [[0.5, 0.1, -0.3], [0.2, -0.4, 0.3]], "w2": [[0.5], [-1.0], [0.25]]}, 7
    ),
}


def gradient_explorer(minitorch: Any) -> Explorer:
    """Return a figure of the backward pass through the graphs of four small losses, node by node.

    Args:
        minitorch: the student's package; the figure records with its operations, takes the steps from
            `autograd.steps`, and compares the end with `autograd.differences.numerical`.
    """

    def frame(program: str, step: int) -> str:
        return _Picture(minitorch, program, step).svg()

    def steps(program: str) -> range:
        return range(PROGRAMS[program].nodes + 1)

    return explore(
        frame,
        title="Gradient explorer",
        start={"program": "(x * w + b).exp().sum()", "step": 3},
        program=list(PROGRAMS),
        step=steps,
    )


@dataclass(frozen=True)
class _Turn:
    """One step: the number of the node, and the gradients that arrived there and that it sent, as arrays."""

    node: int
    arrived: Any
    sent: list[Any]


class _Picture:
    """One frame: the graph after some nodes have run."""

    def __init__(self, minitorch: Any, program: str, step: int) -> None:
        self.minitorch = minitorch
        self.program = PROGRAMS[program]
        self.leaves: Leaves = {
            name: minitorch.tensor(values, dtype=minitorch.float64, requires_grad=True)
            for name, values in self.program.leaves.items()
        }
        loss = self.program.loss(minitorch, **self.leaves)
        self.graph = minitorch.autograd.graph(loss, self.leaves)
        self.nodes, self.edges = self.graph.nodes, self.graph.edges
        self.turns = self._turns(loss)
        self.step = min(step, len(self.turns))
        self.ran = [turn.node for turn in self.turns[: self.step]]
        self._place()
        self.draw = Drawing(max(640.0, self.width), _TOP + self.height, f"Gradients of {program}", self._sentences()[0])

    def _turns(self, loss: Any) -> list[_Turn]:
        """Return the steps of the student's engine, or say why they are none."""
        turns = []
        for node, arrived, sent in self.minitorch.autograd.steps(loss):
            grads = [None if grad is None else grad.detach().numpy().copy() for grad in sent]
            turns.append(_Turn(self.graph.number_of(node), arrived[0].detach().numpy().copy(), grads))
        if len(turns) != len(self.nodes):
            raise FigureError(f"ready_nodes gave {len(turns)} nodes a turn; there are {len(self.nodes)} to run.")
        return turns

    # ---- where things stand

    def _place(self) -> None:
        """Choose where boxes stand and where edges run: leaves on top, the result at the bottom."""
        drawing = self.minitorch.autograd.drawing
        rows, chains = drawing.with_bends(drawing.layers_of(len(self.nodes), self.edges), self.edges)
        self.widths = [len(self._label(node)) * 7.4 + 18 + ROOM for node in self.nodes]
        widths = self.widths + [40.0] * (len(rows) - len(self.nodes))
        x = drawing.placed(drawing.ordered(rows, chains), chains, widths)
        self.width = max(x[p] + widths[p] / 2 for p in x) + 2 * _SIDE
        left = max(0.0, (640 - self.width) / 2) + _SIDE
        self.at = {p: (x[p] + left, _TOP + rows[p] * _ROW + _HEIGHT / 2) for p in x}
        self.routes = [[self.at[p] for p in chain] for chain in chains]
        self.height = max(rows) * _ROW + _HEIGHT + 12

    def _label(self, node: Any) -> str:
        return f"{node.name} {_size(node.shape)}" if node.kind == "leaf" else str(node.name)

    # ---- what happens

    def _sentences(self) -> list[str]:
        """Return what happens at this step, in three lines; "!" points out a mistake."""
        total = len(self.turns)
        if not self.step:
            return [f"Step 0 of {total}: 1 arrives at the result", "how much the loss changes with itself", ""]
        turn = self.turns[self.step - 1]
        node = self.nodes[turn.node]
        early = [e for e in self._from(turn.node) if e.target not in self.ran]
        late = "  It runs before everything has arrived!" if early else ""
        if node.kind == "leaf":
            lines = [
                f"Step {self.step} of {total}: the leaf {node.name} adds what has arrived to {node.name}.grad{late}"
            ]
            lines.append(f"arrived: {_size(turn.arrived.shape)} {_numbers(turn.arrived)}")
        else:
            lines = [f"Step {self.step} of {total}: {node.name} runs its rule{late}"]
            lines.append(f"arrived: {_size(turn.arrived.shape)} {_numbers(turn.arrived)}")
        last = self._judged() if self.step == total else self._sending(turn)
        return [*lines, last]

    def _sending(self, turn: _Turn) -> str:
        """Say what a node sends where."""
        edges = iter(self._to(turn.node))
        parts = []
        for grad in turn.sent:
            if grad is not None:
                edge = next(edges)
                parts.append(f"{self._shapes(edge)} to {self.nodes[edge.source].name}")
        return "sends " + ", ".join(parts) if parts else ""

    def _judged(self) -> str:
        """Compare the gradients of all leaves with central differences."""
        worst = 0.0
        for name, leaf in self.leaves.items():
            others = {other: x.detach() for other, x in self.leaves.items() if other != name}

            def loss(moved: Any, name: str = name, others: Leaves = others) -> Any:
                return self.program.loss(self.minitorch, **{**others, name: moved})

            expected = self.minitorch.autograd.differences.numerical(loss, leaf).reshape(-1)
            worst = max(worst, float(np.abs(leaf.grad.numpy().reshape(-1) - expected).max()))
        if worst > 1e-5:
            return f"central differences disagree, by up to {worst:.2g}!"
        return "every leaf has its gradient, and central differences agree"

    def _from(self, node: int) -> list[Any]:
        """The edges along which gradients arrive at a node."""
        return [edge for edge in self.edges if edge.source == node]

    def _to(self, node: int) -> list[Any]:
        """The edges along which a node sends, in the order of its inputs."""
        return [edge for edge in self.edges if edge.target == node]

    def _shapes(self, edge: Any) -> str:
        """The shape that is sent, with that of the broadcast copy before it where one was undone."""
        target = self.nodes[edge.target]
        if target.name in _ELEMENTWISE and target.shape != edge.shape:
            return f"{_size(target.shape)} {_ARROW} {_size(edge.shape)}"
        return _size(edge.shape)

    # ---- the picture

    def svg(self) -> str:
        for line, (sentence, kind) in enumerate(zip(self._sentences(), ("strong", "mono", "mono"), strict=True)):
            self.draw.text(14, 20 + 24 * line, sentence, kind + (" bad" if "!" in sentence else ""))
        active = self.ran[-1] if self.ran else -1
        for edge, route in zip(self.edges, self.routes, strict=True):
            kind = "axis1" if edge.target == active else "axis0" if edge.target in self.ran else "quiet"
            self._edge(edge, route, kind)
        for node in self.nodes:
            self._box(node, node.number == active)
        return self.draw.svg()

    def _edge(self, edge: Any, route: list[tuple[float, float]], kind: str) -> None:
        arriving = sorted(self._to(edge.target), key=lambda other: self.at[other.source][0])
        place = next(k for k, other in enumerate(arriving) if other is edge)
        shift = (place - (len(arriving) - 1) / 2) * (40 if len({e.source for e in arriving}) == 1 else 24)
        (x0, y0), (x1, y1) = route[0], route[-1]
        points = [(x0, y0 + _HEIGHT / 2), *route[1:-1], (x1 + shift, y1 - _HEIGHT / 2)]
        self.draw.path(self.minitorch.scalars.drawing.curve(points), f"stroke {kind}")
        back = kind != "quiet"
        self.draw.add(head(*points[0], 0, -1, kind) if back else head(*points[-1], 0, 1, kind))
        x, y = points[-1]
        left = x < x1
        ink = f"mono small {kind}" if kind != "axis1" else "mono strong axis1"
        self.draw.text(x - 7 if left else x + 7, y - 3, self._shapes(edge), ink, "end" if left else "start")

    def _box(self, node: Any, active: bool) -> None:
        (x, y), width = self.at[node.number], self.widths[node.number]
        left, top = x - width / 2, y - _HEIGHT / 2
        self.draw.box(left, top, width, _HEIGHT, "tone2" if node.kind == "leaf" else None)
        self.draw.text(left + (width - ROOM) / 2, top + 17, self._label(node), "mono", "middle")
        users = self._from(node.number)
        there = sum(edge.target in self.ran for edge in users) + (node.kind == "result")
        complete = there >= max(len(users), 1)
        kind = "ghost" if not there else "pick" if complete else "echo"
        self.draw.box(left + width - ROOM, top, ROOM, _HEIGHT, kind)
        if there:
            words = _size(node.shape) if complete else f"{there} of {len(users)}"
            self.draw.text(left + width - ROOM / 2, top + 17, words, "mono pick" if complete else "mono", "middle")
        if active:
            self.draw.text(left - 6, top + 18, "\N{BLACK RIGHT-POINTING TRIANGLE}", "axis1", "end")


def _size(shape: tuple[int, ...]) -> str:
    """A shape as the lesson writes it."""
    return str(tuple(shape))


def _numbers(array: Any) -> str:
    """The first numbers of an array."""
    flat = np.asarray(array).reshape(-1)
    words = "  ".join(f"{value:.3g}" for value in flat[:6]).replace("-", "\N{MINUS SIGN}")
    return words + ("  \N{HORIZONTAL ELLIPSIS}" if flat.size > 6 else "")
