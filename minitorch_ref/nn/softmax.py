"""Softmax and its relatives as layers."""

from collections.abc import Callable
from typing import ClassVar

from minitorch_ref.functions import softmax
from minitorch_ref.nn.module import Module
from minitorch_ref.tensors.tensor import Tensor

__all__ = ["LogSoftmax", "Softmax", "Softmax2d", "Softmin"]


class Softmax(Module):
    """exp(x) divided by its sum along an axis."""

    function: ClassVar[Callable[..., Tensor]] = staticmethod(softmax.softmax)

    def __init__(self, dim: int | None = None) -> None:
        super().__init__()
        self.dim = dim

    def forward(self, input: Tensor) -> Tensor:
        """Any shape; the same shape. Without `dim`, PyTorch's older rule: axis 0 of 0, 1 or 3 axes, else axis 1."""
        dim = (0 if input.dim() in (0, 1, 3) else 1) if self.dim is None else self.dim
        return type(self).function(input, dim)

    def extra_repr(self) -> str:
        """Return the axis."""
        return f"dim={self.dim}"


class LogSoftmax(Softmax):
    """The logarithm of softmax."""

    function = staticmethod(softmax.log_softmax)


class Softmin(Softmax):
    """The softmax of -x."""

    function = staticmethod(softmax.softmin)


class Softmax2d(Module):
    """The softmax over the channels of (N, C, H, W)."""

    def forward(self, input: Tensor) -> Tensor:
        """(N, C, H, W) -> (N, C, H, W)."""
        return softmax.softmax(input, -3)
