"""Pictures: data sets of images. Knows tensors; knows no model."""

from minitorch_ref.vision.digits import load_digits

__all__ = ["load_digits"]
