"""What a node keeps for its backward: tensors with the version they had, or what a hook has made of them."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from minitorch_ref.autograd.modes import setting
from minitorch_ref.errors import UnsupportedError

if TYPE_CHECKING:
    from minitorch_ref.autograd.node import Edge, Node
    from minitorch_ref.tensors.tensor import Tensor

__all__ = ["Packed", "Record", "Saved", "packed"]


class Saved:
    """A tensor and its version; `number` says which output of the node it is, -1 if it is an input."""

    __slots__ = ("number", "tensor", "version")

    def __init__(self, tensor: "Tensor", version: int, number: int) -> None:
        self.tensor = tensor
        self.version = version
        self.number = number

    def restore(self, node: "Node") -> "Tensor":
        """Return the tensor, with its history.

        Raises: UnsupportedError (a RuntimeError) if somebody has written into it.
        """
        now = self.tensor.strided.storage.version
        if now != self.version:
            raise UnsupportedError(
                f"{node.name()}: one of the variables needed for gradient computation has been modified by an inplace "
                f"operation: a {self.tensor.dtype} tensor of shape {tuple(self.tensor.shape)} is at version {now}; "
                f"expected version {self.version} instead; compute a new tensor, or clone() before writing"
            )
        return as_output(self.tensor, node, self.number) if self.number >= 0 else self.tensor


class Packed(NamedTuple):
    """What the first hook of `saved_tensors_hooks` has returned, and how to get the tensor back."""

    value: Any
    unpack: Callable[[Any], Any]
    edge: "Edge | None"
    number: int

    def restore(self, node: "Node") -> "Tensor":
        """Return the tensor that the second hook gives, with the history of the one that was saved."""
        tensor: Tensor = self.unpack(self.value)
        if self.number >= 0:
            return as_output(tensor, node, self.number)
        if self.edge is None:
            return tensor
        leaf: Tensor | None = getattr(self.edge.node, "variable", None)
        return as_output(tensor, self.edge.node, self.edge.number) if leaf is None else leaf


Record = Saved | Packed | None


def packed(tensor: "Tensor", outputs: "Sequence[Tensor]", edge_of: "Callable[[Tensor], Edge]") -> Saved | Packed:
    """Return the record of a tensor; an output is kept without its history, which would be a cycle."""
    number = -1
    for i, output in enumerate(outputs):
        if output is tensor:
            number = i
            break
    if setting.saved_hooks is not None and not tensor.is_wrapped_number:
        pack, unpack = setting.saved_hooks
        edge = edge_of(tensor) if number < 0 and tensor.needs_grad else None
        return Packed(pack(tensor.detach()), unpack, edge, number)
    return Saved(tensor if number < 0 else tensor.detach(), tensor.strided.storage.version, number)


def as_output(tensor: "Tensor", node: "Node", number: int) -> "Tensor":
    """Return a tensor with the same elements that counts as an output of a node; while forward runs, it is none yet."""
    if node.outputs:
        tensor = tensor.detach()
        tensor.set_history(node, number)
    return tensor
