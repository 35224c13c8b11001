"""Backpropagation: the nodes in topological order, each gradient handed on to where its edge points.

Nothing here recurses, so a graph may be as deep as memory allows.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from minitorch_ref.autograd import anomaly
from minitorch_ref.autograd.modes import setting
from minitorch_ref.autograd.node import AccumulateGrad, Edge, Gradients, Meta, Node
from minitorch_ref.errors import DTypeError, UnsupportedError
from minitorch_ref.tensors import tensor as tensors

if TYPE_CHECKING:
    from minitorch_ref.tensors.tensor import Tensor

__all__ = ["Step", "fitted", "leads_to", "sum_to_shape", "topological_order", "walk_back"]


Value = TypeVar("Value")


class Step(NamedTuple):
    """One step of backpropagation: a node, the gradients of its outputs, and those that it gave its inputs."""

    node: Node
    grad_outputs: Gradients
    grad_inputs: Gradients


def topological_order(roots: Iterable[Node]) -> list[Node]:
    """Return the nodes that can be reached from the roots, each before all nodes that its edges point to.

    Args:
        roots: the nodes where gradients start.

    Returns: every reachable node once. The graph has no cycles; it may be deeper than Python's recursion limit.
    """
    order: list[Node] = []
    seen: set[Node] = set()
    stack = [(root, False) for root in roots]
    while stack:
        node, finished = stack.pop()
        if finished:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            stack.extend([(edge.node, False) for edge in node.edges if edge is not None and edge.node not in seen])
    return order[::-1]


def leads_to(order: Sequence[Node], targets: Collection[Edge]) -> set[Node]:
    """Return the nodes from which a gradient flows into one of the targets, given all nodes in topological order."""
    goals = {target.node for target in targets}
    leading: set[Node] = set()
    for node in reversed(order):
        if any(edge is not None and (edge.node in goals or edge.node in leading) for edge in node.edges):
            leading.add(node)
    return leading


def walk_back(
    starts: "Sequence[tuple[Edge, Tensor]]",
    *,
    retain_graph: bool,
    create_graph: bool,
    wanted: "dict[Edge, Tensor | None] | None" = None,
) -> Iterator[Step]:
    """Carry gradients from the starts to the leaves, one node at a time.

    Args:
        starts: where to begin, and the gradient there.
        retain_graph: whether the nodes keep their saved tensors for another pass.
        create_graph: whether the pass itself is recorded, so that its results can be differentiated.
        wanted: if given, each of these edges is given its gradient, only the nodes on the way to them run, and no leaf
            receives anything.

    Returns: an iterator; each step has been done when it is returned.
    """
    order = topological_order([edge.node for edge, _ in starts])
    pending: dict[Node, list[Tensor | None]] = {}
    for edge, grad in starts:
        add_gradient(pending, edge, grad)
    on_the_way = None if wanted is None else leads_to(order, wanted)
    targets: dict[Node, list[Edge]] = {}
    for edge in wanted or ():
        targets.setdefault(edge.node, []).append(edge)
    for node in order:
        if node not in pending:
            continue
        before, setting.recording = setting.recording, create_graph
        try:
            grads = hooked(node, tuple(pending.pop(node)))
            for edge in targets.get(node, ()):
                if wanted is not None:
                    wanted[edge] = grads[edge.number]
            if on_the_way is not None and node not in on_the_way:
                continue
            step = run_node(node, grads, pending, retain_graph)
        finally:
            setting.recording = before
        yield step


def run_node(node: Node, grads: Gradients, pending: "dict[Node, list[Tensor | None]]", retain_graph: bool) -> Step:
    """Run one node and hand its gradients on."""
    for prehook in list((node.pre_hooks or {}).values()):
        grads = replaced(prehook(grads), grads)
    try:
        found = node.run(materialized(node, grads))
    except Exception as error:
        if anomaly.setting.detecting:
            anomaly.explain(node, error)
        raise
    if anomaly.setting.detecting:
        anomaly.check(node, found)
    found = checked(node, found)
    for hook in list((node.post_hooks or {}).values()):
        found = replaced(hook(found, grads), found)
    for edge, grad in zip(node.edges, found, strict=True):
        if edge is not None and grad is not None:
            add_gradient(pending, edge, grad)
    if not retain_graph:
        node.release()
    return Step(node, grads, found)


def add_gradient(pending: "dict[Node, list[Tensor | None]]", edge: Edge, grad: "Tensor") -> None:
    """Add one more gradient to those that have arrived at an output of a node."""
    grads = pending.get(edge.node)
    if grads is None:
        grads = pending[edge.node] = [None] * len(edge.node.outputs)
    before = grads[edge.number]
    grads[edge.number] = grad if before is None else before + grad


def materialized(node: Node, grads: Gradients) -> Gradients:
    """Return the gradients with zeros for outputs that were not used, unless the operation wants to see None."""
    if not getattr(node, "materialize_grads", True) or all([grad is not None for grad in grads]):
        return grads
    like = next(grad for grad in grads if grad is not None)
    pairs = zip(grads, node.outputs, strict=True)
    return tuple(like.new_zeros(meta.shape, dtype=meta.dtype) if grad is None else grad for grad, meta in pairs)


def checked(node: Node, found: Gradients) -> Gradients:
    """Return the gradients in the shapes and types of the inputs they belong to."""
    edges = node.edges
    if len(found) != len(edges):
        if len(found) < len(edges) or any(grad is not None for grad in found[len(edges) :]):
            raise UnsupportedError(
                f"function {node.name()} returned an incorrect number of gradients (expected {len(edges)}, got "
                f"{len(found)}); return one for each input of forward, None where there is none"
            )
        found = found[: len(edges)]
    return tuple(
        [
            None if edge is None or grad is None else fitted(node, grad, edge.node.outputs[edge.number])
            for edge, grad in zip(edges, found, strict=True)
        ]
    )


def fitted(node: Node, grad: "Tensor", meta: Meta) -> "Tensor":
    """Return a gradient in the shape and the element type of its tensor."""
    if grad.strided.layout.shape != meta.shape:
        try:
            grad = sum_to_shape(grad, meta.shape)
        except UnsupportedError as error:
            raise UnsupportedError(f"function {node.name()} returned an invalid gradient: {error}") from error
    if grad.dtype is meta.dtype:
        return grad
    if grad.dtype.is_complex and not meta.dtype.is_complex:
        grad = grad.real
    return grad.to(meta.dtype)


def sum_to_shape(grad: "Tensor", shape: tuple[int, ...]) -> "Tensor":
    """Return the gradient of a tensor that was broadcast, given the gradient of the broadcast one.

    An element that was repeated has the sum of the gradients of its copies.

    Args:
        grad: gradient of the broadcast tensor, (..., n).
        shape: the shape before broadcasting; it broadcasts to that of `grad`.

    Returns: a tensor of this shape; `grad` itself if nothing was broadcast.

    Raises: UnsupportedError (a RuntimeError) if a tensor of this shape cannot be broadcast to that of `grad`.
    """
    added = grad.dim() - len(shape)
    aligned = (1,) * added + shape
    stretched = [axis for axis, size in enumerate(aligned) if size == 1 != grad.shape[axis] or axis < added]
    if added < 0 or any(size not in (1, grad.shape[axis]) for axis, size in enumerate(aligned)):
        raise UnsupportedError(f"got a gradient of shape {tuple(grad.shape)} for a tensor of shape {shape}")
    return grad.sum(stretched, keepdim=True).reshape(shape) if stretched else grad


def hooked(node: Node, grads: Gradients) -> Gradients:
    """Show the gradients to the hooks of the tensors they belong to, which may replace them."""
    if node.tensor_hooks is None and node.retained is None and not isinstance(node, AccumulateGrad):
        return grads
    result = list(grads)
    hooks = {0: node.variable.hooks or {}} if isinstance(node, AccumulateGrad) else node.tensor_hooks or {}
    for number, chain in hooks.items():
        for hook in list(chain.values()):
            if (grad := result[number]) is not None:
                result[number] = checked_hook(hook(grad), grad)
    for number, reference in (node.retained or {}).items():
        tensor, grad = reference(), result[number]
        if tensor is not None and grad is not None:
            tensor.accumulate_grad(grad)
    return tuple(result)


def checked_hook(new: "object | None", old: "Tensor") -> "Tensor":
    """Return the gradient that a hook has returned, or the old one if it returned None."""
    if new is not None and not isinstance(new, tensors.Tensor):
        raise DTypeError(f"a hook must return a tensor or None, got {type(new).__name__}")
    return old if new is None else new


def replaced(new: "Value | None", old: Value) -> Value:
    """Return what a hook has returned, or what it was given if it returned None."""
    return old if new is None else new
