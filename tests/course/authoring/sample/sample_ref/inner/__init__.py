"""Where the numbers are."""

from sample_ref.inner import numbers

__all__ = ["numbers"]
