"""Writing tensors to files and reading them back, without executing anything. Knows tensors; knows no model."""

from minitorch_ref.serialization.files import load, save

__all__ = ["load", "save"]
