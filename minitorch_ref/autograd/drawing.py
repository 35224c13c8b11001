"""A graph as a picture: nodes in layers, few crossings, curved edges (after Sugiyama, Tagawa and Toda, 1981)."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from html import escape
from itertools import pairwise
from typing import TYPE_CHECKING

from minitorch_ref.errors import ArgumentError

if TYPE_CHECKING:
    from minitorch_ref.autograd.listing import Graph, GraphEdge, GraphNode

__all__ = ["Position", "layers_of", "ordered", "placed", "svg_of"]

Position = tuple[float, float]
Chain = list[int]

LARGEST = 400  # nodes; a picture of more cannot be read
ROW, GAP, HEIGHT, LETTER, MARGIN = 64.0, 26.0, 26.0, 7.4, 12.0
FILL = {"leaf": "#56B4E9", "operation": "none", "result": "#E69F00"}


def layers_of(count: int, edges: "Sequence[GraphEdge]") -> list[int]:
    """Return the row of each node: below all that it depends on, and not higher than needed.

    Args:
        count: the number of nodes; a node comes after those it depends on.
        edges: from source to target.
    """
    layer = [0] * count
    by_target: dict[int, list[int]] = defaultdict(list)
    by_source: dict[int, list[int]] = defaultdict(list)
    for edge in edges:
        by_target[edge.target].append(edge.source)
        by_source[edge.source].append(edge.target)
    for node in range(count):
        layer[node] = max((layer[source] + 1 for source in by_target[node]), default=0)
    for node in range(count):
        if not by_target[node] and by_source[node]:
            layer[node] = min(layer[target] for target in by_source[node]) - 1
    return layer


def with_bends(layer: list[int], edges: "Sequence[GraphEdge]") -> tuple[list[int], list[Chain]]:
    """Return the rows with one more point for every row that an edge crosses, and each edge as a chain of points."""
    rows, chains = list(layer), []
    for edge in edges:
        chain = [edge.source]
        for row in range(layer[edge.source] + 1, layer[edge.target]):
            chain.append(len(rows))
            rows.append(row)
        chains.append([*chain, edge.target])
    return rows, chains


def ordered(rows: list[int], chains: list[Chain], sweeps: int = 6) -> list[list[int]]:
    """Return the points of each row from left to right: each near the middle of its neighbours, row after row."""
    table: list[list[int]] = [[] for _ in range(max(rows) + 1)]
    for point, place_down in enumerate(rows):
        table[place_down].append(point)
    above, below = neighbours(chains)
    for sweep in range(sweeps):
        down = sweep % 2 == 0
        near = above if down else below
        for row in table if down else table[::-1]:
            place = {point: i for line in table for i, point in enumerate(line)}
            means = {point: middle([place[other] for other in near[point]], place[point]) for point in row}
            row.sort(key=means.__getitem__)
    return table


def neighbours(chains: list[Chain]) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
    """Return the points above, and those below, each point."""
    above: dict[int, list[int]] = defaultdict(list)
    below: dict[int, list[int]] = defaultdict(list)
    for chain in chains:
        for upper, lower in pairwise(chain):
            above[lower].append(upper)
            below[upper].append(lower)
    return above, below


def middle(places: Sequence[float], default: float) -> float:
    """Return the mean, or the default if there is nothing."""
    return sum(places) / len(places) if places else default


def placed(table: list[list[int]], chains: list[Chain], width: Sequence[float], sweeps: int = 8) -> dict[int, float]:
    """Return the horizontal middle of each point: in the order of its row, apart, and below its neighbours."""
    x: dict[int, float] = {}
    for row in table:
        spread(row, dict.fromkeys(row, 0.0), width, x)
    above, below = neighbours(chains)
    for sweep in range(sweeps):
        near = above if sweep % 2 == 0 else below
        for row in table if sweep % 2 == 0 else table[::-1]:
            spread(row, {point: middle([x[p] for p in near[point]], x[point]) for point in row}, width, x)
    left = min(x[point] - width[point] / 2 for row in table for point in row)
    return {point: value - left for point, value in x.items()}


def spread(row: list[int], wish: dict[int, float], width: Sequence[float], x: dict[int, float]) -> None:
    """Put the points of a row near where they wish to be, in order, with gaps between them."""
    from_left, from_right = dict(wish), dict(wish)
    for before, point in pairwise(row):
        apart = (width[before] + width[point]) / 2 + GAP
        from_left[point] = max(wish[point], from_left[before] + apart)
    backwards = row[::-1]
    for after, point in pairwise(backwards):
        apart = (width[after] + width[point]) / 2 + GAP
        from_right[point] = min(wish[point], from_right[after] - apart)
    for point in row:
        x[point] = (from_left[point] + from_right[point]) / 2


# ---- SVG ----


def svg_of(graph: "Graph", done: Collection[int], active: int | None) -> str:
    """Return the drawing of a graph; it takes the colour of the text around it, light or dark.

    Raises: ArgumentError (a ValueError) if the graph has too many nodes for a picture.
    """
    if len(graph.nodes) > LARGEST:
        raise ArgumentError(f"graph: {len(graph.nodes)} nodes are too many for a picture (at most {LARGEST})")
    layer = layers_of(len(graph.nodes), graph.edges)
    rows, chains = with_bends(layer, graph.edges)
    labels = [label_of(node) for node in graph.nodes]
    width = [len(label) * LETTER + 16 for label in labels] + [40.0] * (len(rows) - len(labels))
    x = placed(ordered(rows, chains), chains, width)
    at = {point: (x[point] + MARGIN, rows[point] * ROW + HEIGHT / 2 + MARGIN) for point in x}
    right = max(at[point][0] + width[point] / 2 for point in at) + MARGIN
    for edge, chain in zip(graph.edges, chains, strict=True):  # the shape beside an edge may stand further right
        beside = (at[chain[-1]][0] + at[chain[-2]][0]) / 2 + 5
        right = max(right, beside + len(size_text(edge.shape)) * LETTER)
    bottom = (max(rows) + 1) * ROW - (ROW - HEIGHT) + 2 * MARGIN
    parts = [edge_svg(edge, [at[point] for point in chain]) for edge, chain in zip(graph.edges, chains, strict=True)]
    for node, label in zip(graph.nodes, labels, strict=True):
        parts.append(node_svg(node, label, at[node.number], width[node.number], node.number in done, active))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {right:.0f} {bottom:.0f}" width="{right:.0f}" '
        f'height="{bottom:.0f}" role="img" aria-label="graph of {len(graph.nodes)} nodes" fill="none" '
        f'stroke="currentColor" font-family="ui-monospace, monospace" font-size="12">{"".join(parts)}</svg>'
    )


def label_of(node: "GraphNode") -> str:
    """Return the text in the box of a node; a leaf, which has no edge above it, shows its shape."""
    return f"{node.name} {size_text(node.shape)}" if node.kind == "leaf" else node.name


def size_text(shape: tuple[int, ...]) -> str:
    """Return a shape as it is read aloud: 2×3; a scalar is 1."""
    return "\N{MULTIPLICATION SIGN}".join(map(str, shape)) or "scalar"


def node_svg(node: "GraphNode", label: str, at: Position, width: float, done: bool, active: int | None) -> str:
    """Return the box of one node with its name."""
    x, y = at
    fill = "#009E73" if done else FILL[node.kind]
    thick = 3 if node.number == active else 1.2
    return (
        f'<g><title>{escape(repr(node.node))}</title><rect x="{x - width / 2:.1f}" y="{y - HEIGHT / 2:.1f}" '
        f'width="{width:.1f}" height="{HEIGHT:.0f}" rx="6" fill="{fill}" fill-opacity="0.45" stroke-width="{thick}"/>'
        f'<text x="{x:.1f}" y="{y + 4:.1f}" text-anchor="middle" fill="currentColor" stroke="none">{escape(label)}'
        "</text></g>"
    )


def edge_svg(edge: "GraphEdge", points: list[Position]) -> str:
    """Return the curve of one edge through its points, with an arrow head and the shape beside its middle."""
    top, end = (points[0][0], points[0][1] + HEIGHT / 2), (points[-1][0], points[-1][1] - HEIGHT / 2 - 6)
    path, stops = f"M{top[0]:.1f},{top[1]:.1f}", [top, *points[1:-1], end]
    for (x0, y0), (x1, y1) in pairwise(stops):
        half = (y0 + y1) / 2
        path += f" C{x0:.1f},{half:.1f} {x1:.1f},{half:.1f} {x1:.1f},{y1:.1f}"
    (x0, y0), (x1, y1) = stops[-2], stops[-1]
    head = f"M{end[0] - 4:.1f},{end[1]:.1f} l4,6 l4,-6 z"
    return (
        f'<path d="{path}" stroke-opacity="0.6"/><path d="{head}" fill="currentColor" stroke="none"/>'
        f'<text x="{(x0 + x1) / 2 + 5:.1f}" y="{(y0 + y1) / 2 + 4:.1f}" font-size="10" fill="currentColor" '
        f'stroke="none" opacity="0.75">{escape(size_text(edge.shape))}</text>'
    )
