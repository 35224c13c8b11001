"""Dropout layers."""

from minitorch_ref.errors import ArgumentError
from minitorch_ref.functions import dropout
from minitorch_ref.nn.module import Module
from minitorch_ref.tensors.tensor import Tensor

__all__ = ["AlphaDropout", "Dropout", "Dropout1d", "Dropout2d"]


class DropoutNd(Module):
    """What the dropout layers have in common."""

    def __init__(self, p: float = 0.5, inplace: bool = False) -> None:
        super().__init__()
        if not 0 <= p <= 1:
            raise ArgumentError(f"dropout probability has to be between 0 and 1, but got {p}")
        self.p = p
        self.inplace = inplace

    def extra_repr(self) -> str:
        """Return the probability."""
        return f"p={self.p}, inplace={self.inplace}"


class Dropout(DropoutNd):
    """While training, sets each element to 0 with probability p and divides the others by 1 - p.

    Args:
        p: the probability.
        inplace: accepted; the result is always a new tensor.

    Source: Srivastava et al., 2014.
    """

    def forward(self, input: Tensor) -> Tensor:
        """Any shape; the same shape."""
        return dropout.dropped(input, self.p, self.training)


class Dropout1d(DropoutNd):
    """While training, sets whole channels of (N, C, L) to 0."""

    def forward(self, input: Tensor) -> Tensor:
        """(N, C, L) -> (N, C, L)."""
        return dropout.dropout1d(input, self.p, self.training)


class Dropout2d(DropoutNd):
    """While training, sets whole channels of (N, C, H, W) to 0."""

    def forward(self, input: Tensor) -> Tensor:
        """(N, C, H, W) -> (N, C, H, W)."""
        return dropout.dropout2d(input, self.p, self.training)


class AlphaDropout(DropoutNd):
    """While training, sets elements to selu's lowest value, keeping mean and variance (Klambauer et al., 2017)."""

    def forward(self, input: Tensor) -> Tensor:
        """Any shape; the same shape."""
        return dropout.alpha_dropout(input, self.p, self.training)
