"""Classify by looking up the most similar known example."""

from minitorch_ref.functions import distance
from minitorch_ref.functions.joining import cat
from minitorch_ref.tensors import Tensor

__all__ = ["nearest_labels"]


def nearest_labels(x: Tensor, train: Tensor, labels: Tensor, rows: int = 32) -> Tensor:
    """Return for each row of x the label of the row of `train` nearest to it.

    Distances come from `distance.squared_distances`, which is given at most `rows` rows of x at a time, in order, with
    the whole of `train`: so the memory needed grows with `rows`, not with n.

    Args:
        x: (n, d), floating point, at least one row.
        train: (m, d), at least one row.
        labels: (m,), int64; labels[j] belongs to train[j].
        rows: how many rows of x to compare at once, at least 1.

    Returns: (n,), int64. Where several rows of `train` are equally near, the first of them counts.
    """
    nearest = []
    for start in range(0, x.shape[0], rows):
        distances = distance.squared_distances(x[start : start + rows], train)
        nearest.append(distances.argmin(dim=1))
    return labels[cat(nearest)]
