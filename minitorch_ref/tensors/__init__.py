"""Tensor: a view on a storage. Knows how tensors are made, indexed and printed; computes only through functions."""

from minitorch_ref import lazy
from minitorch_ref.tensors.tensor import Tensor

__all__ = ["Tensor"]

__getattr__ = lazy.submodules(__name__)
