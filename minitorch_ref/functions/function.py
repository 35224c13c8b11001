"""What every operation is: a class with a `forward`."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from minitorch_ref.tensors.tensor import Tensor

__all__ = ["Context", "Function"]


class Context:
    """What one call of an operation remembers; `forward` may set attributes on it."""


class Function:
    """One operation. Subclasses give `forward(ctx, *inputs)`, which returns a new tensor or a view of an input."""

    forward: ClassVar[Callable[..., Any]]

    @classmethod
    def apply(cls, *inputs: Any) -> "Tensor":
        """Run the operation; every operation of the framework passes through here, and only here."""
        result: Tensor = cls.forward(Context(), *inputs)
        return result
