"""A graph of variables as a picture: leaves on top, the result at the bottom, local derivatives on the edges."""

from collections.abc import Sequence
from html import escape
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from minitorch_ref.autograd.drawing import Position, layers_of, ordered, placed, with_bends
from minitorch_ref.errors import ArgumentError

if TYPE_CHECKING:
    from minitorch_ref.scalars.variable import Variable

__all__ = ["Edge", "Picture", "draw", "short"]

LARGEST = 150  # variables; a picture of more cannot be read
ROW, HEIGHT, LETTER, MARGIN = 62.0, 26.0, 7.4, 12.0
ASIDE = 34.0  # pixels that a number beside an edge may need left and right of the boxes
SIGNS = {"*": "\N{MULTIPLICATION SIGN}", "-": "\N{MINUS SIGN}", "/": "\N{DIVISION SIGN}"}


class Edge(NamedTuple):
    """An edge of a picture.

    Attributes:
        source: number of the variable that was used.
        target: number of the variable that an operation made of it.
        shape: (), as each carries one number.
        place: which of the inputs of `target` it is.
    """

    source: int
    target: int
    shape: tuple[int, ...]
    place: int


class Picture:
    """Where the variables and edges of a graph are drawn; a notebook shows it.

    Args:
        result: the variable at the bottom.
        room: pixels to leave in each box beside its text, for something else.

    Attributes:
        variables: each after its inputs.
        edges: between their numbers.
        at: the middle of the box of each variable, in pixels.
        widths: the width of each box, in pixels.
        routes: for each edge, the points it goes through, from its source to its target.
        size: width and height, in pixels.
    """

    def __init__(self, result: "Variable", room: float = 0.0) -> None:
        self.variables = in_waves(result)
        number = {variable: i for i, variable in enumerate(self.variables)}
        self.edges = [
            Edge(number[x], number[variable], (), place)
            for variable in self.variables
            for place, x in enumerate(variable.inputs)
        ]
        self._place(room)

    def _place(self, room: float) -> None:
        count = len(self.variables)
        rows, chains = with_bends(layers_of(count, self.edges), self.edges)  # type: ignore[arg-type]
        self.widths = [len(label(variable)) * LETTER + 18 + room for variable in self.variables]
        every_width = self.widths + [34.0] * (len(rows) - count)
        x = placed(ordered(rows, chains), chains, every_width)
        points = {p: (x[p] + MARGIN + ASIDE, rows[p] * ROW + HEIGHT / 2 + MARGIN) for p in x}
        self.at = [points[i] for i in range(count)]
        self.routes = [[points[p] for p in chain] for chain in chains]
        for target in range(count):
            self._spread(target, [k for k, edge in enumerate(self.edges) if edge.target == target])
        right = max(points[p][0] + every_width[p] / 2 for p in points)
        self.size = right + MARGIN + ASIDE, max(rows) * ROW + HEIGHT + 2 * MARGIN

    def _spread(self, target: int, arriving: list[int]) -> None:
        """Let the edges that arrive at a box end side by side above it, the one that comes from the left leftmost."""
        x, y = self.at[target]
        arriving.sort(key=lambda k: self.routes[k][-2][0])
        for place, k in enumerate(arriving):
            x0, y0 = self.routes[k][0]
            self.routes[k][0] = x0, y0 + HEIGHT / 2
            self.routes[k][-1] = x + (place - (len(arriving) - 1) / 2) * 24, y - HEIGHT / 2 - 6

    def derivative(self, edge: Edge) -> float:
        """Return the local derivative that belongs to an edge."""
        return self.variables[edge.target].derivatives[edge.place]

    def place_of_number(self, edge: Edge) -> tuple[Position, str]:
        """Return where the number of an edge is written, beside its end, and the end of the text that stands there."""
        x, y = self.routes[self.edges.index(edge)][-1]
        left = x < self.at[edge.target][0]
        return (x - 6 if left else x + 6, y - 2), "end" if left else "start"

    def to_svg(self) -> str:
        """Return the drawing; it takes the colour of the text around it, light or dark."""
        parts = [self._edge_svg(edge, route) for edge, route in zip(self.edges, self.routes, strict=True)]
        parts += [self._box_svg(i) for i in range(len(self.variables))]
        width, height = self.size
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" '
            f'style="max-width:100%;height:auto" role="img" aria-label="graph of {len(self.variables)} variables" '
            f'fill="none" stroke="currentColor" font-family="ui-monospace, monospace" font-size="12">'
            f"{''.join(parts)}</svg>"
        )

    def _edge_svg(self, edge: Edge, route: list[Position]) -> str:
        x, y = route[-1]
        (x0, y0), anchor = self.place_of_number(edge)
        return (
            f'<path d="{curve(route)}" stroke-opacity="0.6"/>'
            f'<path d="M{x - 4:.1f},{y:.1f} l4,6 l4,-6 z" fill="currentColor" stroke="none"/>'
            f'<text x="{x0:.1f}" y="{y0:.1f}" text-anchor="{anchor}" font-size="10.5" fill="currentColor" '
            f'stroke="none">{short(self.derivative(edge))}</text>'
        )

    def _box_svg(self, i: int) -> str:
        (x, y), width, variable = self.at[i], self.widths[i], self.variables[i]
        fill = "none" if variable.inputs else "#56B4E9"
        return (
            f'<rect x="{x - width / 2:.1f}" y="{y - HEIGHT / 2:.1f}" width="{width:.1f}" height="{HEIGHT:.0f}" rx="6" '
            f'fill="{fill}" fill-opacity="0.4" stroke-width="1.2"/><text x="{x:.1f}" y="{y + 4:.1f}" '
            f'text-anchor="middle" fill="currentColor" stroke="none">{escape(label(variable))}</text>'
        )

    def _repr_html_(self) -> str:
        return f'<div style="overflow-x:auto">{self.to_svg()}</div>'

    def __repr__(self) -> str:
        return f"Picture({len(self.variables)} variables, {len(self.edges)} edges)"


def draw(result: "Variable") -> Picture:
    """Return a picture of the graph that has made a result.

    Each box shows a variable with its value; the number beside an edge is the derivative of the lower variable with
    respect to the upper one.

    Raises: ArgumentError (a ValueError) if there are too many variables for a picture.
    """
    return Picture(result)


def in_waves(result: "Variable") -> list["Variable"]:
    """Return all variables of a graph: leaves first, then whatever can be made of what is there, and so on."""
    waiting: dict[Variable, None] = {result: None}
    fresh = [result]
    while fresh:
        fresh = [x for variable in fresh for x in variable.inputs if x not in waiting]
        waiting.update(dict.fromkeys(fresh))
        if len(waiting) > LARGEST:
            raise ArgumentError(f"draw: more than {LARGEST} variables are too many for a picture")
    found: dict[Variable, None] = {}
    while waiting:
        wave = [variable for variable in reversed(waiting) if all(x in found for x in variable.inputs)]
        found.update(dict.fromkeys(wave))
        waiting = {variable: None for variable in waiting if variable not in found}
    return list(found)


def label(variable: "Variable") -> str:
    """Return the text in the box of a variable: its name or its operation, and its value."""
    value = short(variable.value)
    if variable.name:
        return f"{variable.name} = {value}"
    return f"{SIGNS.get(variable.operation, variable.operation)} \N{RIGHTWARDS ARROW} {value}".strip()


def short(number: float) -> str:
    """Return a number with at most four digits, for a picture."""
    return f"{number:.4g}".replace("-", "\N{MINUS SIGN}")


def curve(route: Sequence[Position]) -> str:
    """Return the commands of an SVG path that goes through points from top to bottom."""
    path = f"M{route[0][0]:.1f},{route[0][1]:.1f}"
    for (x0, y0), (x1, y1) in pairwise(route):
        half = (y0 + y1) / 2
        path += f" C{x0:.1f},{half:.1f} {x1:.1f},{half:.1f} {x1:.1f},{y1:.1f}"
    return path
