"""How often a classifier is right, and which classes it takes for which."""

from minitorch_ref.errors import DimensionError, ShapeError
from minitorch_ref.functions.encoding import bincount
from minitorch_ref.tensors.tensor import Tensor

__all__ = ["confusion_matrix"]


def confusion_matrix(predicted: Tensor, target: Tensor, num_classes: int) -> Tensor:
    """Count how often each class was taken for each.

    Args:
        predicted: (n,), int64, what a classifier says of n examples, from 0 to num_classes - 1.
        target: (n,), int64, what they are.
        num_classes: how many classes there are, whether all of them occur or not.

    Returns: (num_classes, num_classes), int64. Row i, column j: how many examples of class i were called j. So the
        diagonal holds what is right, a row sums to the examples of a class, and all together to n, which may be 0.

    Raises:
        ShapeError: (a RuntimeError) if the shapes differ or are not (n,).
        DimensionError: (an IndexError) if a class is below 0 or not below num_classes.
    """
    if predicted.shape != target.shape or target.dim() != 1:
        raise ShapeError(
            "confusion_matrix: takes one prediction for each target, (n,) and (n,), "
            f"got {tuple(predicted.shape)} and {tuple(target.shape)}; take argmax(1) of scores first"
        )
    for name, classes in (("predicted", predicted), ("target", target)):
        if ((classes < 0) | (classes >= num_classes)).any():
            raise DimensionError(f"confusion_matrix: {name} classes must be from 0 to {num_classes - 1}")
    pairs = target * num_classes + predicted
    return bincount(pairs, minlength=num_classes**2).reshape(num_classes, num_classes)
