"""Fourier transforms under PyTorch's names: `fft.rfft`, `fft.irfft`, `fft.fft`, `fft.ifft` and their frequencies."""

from typing import TYPE_CHECKING

import numpy as np

from minitorch_ref import dtypes
from minitorch_ref.dtypes import DType
from minitorch_ref.functions import dispatch
from minitorch_ref.functions.fourier import fft, ifft, irfft, rfft
from minitorch_ref.functions.tiling import roll
from minitorch_ref.shapes import normalize_dim

if TYPE_CHECKING:
    from minitorch_ref.tensors.tensor import Tensor

__all__ = ["fft", "fftfreq", "fftshift", "ifft", "ifftshift", "irfft", "rfft", "rfftfreq"]


def fftfreq(n: int, d: float = 1.0, *, dtype: DType | None = None) -> "Tensor":
    """Return the frequency, in cycles per unit of d, of each number of `fft` of n samples that are d apart."""
    return dispatch.of_values(np.fft.fftfreq(n, d).astype(dtypes.chosen(dtype, dtypes.float32).numpy))


def rfftfreq(n: int, d: float = 1.0, *, dtype: DType | None = None) -> "Tensor":
    """Return the frequency of each number of `rfft` of n samples that are d apart."""
    return dispatch.of_values(np.fft.rfftfreq(n, d).astype(dtypes.chosen(dtype, dtypes.float32).numpy))


def fftshift(input: "Tensor", dim: "int | tuple[int, ...] | None" = None) -> "Tensor":
    """Return the transform with frequency 0 moved to the middle of the axes `dim`, by default of all."""
    axes = shifted_axes(input, dim)
    return roll(input, [input.shape[axis] // 2 for axis in axes], axes)


def ifftshift(input: "Tensor", dim: "int | tuple[int, ...] | None" = None) -> "Tensor":
    """Undo `fftshift`."""
    axes = shifted_axes(input, dim)
    return roll(input, [-(input.shape[axis] // 2) for axis in axes], axes)


def shifted_axes(x: "Tensor", dim: "int | tuple[int, ...] | None") -> list[int]:
    """Return the axes as a list."""
    dims = range(x.dim()) if dim is None else (dim,) if isinstance(dim, int) else dim
    return [normalize_dim(axis, x.dim()) for axis in dims]
