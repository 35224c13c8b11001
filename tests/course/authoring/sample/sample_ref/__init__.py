"""A framework of two exercises; see sample_ref.inner.numbers."""

from sample_ref import inner
from sample_ref.inner import numbers
from sample_ref.inner.numbers import Tally, clipped

__all__ = ["Tally", "clipped", "inner", "numbers"]
