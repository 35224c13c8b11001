"""The graph as data: one node for each recorded operation, and the edges along which gradients flow back.

A node is also the context `ctx` that `forward` and `backward` of its operation share. `edges[i]` says where the
gradient of input i goes: to output `number` of an older node, or nowhere (None). A tensor that a user made, a *leaf*,
stands in the graph as a node of its own that adds what arrives to `tensor.grad`.
"""

import itertools
import weakref
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from minitorch_ref.autograd.ownership import only_in
from minitorch_ref.autograd.saved import Record, packed
from minitorch_ref.errors import UnsupportedError

if TYPE_CHECKING:
    from minitorch_ref.autograd.function import Function
    from minitorch_ref.dtypes import DType
    from minitorch_ref.tensors.tensor import Tensor

__all__ = ["AccumulateGrad", "Context", "Edge", "Meta", "Node", "edge_of"]

Gradients = tuple["Tensor | None", ...]
Hook = Callable[..., Any]


class Meta(NamedTuple):
    """What a gradient must look like: the shape and the element type of the tensor it belongs to."""

    shape: tuple[int, ...]
    dtype: "DType"


class Edge:
    """Where a gradient goes: to output `number` of a node."""

    __slots__ = ("node", "number")

    def __init__(self, node: "Node", number: int) -> None:
        self.node = node
        self.number = number

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Edge) and self.node is other.node and self.number == other.number

    def __hash__(self) -> int:
        return hash((self.node, self.number))

    def __repr__(self) -> str:
        return f"Edge(node={self.node}, number={self.number})"


class Node:
    """One operation in the graph."""

    edges: Sequence[Edge | None] = ()
    output_shape: tuple[int, ...] | None = None
    """The shape of the only output; None if there are several, or none yet."""
    output_dtype: "DType | None" = None
    several_outputs: Sequence[Meta] = ()
    tensor_hooks: dict[int, dict[int, Hook]] | None = None
    retained: "dict[int, weakref.ref[Tensor]] | None" = None
    pre_hooks: dict[int, Hook] | None = None
    post_hooks: dict[int, Hook] | None = None
    saved: "Sequence[Record] | None" = ()
    watched = False
    """Whether there may be hooks, or tensors that retain their gradients."""
    traceback: str | None = None

    @property
    def outputs(self) -> Sequence[Meta]:
        """What the gradients of the outputs must look like; empty while forward runs."""
        if self.output_shape is None or self.output_dtype is None:
            return self.several_outputs
        return (Meta(self.output_shape, self.output_dtype),)

    def name(self) -> str:
        """Return the name under which PyTorch shows this operation."""
        raise NotImplementedError

    def run(self, grad_outputs: "Sequence[Tensor | None]") -> Gradients:
        """Return the gradient of each input, given those of the outputs."""
        raise NotImplementedError

    def release(self) -> None:
        """Forget the saved tensors: backward has been through."""

    @property
    def next_functions(self) -> tuple[tuple["Node | None", int], ...]:
        """The edges, as PyTorch shows them: (node or None, number of its output)."""
        return tuple((None, 0) if edge is None else (edge.node, edge.number) for edge in self.edges)

    def register_hook(self, hook: Hook) -> Any:
        """Call hook(grad_inputs, grad_outputs) after this node has run; what it returns replaces grad_inputs."""
        self.watched = True
        if self.post_hooks is None:
            self.post_hooks = {}
        return add_hook(self.post_hooks, hook)

    def register_prehook(self, hook: Hook) -> Any:
        """Call hook(grad_outputs) before this node runs; what it returns replaces grad_outputs."""
        self.watched = True
        if self.pre_hooks is None:
            self.pre_hooks = {}
        return add_hook(self.pre_hooks, hook)

    def __repr__(self) -> str:
        return f"<{self.name()} object at {id(self):#x}>"


class Context(Node):
    """What one call of an operation remembers for its backward; `forward` may set attributes of its own on it.

    Each operation has a subclass, as in PyTorch: the calls of one operation set the same attributes, which Python keeps
    in little space and finds fast.
    """

    operation: "type[Function]"
    to_save: "tuple[Tensor | None, ...]" = ()
    saved: tuple[Record, ...] | None = ()
    dirty: "tuple[Tensor, ...]" = ()
    non_differentiable: "tuple[Tensor, ...]" = ()
    marked = False
    """Whether some tensors are dirty or not differentiable."""
    materialize_grads = True
    label: str | None = None

    if TYPE_CHECKING:  # attributes of any name

        def __getattr__(self, name: str) -> Any: ...

        def __setattr__(self, name: str, value: Any) -> None: ...

    def save_for_backward(self, *tensors: "Tensor | None") -> None:
        """Keep inputs or outputs of `forward`; backward finds them in `saved_tensors`."""
        self.to_save = tensors

    def mark_dirty(self, *tensors: "Tensor") -> None:
        """Say which inputs `forward` changes in place; it must return them."""
        self.dirty, self.marked = tensors, True

    def mark_non_differentiable(self, *tensors: "Tensor") -> None:
        """Say which outputs of `forward` have no gradient."""
        self.non_differentiable, self.marked = tensors, True

    def set_materialize_grads(self, value: bool) -> None:
        """Say whether backward receives zeros (the default) or None for outputs that were not used."""
        self.materialize_grads = value

    @property
    def needs_input_grad(self) -> tuple[bool, ...]:
        """For each input of `forward`, whether somebody wants its gradient."""
        return tuple([edge is not None for edge in self.edges])

    def keep(self, tensors: "tuple[Tensor, ...]", output: "Tensor") -> None:
        """Keep tensors after `forward` has returned its only output."""
        self.to_save = tensors
        self.pack((output,))

    def pack(self, outputs: "Sequence[Tensor]") -> None:
        """Turn `to_save` into records with versions."""
        self.saved = tuple([None if x is None else packed(x, outputs, edge_of) for x in self.to_save])
        self.to_save = ()

    @property
    def saved_tensors(self) -> "tuple[Tensor, ...]":
        """The tensors given to `save_for_backward`; None where None was given.

        Raises: UnsupportedError (a RuntimeError) if backward has been here already without `retain_graph=True`, or if
            one of them was changed in place since.
        """
        if self.saved is None:
            raise UnsupportedError(
                f"{self.name()}: Trying to backward through the graph a second time (or directly access saved tensors "
                "after they have already been freed); give retain_graph=True the first time"
            )
        if self.to_save:
            return self.to_save  # type: ignore[return-value]
        return tuple([None if record is None else record.restore(self) for record in self.saved])  # type: ignore[misc]

    def release(self) -> None:
        """Forget the saved tensors, if there are any."""
        if self.saved:
            self.saved = None

    def run(self, grad_outputs: "Sequence[Tensor | None]") -> Gradients:
        """Return the gradient of each input from the operation's own `backward`."""
        if len(grad_outputs) == 1:  # quicker than a call with a star
            result = self.operation.backward(self, grad_outputs[0])
        else:
            result = self.operation.backward(self, *grad_outputs)
        return result if isinstance(result, tuple) else (result,)

    def name(self) -> str:
        """Return the name under which PyTorch shows this operation."""
        return self.label or self.operation.backward_name()


class AccumulateGrad(Node):
    """A leaf of the graph: adds the gradient that arrives to `variable.grad`."""

    def __init__(self, variable: "Tensor") -> None:
        self.variable = variable
        self.output_shape, self.output_dtype = variable.strided.layout.shape, variable.dtype
        self.watched = variable.hooks is not None

    def run(self, grad_outputs: "Sequence[Tensor | None]") -> Gradients:
        """Add to the gradient of the leaf, which may keep what nobody else can see."""
        alone = only_in(grad_outputs)
        (grad,) = grad_outputs
        if grad is not None:
            self.variable.accumulate_grad(grad, alone)
        return ()

    def name(self) -> str:
        """Return PyTorch's name."""
        return "AccumulateGrad"


def edge_of(tensor: "Tensor") -> Edge:
    """Return where the gradient of a tensor that requires one goes."""
    edge = new(Edge)  # this runs for each input of each operation: setting attributes is quicker than a constructor
    node = tensor.node if tensor.base is None else tensor.history()
    if node is None:
        reference = tensor.accumulator
        node = (None if reference is None else reference()) or accumulator_of(tensor)
    edge.node = node
    edge.number = tensor.output_number
    return edge


new = object.__new__


def accumulator_of(leaf: "Tensor") -> AccumulateGrad:
    """Return the node of a leaf: one for all operations, as long as one of them holds on to it."""
    reference = leaf.accumulator
    node = None if reference is None else reference()
    if node is None:
        node = AccumulateGrad(leaf)
        leaf.accumulator = weakref.ref(node)
    return node


hook_numbers = itertools.count()


class RemovableHandle:
    """What registering a hook returns: `remove()` takes the hook away; so does the end of a `with` statement."""

    def __init__(self, hooks: dict[int, Hook], number: int) -> None:
        self.hooks, self.id = hooks, number

    def remove(self) -> None:
        """Take the hook away; once more does nothing."""
        self.hooks.pop(self.id, None)

    def __enter__(self) -> "RemovableHandle":
        return self

    def __exit__(self, *error: object) -> None:
        self.remove()


def add_hook(hooks: dict[int, Hook], hook: Hook) -> RemovableHandle:
    """Put a hook after those that are there."""
    number = next(hook_numbers)
    hooks[number] = hook
    return RemovableHandle(hooks, number)
