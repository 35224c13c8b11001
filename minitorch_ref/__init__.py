"""A small PyTorch to read: the same names, the same arguments, the same semantics."""

from minitorch_ref import shapes
from minitorch_ref.shapes import broadcast_shapes

__all__ = ["broadcast_shapes", "shapes"]
