"""The recorded graph as plain data: which operations, which tensors of which shape between them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from minitorch_ref.autograd.node import AccumulateGrad, Node, edge_of
from minitorch_ref.errors import ArgumentError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from minitorch_ref.dtypes import DType
    from minitorch_ref.tensors.tensor import Tensor

__all__ = ["Graph", "GraphEdge", "GraphNode", "graph", "topological_order"]


@dataclass(frozen=True)
class GraphNode:
    """An operation or a leaf.

    `number` counts from the leaves to the result; `kind` is "leaf", "operation" or "result" (the last operation);
    `name` is that of the operation, or what the user calls the leaf; `node` is the node of the graph itself.
    """

    number: int
    name: str
    kind: str
    shape: tuple[int, ...]
    node: Node


@dataclass(frozen=True)
class GraphEdge:
    """A tensor on its way from the node that made it to one that used it; its gradient goes the other way."""

    source: int
    target: int
    shape: tuple[int, ...]
    dtype: "DType"


@dataclass(frozen=True)
class Graph:
    """Nodes, each after those it depends on, and the edges between them; drawn where a notebook shows it."""

    nodes: list[GraphNode]
    edges: list[GraphEdge]

    def number_of(self, node: Node) -> int:
        """Return the number of a node, such as that of a `Step`.

        Raises: ArgumentError if it is not in this graph.
        """
        for entry in self.nodes:
            if entry.node is node:
                return entry.number
        raise ArgumentError(f"graph: there is no {node} in this graph")

    def to_dot(self) -> str:
        """Return the graph in the language of Graphviz."""
        lines = ["digraph {", "  node [shape=box, style=rounded];"]
        for node in self.nodes:
            style = ', style="filled,rounded"' if node.kind == "leaf" else ""
            lines.append(f'  n{node.number} [label="{escaped(node.name)}"{style}];')
        lines += [f'  n{edge.source} -> n{edge.target} [label="{edge.shape}"];' for edge in self.edges]
        return "\n".join([*lines, "}"])

    def to_svg(self, *, done: "Collection[int]" = (), active: int | None = None) -> str:
        """Return a drawing, leaves on top, shapes on the edges.

        Args:
            done: numbers of nodes that backward has already been through; they are shown filled.
            active: the number of the node where backward is now.
        """
        from minitorch_ref.autograd import drawing  # not needed by programs that only train

        return drawing.svg_of(self, done, active)

    def _repr_svg_(self) -> str:
        return self.to_svg()

    def __repr__(self) -> str:
        return f"Graph({len(self.nodes)} nodes, {len(self.edges)} edges)"


def topological_order(roots: Iterable[Node]) -> list[Node]:
    """Return the nodes that can be reached from the roots, each before all nodes that its edges point to.

    Args:
        roots: the nodes where gradients start.

    Returns: every reachable node once. The graph has no cycles; it may be deeper than Python's recursion limit.
    """
    order: list[Node] = []
    seen: set[Node] = set()
    path: list[Node] = []
    stack: list[Node | None] = list(roots)
    while stack:
        node = stack.pop()
        if node is None:  # all that the last node of the path leads to is in order
            order.append(path.pop())
        elif node not in seen:
            seen.add(node)
            path.append(node)
            stack.append(None)
            for edge in node.edges:
                if edge is not None and edge.node not in seen:
                    stack.append(edge.node)
    return order[::-1]


def escaped(text: str) -> str:
    """Return text for the inside of double quotes."""
    return text.replace("\\", "\\\\").replace('"', '\\"')


def graph(tensor: "Tensor", names: "Mapping[str, Tensor] | None" = None) -> Graph:
    """Return the graph that has made a tensor.

    Args:
        tensor: the result; it must require gradients.
        names: what to call the leaves, e.g. `dict(model.named_parameters())`.

    Raises: ArgumentError (a ValueError) if the tensor has no graph.
    """
    if not tensor.requires_grad:
        raise ArgumentError("graph: this tensor has no graph: nothing that it was made of requires gradients")
    called = {id(leaf): name for name, leaf in (names or {}).items()}
    root = edge_of(tensor).node
    order = topological_order([root])[::-1]
    number = {node: i for i, node in enumerate(order)}
    nodes = [GraphNode(i, *described(node, node is root, called), node) for i, node in enumerate(order)]
    edges = []
    for node in order:
        for edge in node.edges:
            if edge is not None:
                shape, dtype = edge.node.outputs[edge.number]
                edges.append(GraphEdge(number[edge.node], number[node], shape, dtype))
    return Graph(nodes, edges)


def described(node: Node, is_root: bool, called: dict[int, str]) -> tuple[str, str, tuple[int, ...]]:
    """Return the name, the kind and the shape of a node."""
    shape: Any = node.outputs[0].shape
    if isinstance(node, AccumulateGrad):
        return called.get(id(node.variable), "leaf"), "leaf", shape
    return re.sub(r"Backward\d*$", "", node.name()), "result" if is_root else "operation", shape
