"""Tools around training, under the names of torch.utils. Knows tensors; knows no model."""

from minitorch_ref.utils import checkpoint, data

__all__ = ["checkpoint", "data"]
