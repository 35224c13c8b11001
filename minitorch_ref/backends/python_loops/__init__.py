"""The slow, obvious backend: three loops in plain Python, one element at a time."""

from minitorch_ref import lazy

__getattr__ = lazy.submodules(__name__)
