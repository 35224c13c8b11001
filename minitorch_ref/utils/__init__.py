"""Tools around training, under the names of torch.utils. Knows tensors; knows no model."""

from minitorch_ref.utils import data

__all__ = ["data"]
