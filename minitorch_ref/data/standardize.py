"""Give every column of a table the same unit: its own spread."""

from minitorch_ref.tensors import Tensor

__all__ = ["standardize"]


def standardize(train: Tensor, test: Tensor, min_std: float = 1.0) -> tuple[Tensor, Tensor]:
    """Return two tables measured by the mean and the spread of each column of the first.

    The mean m[j] and the standard deviation s[j] of column j come from `train` alone; s[j] is the square root of the
    mean of the squared deviations over all n rows. A column that varies less than `min_std` counts as varying that
    much, so that a nearly constant column is not blown up.

    Args:
        train: (n, d), floating point, at least one row.
        test: (m, d), any number of rows.
        min_std: the least spread to divide by, above 0, in the unit of the columns.

    Returns: (x - m) / max(s, min_std) of both tables, (n, d) and (m, d); new tensors, the inputs stay as they are.
    """
    mean = train.mean(dim=0)
    std = train.std(dim=0, correction=0).clamp(min=min_std)
    return (train - mean) / std, (test - mean) / std
