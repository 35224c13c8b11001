"""What a leaf does with a gradient that arrives."""

from typing import TYPE_CHECKING

from minitorch_ref.autograd.modes import setting
from minitorch_ref.backends.selection import backend_of
from minitorch_ref.functions import dispatch

if TYPE_CHECKING:
    from minitorch_ref.tensors.tensor import Tensor

__all__ = ["accumulate", "copied_like"]


def accumulate(leaf: "Tensor", grad: "Tensor") -> None:
    """Add a gradient to `leaf.grad`, which is None before the first one.

    Others may hold `grad` too: it must not change, neither now nor when more is added. A sum that nobody is going to
    differentiate (`setting.recording` is False) is made in place: whoever holds `leaf.grad` sees it grow. If it is
    recorded, the sum is a new tensor.

    Args:
        leaf: the tensor that receives.
        grad: of its shape and element type; it may be a view, in which several elements lie at one place.
    """
    if leaf.grad is None:
        leaf.grad = copied_like(leaf, grad)
    elif setting.recording:
        leaf.grad = leaf.grad + grad
    else:
        leaf.grad += grad


def copied_like(leaf: "Tensor", grad: "Tensor") -> "Tensor":
    """Return a copy of a gradient; one without a history is laid out as its leaf."""
    if setting.recording:
        return grad.clone()
    copied = dispatch.like(leaf, leaf.dtype)
    backend_of(copied.strided).copy(copied.strided, grad.strided)
    return copied
