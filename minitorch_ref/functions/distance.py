"""Distances between points."""

from minitorch_ref.tensors import Tensor

__all__ = ["squared_distances"]


def squared_distances(x: Tensor, y: Tensor) -> Tensor:
    """Return the squared Euclidean distance of every row of x to every row of y.

    Args:
        x: (n, d), floating point.
        y: (m, d), floating point.

    Returns: (n, m); element (i, j) is the sum over k of (x[i, k] - y[j, k]) squared.
    """
    return ((x.unsqueeze(1) - y.unsqueeze(0)) ** 2).sum(dim=-1)
