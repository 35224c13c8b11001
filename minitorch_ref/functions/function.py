"""What every operation is: a class with a `forward` and a `backward`, run and recorded by `apply`."""

from typing import TYPE_CHECKING

from minitorch_ref.autograd.function import Context, Function

if TYPE_CHECKING:
    from minitorch_ref.tensors.tensor import Tensor

__all__ = ["Context", "Function", "named"]


def named(result: "Tensor", name: str) -> "Tensor":
    """Return a result that an operation has just made under PyTorch's name for what the operation was used for."""
    if isinstance(result.node, Context):
        result.node.label = name
    return result
