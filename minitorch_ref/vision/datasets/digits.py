"""Handwritten digits: the data set that comes with scikit-learn, so that nothing has to be fetched."""

from collections.abc import Callable
from typing import Any

import numpy as np

from minitorch_ref import dtypes
from minitorch_ref.tensors.factories import from_numpy, tensor
from minitorch_ref.tensors.tensor import Tensor
from minitorch_ref.vision.datasets.labelled import LabelledImages

__all__ = ["Digits", "load_digits"]

TRAINING = 1437  # four fifths of 1,797


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


class Digits(LabelledImages):
    """The digits of `load_digits` as labelled images: 1,437 to train with and 360 to test with, 8 x 8, ink is 255.

    Which is which was drawn once: the same images are held out on every machine.

    Args:
        train: whether to take the training images instead of the test images.
        transform: applied to every image that is asked for.
        target_transform: applied to every label.
    """

    classes = ("0", "1", "2", "3", "4", "5", "6", "7", "8", "9")

    def __init__(
        self,
        train: bool = True,
        transform: Callable[[Any], Any] | None = None,
        target_transform: Callable[[Any], Any] | None = None,
    ) -> None:
        self.train = train
        images, labels = (part.numpy() for part in load_digits())
        order = np.random.Generator(np.random.PCG64(0)).permutation(len(images))
        mine = order[:TRAINING] if train else order[TRAINING:]
        ink = np.round(images[mine] * (255 / 16)).astype(np.uint8)
        super().__init__(from_numpy(ink), from_numpy(labels[mine]), transform, target_transform)
