"""What is done to an image before a model sees it. Works on tensors (..., h, w) and on NumPy arrays (h, w[, c])."""

from minitorch_ref.vision.transforms import functional
from minitorch_ref.vision.transforms.geometry import (
    CenterCrop,
    RandomCrop,
    RandomHorizontalFlip,
    RandomRotation,
    Resize,
)
from minitorch_ref.vision.transforms.pixels import Compose, Lambda, Normalize, ToTensor
from minitorch_ref.vision.transforms.resampling import InterpolationMode

__all__ = [
    "CenterCrop",
    "Compose",
    "InterpolationMode",
    "Lambda",
    "Normalize",
    "RandomCrop",
    "RandomHorizontalFlip",
    "RandomRotation",
    "Resize",
    "ToTensor",
    "functional",
]
