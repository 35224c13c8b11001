"""Backpropagation: the nodes in topological order, each gradient handed on to where its edge points.

Nothing here recurses, so a graph may be as deep as memory allows.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from minitorch_ref.autograd import anomaly
from minitorch_ref.autograd.modes import setting
from minitorch_ref.autograd.node import AccumulateGrad, Edge, Gradients, Meta, Node
from minitorch_ref.errors import DTypeError, UnsupportedError
from minitorch_ref.functions import dispatch
from minitorch_ref.tensors import tensor as tensors

if TYPE_CHECKING:
    from minitorch_ref.tensors.tensor import Tensor

__all__ = ["Step", "fitted", "leads_to", "ready_nodes", "steps_back", "sum_to_shape", "walk_back"]


Value = TypeVar("Value")


class Step(NamedTuple):
    """One step of backpropagation: a node, the gradients of its outputs, and those that it gave its inputs."""

    node: Node
    grad_outputs: Gradients
    grad_inputs: Gradients


def ready_nodes(roots: Iterable[Node]) -> Iterator[Node]:
    """Yield the nodes of a graph in an order in which gradients can be sent through it.

    Args:
        roots: the nodes where gradients start. One root may lead to another, and one may be given twice.

    Returns: an iterator over all nodes that the roots lead to, and the roots, each once. A node comes when all the
        nodes that send to it, those with an edge to it, have been before. The edges of a node are in `node.edges`; such
        an edge leads to `edge.node`, or it is None and leads nowhere. There are no cycles; the graph may be deeper
        than Python's recursion limit.
    """
    waiting = dict.fromkeys(roots, 0)  # node: how many edges lead to it from nodes that have not been yet
    found = list(waiting)
    while found:
        for edge in found.pop().edges:
            if edge is not None:
                target = edge.node
                if target not in waiting:
                    waiting[target] = 0
                    found.append(target)
                waiting[target] += 1
    ready = [node for node, count in waiting.items() if count == 0]
    while ready:
        node = ready.pop()
        yield node
        for edge in node.edges:
            if edge is not None:
                target = edge.node
                count = waiting.pop(target) - 1
                if count == 0:
                    ready.append(target)
                else:
                    waiting[target] = count


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
) -> None:
    """Carry gradients from the starts to the leaves.

    Args:
        starts: where to begin, and the gradient there.
        retain_graph: whether the nodes keep their saved tensors for another pass.
        create_graph: whether the pass itself is recorded, so that its results can be differentiated.
        wanted: if given, each of these edges is given its gradient, only the nodes on the way to them run, and no leaf
            receives anything.
    """
    walk = Walk(starts, retain_graph, wanted)
    before, setting.recording = setting.recording, create_graph
    try:
        if not walk.careful and len(walk.roots) == 1:
            walk.follow_chain()
        for node in ready_nodes(walk.roots):
            walk.run(node)
    finally:
        setting.recording = before


def steps_back(starts: "Sequence[tuple[Edge, Tensor]]", *, retain_graph: bool) -> Iterator[Step]:
    """Carry gradients from the starts to the leaves, one node at a time; each step is done when it is returned."""
    walk = Walk(starts, retain_graph, None)
    walk.shown, walk.careful = [], True
    for node in ready_nodes(walk.roots):
        before, setting.recording = setting.recording, False
        try:
            walk.run(node)
        finally:
            setting.recording = before
        yield from walk.shown
        walk.shown.clear()


class Walk:
    """One pass of backpropagation: the nodes that are still to run, and the gradients that have arrived at them.

    Nothing is kept that is no longer needed: neither a node nor a gradient that has been handed on.
    """

    __slots__ = ("careful", "on_the_way", "pending", "retain_graph", "roots", "shown", "sums", "targets", "wanted")

    def __init__(
        self,
        starts: "Sequence[tuple[Edge, Tensor]]",
        retain_graph: bool,
        wanted: "dict[Edge, Tensor | None] | None",
    ) -> None:
        self.roots = [edge.node for edge, _ in starts]
        self.on_the_way = None if wanted is None else leads_to(list(ready_nodes(self.roots)), wanted)
        self.retain_graph = retain_graph
        self.shown: list[Step] | None = None
        self.careful = wanted is not None or anomaly.setting.detecting
        self.pending: dict[Node, list[Tensor | None]] = {}
        self.sums: set[tuple[Node, int]] = set()
        self.wanted = {} if wanted is None else wanted
        self.targets: dict[Node, list[Edge]] = {}
        for edge in self.wanted:
            self.targets.setdefault(edge.node, []).append(edge)
        for edge, grad in starts:
            self.add_gradient(edge, grad, edge.node)

    def follow_chain(self) -> None:
        """Run the only root, and make the nodes that it sends to the roots, as long as there is one root.

        Where the only root sends to one place only, nothing else can send there, as all paths lead through it. So for
        a chain of nodes nobody needs to count edges.
        """
        node: Node | None = self.roots.pop()
        while node is not None:
            last, node = node, self.run(node)
        self.roots = [edge.node for edge in last.edges if edge is not None]

    def run(self, node: Node) -> Node | None:
        """Run one node, unless no gradient has arrived there, and hand its gradients on.

        Returns: the node to which its gradient went, if it went to one only.
        """
        pending = self.pending
        grads: Sequence[Tensor | None] | None = pending.pop(node, None)
        if grads is None:
            return None
        if node.watched or self.careful:
            watched = self.run_watched(node, tuple(grads))
            if watched is None:
                return None
            found = watched
        else:
            found = node.run(grads if len(grads) == 1 else materialized(node, grads))
        if len(found) != len(node.edges):
            found = as_many(node, found)
        target, ways = None, 0
        for edge, grad in zip(node.edges, found):  # noqa: B905  as many as there are edges
            if edge is not None:
                target = edge.node
                ways += 1
                if grad is not None:
                    strided = grad.strided
                    if (
                        target in pending
                        or strided.layout.shape != target.output_shape
                        or strided.storage.dtype is not target.output_dtype
                    ):
                        self.add_gradient(edge, grad, node)
                    else:  # the first gradient of an only output, as it must look
                        pending[target] = [grad]
        if node.saved and not self.retain_graph:
            node.release()
        return target if ways == 1 else None

    def run_watched(self, node: Node, grads: Gradients) -> Gradients | None:
        """Run a node with its hooks, for those who want to see gradients; None where it is not on the way to them."""
        if node.watched:
            grads = hooked(node, grads)
        for edge in self.targets.get(node, ()):
            self.wanted[edge] = grads[edge.number]
        if self.on_the_way is not None and node not in self.on_the_way:
            return None
        complete = tuple(materialized(node, grads))
        found = run_hooked(node, complete)
        if self.shown is not None:
            self.shown.append(Step(node, complete, found))
        return found

    def add_gradient(self, edge: Edge, grad: "Tensor", giver: Node) -> None:
        """Add one more gradient, which `giver` gives, to those that have arrived at an output of a node.

        The first one belongs to whoever made it, who may have given it to others too. A sum of two was made here, and
        until its node runs nobody else knows of it: further gradients are added to it in place.
        """
        node, number = edge.node, edge.number
        several = node.several_outputs
        shape, dtype = several[number] if several else (node.output_shape, node.output_dtype)
        strided = grad.strided
        if strided.layout.shape != shape or strided.storage.dtype is not dtype:
            grad = fitted(giver, grad, node.outputs[number])
        grads = self.pending.get(node)
        if grads is None:
            if not several:
                self.pending[node] = [grad]
                return
            grads = self.pending[node] = [None] * len(several)
        before = grads[number]
        if before is None:
            grads[number] = grad
        elif (node, number) in self.sums and not setting.recording:
            dispatch.add_into(before, grad)
        else:
            grads[number] = before + grad
            self.sums.add((node, number))


def run_hooked(node: Node, grads: Gradients) -> Gradients:
    """Run a node between the hooks before and after it, and look for NaN where that was asked for."""
    for prehook in list((node.pre_hooks or {}).values()):
        grads = replaced(prehook(grads), grads)
    try:
        found: Gradients = tuple(node.run(grads))
    except Exception as error:
        if anomaly.setting.detecting:
            anomaly.explain(node, error)
        raise
    if anomaly.setting.detecting:
        anomaly.check(node, found)
    pairs = zip(node.edges, as_many(node, found), strict=True)
    found = tuple(
        [
            None if edge is None or grad is None else fitted(node, grad, edge.node.outputs[edge.number])
            for edge, grad in pairs
        ]
    )
    for hook in list((node.post_hooks or {}).values()):
        found = replaced(hook(found, grads), found)
    return found


def materialized(node: Node, grads: "Sequence[Tensor | None]") -> "Sequence[Tensor | None]":
    """Return the gradients with zeros for outputs that were not used, unless the operation wants to see None."""
    if not getattr(node, "materialize_grads", True) or all([grad is not None for grad in grads]):
        return grads
    like = next(grad for grad in grads if grad is not None)
    pairs = zip(grads, node.outputs, strict=True)
    return tuple(like.new_zeros(shape, dtype=dtype) if grad is None else grad for grad, (shape, dtype) in pairs)


def as_many(node: Node, found: Gradients) -> Gradients:
    """Return as many gradients as the node has edges; more are allowed if they are None."""
    edges = node.edges
    if len(found) < len(edges) or any(grad is not None for grad in found[len(edges) :]):
        raise UnsupportedError(
            f"function {node.name()} returned an incorrect number of gradients (expected {len(edges)}, got "
            f"{len(found)}); return one for each input of forward, None where there is none"
        )
    return found[: len(edges)]


def fitted(node: Node, grad: "Tensor", meta: Meta) -> "Tensor":
    """Return a gradient in the shape and the element type of its tensor."""
    shape, dtype = meta
    if grad.strided.layout.shape != shape:
        try:
            grad = sum_to_shape(grad, shape)
        except UnsupportedError as error:
            raise UnsupportedError(f"function {node.name()} returned an invalid gradient: {error}") from error
    if grad.dtype is dtype:
        return grad
    if grad.dtype.is_complex and not dtype.is_complex:
        grad = grad.real
    return grad.to(dtype)


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
    if added < 0 or any(size not in (1, grad.shape[axis]) for axis, size in enumerate(aligned)):
        raise UnsupportedError(f"got a gradient of shape {tuple(grad.shape)} for a tensor of shape {shape}")
    stretched = [axis for axis, size in enumerate(aligned) if axis < added or size != grad.shape[axis]]
    return grad.sum(stretched).reshape(shape) if stretched else grad


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
