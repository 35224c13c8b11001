"""The part of Tensor that belongs to autograd: its place in the graph, its gradient, its hooks."""

import weakref
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from minitorch_ref.autograd import leaves, passes
from minitorch_ref.autograd.modes import no_grad, setting
from minitorch_ref.autograd.node import AccumulateGrad, Edge, Node, RemovableHandle, accumulator_of, add_hook, edge_of
from minitorch_ref.errors import DTypeError, ShapeError, UnsupportedError
from minitorch_ref.functions.inplace import view_again
from minitorch_ref.storage import Strided
from minitorch_ref.tensors import tensor as tensor_module

if TYPE_CHECKING:
    from minitorch_ref.tensors.tensor import Tensor

__all__ = ["Differentiable"]


class Differentiable:
    """What a tensor knows about its gradient. Slots hold what each tensor has; the rest is set only where needed."""

    __slots__ = ("__dict__", "__weakref__", "base", "needs_grad", "node", "output_number")

    strided: Strided
    base: "Tensor | None"
    needs_grad: bool
    node: Node | None
    output_number: int
    rebased = 0
    based_on = 0
    gradient: "Tensor | None" = None
    accumulator: "weakref.ref[AccumulateGrad] | None" = None
    hooks: dict[int, Callable[..., Any]] | None = None
    after_hooks: dict[int, Callable[..., Any]] | None = None

    # ---- its place in the graph ----

    @property
    def requires_grad(self: "Tensor") -> bool:  # type: ignore[misc]
        """Whether gradients flow to or through this tensor."""
        if self.base is not None:
            self.history()
        return self.needs_grad

    @requires_grad.setter
    def requires_grad(self: "Tensor", value: bool) -> None:  # type: ignore[misc]
        if value and not (self.dtype.is_floating_point or self.dtype.is_complex):
            raise UnsupportedError(
                f"only Tensors of floating point dtype can require gradients, got {self.dtype}; convert with .float()"
            )
        if not value and self.node is not None:
            raise UnsupportedError("you can only change requires_grad flags of leaf variables; use detach()")
        self.needs_grad = bool(value)

    def requires_grad_(self: "Tensor", requires_grad: bool = True) -> "Tensor":  # type: ignore[misc]
        """Set `requires_grad`, and return the tensor itself."""
        self.requires_grad = requires_grad
        return self

    @property
    def is_leaf(self) -> bool:
        """Whether no recorded operation has made this tensor."""
        return self.node is None

    @property
    def grad_fn(self: "Tensor") -> Node | None:  # type: ignore[misc]
        """The node that has made this tensor; None for a leaf."""
        return self.history()

    @property
    def _version(self: "Tensor") -> int:  # type: ignore[misc]
        """How often somebody has written into the storage of this tensor."""
        return self.strided.storage.version

    @property
    def _base(self) -> "Tensor | None":
        """The tensor of which this one is a view."""
        return self.base

    def set_history(self, node: Node, number: int) -> None:
        """Make this tensor an output of a node."""
        self.needs_grad = True
        self.node = node
        self.output_number = number

    def history(self: "Tensor") -> Node | None:  # type: ignore[misc]
        """Return the node that has made this tensor, also where it is a view of something written to since."""
        if self.base is not None and self.base.rebased != self.based_on:
            view_again(self)
        return self.node

    def detach(self: "Tensor") -> "Tensor":  # type: ignore[misc]
        """Return a tensor on the same storage that is no part of the graph."""
        return tensor_module.Tensor(Strided(self.strided.storage, self.strided.layout))

    def detach_(self: "Tensor") -> "Tensor":  # type: ignore[misc]
        """Take this tensor itself out of the graph; it becomes a leaf that does not require gradients."""
        if self.base is not None:
            raise UnsupportedError("Can't detach views in-place; use detach() instead")
        self.needs_grad, self.node, self.output_number = False, None, 0
        return self

    @property
    def data(self: "Tensor") -> "Tensor":  # type: ignore[misc]
        """The same memory outside the graph: what is written there is neither recorded nor counted.

        Assigning to it replaces shape, type and elements of this tensor itself.
        """
        storage = self.strided.storage
        return tensor_module.Tensor(Strided(type(storage)(storage.data, storage.device), self.strided.layout))

    @data.setter
    def data(self: "Tensor", value: "Tensor") -> None:  # type: ignore[misc]
        if not isinstance(value, Differentiable):
            raise DTypeError(f"data must be a Tensor, got {type(value).__name__}")
        self.strided = value.strided
        self.accumulator = None

    # ---- its gradient ----

    @property
    def grad(self) -> "Tensor | None":
        """The gradients that backward has added up in this leaf; None before."""
        return self.gradient

    @grad.setter
    def grad(self: "Tensor", value: "Tensor | None") -> None:  # type: ignore[misc]
        if value is not None:
            if not isinstance(value, Differentiable):
                raise DTypeError(f"assigned grad expected to be a Tensor or None but got {type(value).__name__}")
            if value.shape != self.shape or value.dtype is not self.dtype:
                raise ShapeError(
                    f"assigned grad has data of a different shape or type: {tuple(value.shape)}, {value.dtype} for "
                    f"{tuple(self.shape)}, {self.dtype}"
                )
        self.gradient = value

    def accumulate_grad(self: "Tensor", grad: "Tensor", alone: bool = False) -> None:  # type: ignore[misc]
        """Add to the gradient; in place, unless that is being recorded.

        Args:
            grad: of the shape and type of this tensor.
            alone: whether nobody else can see `grad`, so that it need not be copied.
        """
        if self.gradient is None and alone and not setting.recording and grad.strided.layout is self.strided.layout:
            self.gradient = grad
        else:
            leaves.accumulate(self, grad)
        for hook in list((self.after_hooks or {}).values()):
            with no_grad():
                hook(self)

    def backward(  # type: ignore[misc]
        self: "Tensor",
        gradient: "Tensor | None" = None,
        retain_graph: bool | None = None,
        create_graph: bool = False,
        inputs: Any = None,
    ) -> None:
        """Add the gradients of this tensor with respect to all leaves to `leaf.grad`.

        Args:
            gradient: the gradient of this tensor, of its shape; may be left out if it has one element: then it is 1.
            retain_graph: keep what was saved for backward, so that it can run again.
            create_graph: record the backward pass too, so that the gradients can be differentiated.
            inputs: if given, only these tensors receive gradients.
        """
        passes.backward(self, gradient, retain_graph, create_graph, inputs)

    def retain_grad(self: "Tensor") -> None:  # type: ignore[misc]
        """Keep the gradient of this tensor in `.grad` although it is no leaf."""
        if not self.needs_grad:
            raise UnsupportedError("can't retain_grad on Tensor that has requires_grad=False")
        edge = edge_of(self)
        if self.node is not None:
            if edge.node.retained is None:
                edge.node.retained = {}
            edge.node.retained[edge.number] = weakref.ref(self)
            edge.node.watched = True

    @property
    def retains_grad(self) -> bool:
        """Whether `retain_grad` has been called on this tensor, which is no leaf."""
        return self.node is not None and self.output_number in (self.node.retained or {})

    # ---- hooks ----

    def register_hook(self: "Tensor", hook: Callable[["Tensor"], "Tensor | None"]) -> RemovableHandle:  # type: ignore[misc]
        """Call hook(grad) whenever the gradient of this tensor is known; what it returns replaces the gradient."""
        if not self.needs_grad:
            raise UnsupportedError("cannot register a hook on a tensor that doesn't require gradient")
        if self.node is None:
            self.hooks = self.hooks or {}
            accumulator_of(self).watched = True
            return add_hook(self.hooks, hook)
        edge: Edge = edge_of(self)
        edge.node.watched = True
        if edge.node.tensor_hooks is None:
            edge.node.tensor_hooks = {}
        return add_hook(edge.node.tensor_hooks.setdefault(edge.number, {}), hook)

    def register_post_accumulate_grad_hook(self: "Tensor", hook: Callable[["Tensor"], None]) -> RemovableHandle:  # type: ignore[misc]
        """Call hook(tensor) after a gradient has been added to `.grad` of this leaf."""
        if self.node is not None or not self.needs_grad:
            raise UnsupportedError("post accumulate grad hooks cannot be registered on non-leaf tensors")
        self.after_hooks = self.after_hooks or {}
        return add_hook(self.after_hooks, hook)
