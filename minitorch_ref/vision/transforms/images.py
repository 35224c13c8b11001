"""An image is a tensor (..., h, w) or, in place of PIL's images, a NumPy array (h, w) or (h, w, channels)."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from minitorch_ref.errors import DTypeError, ShapeError
from minitorch_ref.tensors.factories import from_numpy
from minitorch_ref.tensors.tensor import Tensor

__all__ = ["Image", "as_planes", "on_planes", "size_of"]

Image = Tensor | NDArray[Any]


def as_planes(image: Image) -> Tensor:
    """Return an image as a tensor whose last axes are height and width."""
    if isinstance(image, np.ndarray):
        if image.ndim not in (2, 3):
            raise ShapeError(f"an image as an array is (h, w) or (h, w, channels), got {image.shape}")
        planes = image if image.ndim == 2 else np.moveaxis(image, -1, 0)
        return from_numpy(np.ascontiguousarray(planes))
    if not isinstance(image, Tensor):
        raise DTypeError(f"an image is a tensor or a NumPy array, got {type(image).__name__}")
    if image.dim() < 2:
        raise ShapeError(f"an image as a tensor is (..., h, w), got {tuple(image.shape)}")
    return image


def on_planes(image: Image, change: Callable[[Tensor], Tensor]) -> Any:
    """Apply a function of tensors (..., h, w) to an image of either kind; the result is of the same kind."""
    changed = change(as_planes(image))
    if isinstance(image, Tensor):
        return changed
    array = changed.numpy()
    return np.ascontiguousarray(array if array.ndim == 2 else np.moveaxis(array, 0, -1))


def size_of(image: Image) -> tuple[int, int]:
    """Return the height and the width of an image."""
    height, width = as_planes(image).shape[-2:]
    return height, width
