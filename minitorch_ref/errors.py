"""Every error the framework raises.

    MiniTorchError
    ├── ShapeError            also RuntimeError    sizes that do not fit an operation
    ├── DimensionError        also IndexError      an axis or an index out of range
    ├── DTypeError            also TypeError       a value of a type that has no place in a tensor
    ├── GradcheckError        also RuntimeError    derivatives that finite differences contradict
    ├── UnsupportedError      also RuntimeError    an operation that a dtype or a tensor does not have
    ├── DeviceError           also RuntimeError    a device that is not there, or tensors on different ones
    │   └── OutOfMemoryError                       memory of a device that is used up
    ├── StateError            also RuntimeError    a state dict that does not fit a module
    ├── ArgumentError         also ValueError      an argument of the right type with an impossible value
    ├── CudaError             also RuntimeError    a kernel, a launch or an allocation that a GPU cannot run
    ├── DataError             also RuntimeError    a data set or a file of it that is missing or damaged
    ├── DownloadError         also OSError         a file that could not be fetched
    └── LoadError             also UnpicklingError a saved file that is damaged, or holds more than plain data

Each is also the built-in error that PyTorch raises in the same place, so `except RuntimeError` written for torch
catches it. A message names the operation, the rule, the values and, where there is one, the way out.
"""

from pickle import UnpicklingError

__all__ = [
    "ArgumentError",
    "CudaError",
    "DTypeError",
    "DataError",
    "DeviceError",
    "DimensionError",
    "DownloadError",
    "GradcheckError",
    "LoadError",
    "MiniTorchError",
    "OutOfMemoryError",
    "ShapeError",
    "StateError",
    "UnsupportedError",
]


class MiniTorchError(Exception):
    """The root of every error raised on purpose."""


class ShapeError(MiniTorchError, RuntimeError):
    """Sizes that do not fit an operation."""


class DimensionError(MiniTorchError, IndexError):
    """An axis or an index out of range."""


class DTypeError(MiniTorchError, TypeError):
    """A value of a type that has no place in a tensor or an index."""


class UnsupportedError(MiniTorchError, RuntimeError):
    """An operation that this dtype or this tensor does not have."""


class DeviceError(MiniTorchError, RuntimeError):
    """A device that is not there, or tensors on different devices."""


class OutOfMemoryError(DeviceError):
    """Memory of a device that is used up."""


class GradcheckError(MiniTorchError, RuntimeError):
    """Derivatives that finite differences contradict."""


class StateError(MiniTorchError, RuntimeError):
    """A state dict that does not fit a module."""


class ArgumentError(MiniTorchError, ValueError):
    """An argument of the right type with an impossible value."""


class CudaError(MiniTorchError, RuntimeError):
    """A kernel, a launch or an allocation that a GPU cannot run."""


class DataError(MiniTorchError, RuntimeError):
    """A data set, or a file of it, that is missing or damaged."""


class DownloadError(MiniTorchError, OSError):
    """A file that could not be fetched."""


class LoadError(MiniTorchError, UnpicklingError):
    """A saved file that is damaged, or holds more than tensors and plain containers."""
