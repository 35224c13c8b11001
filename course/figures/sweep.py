"""The sweep explorer: the derivative of a result goes back through its graph, one edge at each step."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from course.figures.explore import Explorer, explore
from course.figures.problem import FigureError
from course.figures.svg import Drawing, head

ROOM = 62
"""Pixels beside the text of a box, for the gradient that it has collected."""

_TOP = 92
_HEIGHT = 26


@dataclass(frozen=True)
class Program:
    """An ordinary function of one input, and the inputs a reader can choose."""

    function: Callable[[Any], Any]
    inputs: tuple[float, ...]


def _used_twice(a: Any) -> Any:
    return a * 3 + a * a


def _logistic(a: Any) -> Any:
    e = a.exp()
    return e / (e + 1)


def _branches(a: Any) -> Any:
    return a * a if a > 1 else 3 * a + 2


def _square_root(a: Any) -> Any:
    r = a
    while abs(r.value * r.value - a.value) > 0.05:
        r = (r + a / r) * 0.5
    return r


PROGRAMS = {
    "a * 3 + a * a": Program(_used_twice, (2, -1)),
    "e / (e + 1), where e is a.exp()": Program(_logistic, (0, 2)),
    "a * a if a > 1 else 3 * a + 2": Program(_branches, (2, 0.5)),
    "square root of a, by Newton": Program(_square_root, (1, 2, 9)),
}


def sweep_explorer(scalars: Any) -> Explorer:
    """Return a figure of the backward sweep through the graphs of four small programs, edge by edge.

    Args:
        scalars: the student's module `minitorch.scalars`; the figure records with its Variable, takes the steps from
            sweep.contributions, and compares the end with differences.central_differences.
    """

    def frame(program: str, a: float, step: int) -> str:
        return _SweepPicture(scalars, program, a, step).svg()

    def steps(program: str, a: float) -> range:
        return range(_edges(PROGRAMS[program], a) + 1)

    return explore(
        frame,
        title="Sweep explorer",
        start={"step": 3},
        program=list(PROGRAMS),
        a=lambda program: PROGRAMS[program].inputs,
        step=steps,
    )


class _Counter:
    """Stands in for a variable to count the edges of a graph: the slider needs them before anything is written."""

    def __init__(self, value: float) -> None:
        self.value = value
        self.edges = [0]

    def _made(self, value: float, other: Any) -> _Counter:
        result = _Counter(value)
        result.edges = self.edges
        self.edges[0] += 2 if isinstance(other, _Counter) else 1
        return result

    def exp(self) -> _Counter:
        return self._made(2.718281828459045**self.value, None)

    def __add__(self, other: Any) -> _Counter:
        return self._made(self.value + getattr(other, "value", other), other)

    def __mul__(self, other: Any) -> _Counter:
        return self._made(self.value * getattr(other, "value", other), other)

    def __truediv__(self, other: Any) -> _Counter:
        return self._made(self.value / getattr(other, "value", other), other)

    __rmul__ = __mul__

    def __gt__(self, other: float) -> bool:
        return self.value > other


def _edges(program: Program, a: float) -> int:
    """Return how many edges the graph of a program has at an input."""
    counter = _Counter(a)
    program.function(counter)
    return counter.edges[0]


@dataclass(frozen=True)
class _Sent:
    """One contribution, checked: the number of its edge in the picture, and its amount."""

    edge: int
    source: int
    target: int
    amount: float


class _SweepPicture:
    """One frame: the graph after some steps of the sweep."""

    def __init__(self, scalars: Any, program: str, a: float, step: int) -> None:
        self.scalars = scalars
        self.program = program
        self.leaf = scalars.Variable(a, "a")
        self.result = PROGRAMS[program].function(self.leaf)
        self.picture = scalars.drawing.Picture(self.result, room=ROOM)
        self.sent = self._checked(scalars.sweep.contributions(self.result))
        self.step = min(step, len(self.sent))
        self.short = scalars.drawing.short
        self.collected = self._collect(self.step)
        width, height = self.picture.size
        self.x = max(0.0, (640 - width) / 2 + 8)
        self.draw = Drawing(max(640.0, width), _TOP + height, f"Sweep: {program}", " ".join(self._sentences()))

    def _checked(self, contributions: Any) -> list[_Sent]:
        """Return the student's contributions by their numbers in the picture, or say why they are none."""
        if not isinstance(contributions, list):
            raise FigureError(f"contributions returned a {type(contributions).__name__}; a list is expected.")
        numbers = {variable: i for i, variable in enumerate(self.picture.variables)}
        waiting = defaultdict(list)
        for place, edge in enumerate(self.picture.edges):
            waiting[edge.target, edge.source].append(place)  # the sweep goes against the edges of the picture
        found = []
        for item in contributions:
            if not (isinstance(item, tuple) and len(item) == 3):
                raise FigureError(f"contributions holds {item!r}; a Contribution(source, target, amount) is expected.")
            ends = numbers.get(item[0], -1), numbers.get(item[1], -1)
            if not waiting[ends]:
                raise FigureError(f"contributions sends from {item[0]!r} to {item[1]!r}, where no edge is left.")
            found.append(_Sent(waiting[ends].pop(0), *ends, float(item[2])))
        if len(found) != len(self.picture.edges):
            raise FigureError(f"contributions sends {len(found)} times; there are {len(self.picture.edges)} edges.")
        return found

    def _collect(self, steps: int) -> dict[int, float]:
        """Return what each variable has collected after some steps; those that nothing has reached are missing."""
        collected = {len(self.picture.variables) - 1: 1.0}
        for sent in self.sent[:steps]:
            collected[sent.target] = collected.get(sent.target, 0.0) + sent.amount
        return collected

    def _awaits(self, i: int) -> bool:
        """Whether something is still to arrive at a variable."""
        return any(sent.target == i for sent in self.sent[self.step :])

    def svg(self) -> str:
        for line, (sentence, kind) in enumerate(zip(self._sentences(), ("strong", "mono", "mono"), strict=False)):
            bad = " bad" if "!" in sentence else ""
            self.draw.text(14, 20 + 24 * line, sentence, kind + bad)
        gone = {sent.edge for sent in self.sent[: self.step]}
        active = self.sent[self.step - 1].edge if self.step else -1
        for place, route in enumerate(self.picture.routes):
            kind = "axis1" if place == active else "axis0" if place in gone else "quiet"
            self._edge(place, route, kind)
        for i in range(len(self.picture.variables)):
            self._box(i)
        return self.draw.svg()

    def _sentences(self) -> list[str]:
        """Return what happens at this step, in up to three lines; a line with "!" points out a mistake."""
        if not self.step:
            lines = [f"Step 0 of {len(self.sent)}: the result starts with 1"]
            return [*lines, "the derivative of the result with respect to itself"] if self.sent else self._end(lines)
        sent = self.sent[self.step - 1]
        before = self._collect(self.step - 1)
        source, target = self._name(sent.source), self._name(sent.target)
        have, slope = before.get(sent.source, 0.0), self.picture.derivative(self.picture.edges[sent.edge])
        s = self.short
        lines = [f"Step {self.step} of {len(self.sent)}: from {source} to {target}"]
        right = have * slope
        wrong = "" if abs(right - sent.amount) <= 1e-9 * max(1.0, abs(right)) else f"  Yours sends {s(sent.amount)}!"
        lines.append(f"{s(have)} collected \N{MULTIPLICATION SIGN} local derivative {s(slope)} = {s(right)}{wrong}")
        old, new = before.get(sent.target, 0.0), self.collected[sent.target]
        if any(other.target == sent.source for other in self.sent[self.step :]):
            return [*lines, "It leaves before everything has arrived!"]
        if self.step == len(self.sent):
            return self._end(lines)
        return [*lines, f"{target} has collected {s(old)} + {s(sent.amount)} = {s(new)}"]

    def _end(self, lines: list[str]) -> list[str]:
        function, variable = PROGRAMS[self.program].function, self.scalars.Variable
        about = self.scalars.differences.central_differences(lambda x: function(variable(x)).value, (self.leaf.value,))
        mine = self.collected[self.picture.variables.index(self.leaf)]
        return [*lines, f"all has arrived: a has {self.short(mine)}; central differences: {self.short(about[0])}"]

    def _name(self, i: int) -> str:
        variable = self.picture.variables[i]
        return variable.name or f"({self.scalars.drawing.label(variable)})"

    def _edge(self, place: int, route: list[tuple[float, float]], kind: str) -> None:
        points = [(x + self.x, y + _TOP) for x, y in route]
        self.draw.path(self.scalars.drawing.curve(points), f"stroke {kind}")
        back = kind != "quiet"
        self.draw.add(head(*points[0], 0, -1, kind) if back else head(points[-1][0], points[-1][1] + 6, 0, 1, kind))
        edge = self.picture.edges[place]
        (x, y), anchor = self.picture.place_of_number(edge)
        ink = f"mono small {kind}" if kind != "axis1" else "mono strong axis1"
        self.draw.text(x + self.x, y + _TOP, self.short(self.picture.derivative(edge)), ink, anchor)

    def _box(self, i: int) -> None:
        (x, y), width, variable = self.picture.at[i], self.picture.widths[i], self.picture.variables[i]
        left, top = x + self.x - width / 2, y + _TOP - _HEIGHT / 2
        self.draw.box(left, top, width, _HEIGHT, None if variable.inputs else "tone2")
        self.draw.text(left + (width - ROOM) / 2, top + 17, self.scalars.drawing.label(variable), "mono", "middle")
        gradient = self.collected.get(i)
        kind = "ghost" if gradient is None else "echo" if self._awaits(i) else "pick"
        self.draw.box(left + width - ROOM, top, ROOM, _HEIGHT, kind)
        if gradient is not None:
            ink = "mono pick" if kind == "pick" else "mono"
            self.draw.text(
                left + width - ROOM / 2, top + 17, f"{gradient:.3g}".replace("-", "\N{MINUS SIGN}"), ink, "middle"
            )
