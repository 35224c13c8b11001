"""Layers that only change the shape."""

from minitorch_ref.functions import reshaping
from minitorch_ref.nn.module import Module
from minitorch_ref.tensors.tensor import Tensor

__all__ = ["Flatten", "Unflatten"]


class Flatten(Module):
    """Makes the axes from `start_dim` to `end_dim` one; by default all but the first, the batch."""

    def __init__(self, start_dim: int = 1, end_dim: int = -1) -> None:
        super().__init__()
        self.start_dim = start_dim
        self.end_dim = end_dim

    def forward(self, input: Tensor) -> Tensor:
        """(N, C, H, W) -> (N, C * H * W) with the default axes."""
        return reshaping.flatten(input, self.start_dim, self.end_dim)

    def extra_repr(self) -> str:
        """Return the axes."""
        return f"start_dim={self.start_dim}, end_dim={self.end_dim}"


class Unflatten(Module):
    """Splits the axis `dim` into axes of the sizes `unflattened_size`."""

    def __init__(self, dim: int, unflattened_size: tuple[int, ...]) -> None:
        super().__init__()
        self.dim = dim
        self.unflattened_size = unflattened_size

    def forward(self, input: Tensor) -> Tensor:
        """(N, C * H * W) -> (N, C, H, W) with dim=1 and the sizes (C, H, W)."""
        return reshaping.unflatten(input, self.dim, self.unflattened_size)

    def extra_repr(self) -> str:
        """Return the axis and its sizes."""
        return f"dim={self.dim}, unflattened_size={self.unflattened_size}"
