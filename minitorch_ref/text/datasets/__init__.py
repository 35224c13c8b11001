"""Texts: one that comes with Python, and the small ones everybody starts with. Knows the files; knows no model."""

from minitorch_ref.text.datasets.names import Names
from minitorch_ref.text.datasets.python_docs import PythonDocs
from minitorch_ref.text.datasets.shakespeare import TinyShakespeare
from minitorch_ref.text.datasets.sst2 import SST2

__all__ = ["SST2", "Names", "PythonDocs", "TinyShakespeare"]
