"""Parameter and Buffer: tensors that a module knows by the name they are assigned to."""

from typing import Any

from minitorch_ref.tensors import factories
from minitorch_ref.tensors.tensor import Tensor

__all__ = ["Buffer", "Parameter"]


class Named(Tensor):
    """What parameters and buffers have in common: whatever is made from one is a plain tensor."""

    def detach(self) -> Tensor:
        """Return a plain tensor on the same storage that is no part of the graph."""
        return Tensor(self.strided)


class Learned(Named):
    """How a parameter is printed, copied and pickled."""

    def __repr__(self) -> str:
        shown = self.detach()
        shown.requires_grad = self.requires_grad
        return f"Parameter containing:\n{shown!r}"

    def __deepcopy__(self, memo: dict[int, Any]) -> "Parameter":
        copied: Parameter = memo.get(id(self)) or Parameter(self.detach().clone(), self.requires_grad)
        memo[id(self)] = copied
        return copied

    def __reduce__(self) -> Any:
        return Parameter, (self.detach(), self.requires_grad)


class Parameter(Learned):
    """A tensor that a module learns: assigned to an attribute of a Module, it is listed among its parameters.

    Args:
        data: any tensor; the parameter shares its storage, `data.strided`, and is a leaf of the graph. By default an
            empty one.
        requires_grad: whether `backward` fills its `grad`.

    Raises: RuntimeError if gradients are wanted of integers or booleans.
    """

    def __init__(self, data: Tensor | None = None, requires_grad: bool = True) -> None:
        """Make a tensor on the storage of `data`."""
        source = factories.empty(0) if data is None else data
        super().__init__(source.strided)
        self.requires_grad = requires_grad


class Buffer(Named):
    """A tensor that a module keeps but does not learn, such as a running mean.

    Args:
        data: any tensor; the buffer shares its storage. By default an empty one.
        persistent: whether it is part of the module's `state_dict`.
    """

    persistent: bool

    def __init__(self, data: Tensor | None = None, *, persistent: bool = True) -> None:
        super().__init__((factories.empty(0) if data is None else data).strided)
        self.persistent = persistent
