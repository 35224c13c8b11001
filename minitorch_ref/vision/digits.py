"""Handwritten digits: the data set that comes with scikit-learn, so that nothing has to be fetched."""

from minitorch_ref import dtypes
from minitorch_ref.tensors.factories import tensor
from minitorch_ref.tensors.tensor import Tensor

__all__ = ["load_digits"]


def load_digits() -> tuple[Tensor, Tensor]:
    """Return 1,797 handwritten digits and what they are.

    Returns:
        images: (1797, 8, 8), float32, ink from 0 (white) to 16 (black).
        labels: (1797,), int64, from 0 to 9.

    From E. Alpaydin and C. Kaynak, Optical Recognition of Handwritten Digits, UCI Machine Learning Repository, 1998.
    """
    from sklearn import datasets  # takes a second, so only who wants the digits pays for it

    digits = datasets.load_digits()
    return tensor(digits.images, dtype=dtypes.float32), tensor(digits.target, dtype=dtypes.int64)
