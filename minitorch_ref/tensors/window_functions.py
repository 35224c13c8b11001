"""Window functions: numbers that fade a piece of a signal in and out before its spectrum is taken."""

import math
from typing import TYPE_CHECKING

import numpy as np

from minitorch_ref import dtypes
from minitorch_ref.dtypes import DType
from minitorch_ref.errors import UnsupportedError
from minitorch_ref.storage import Device
from minitorch_ref.tensors.factories import leaf, of_array

if TYPE_CHECKING:
    from minitorch_ref.tensors.tensor import Tensor

__all__ = ["hamming_window", "hann_window"]


def hamming_window(
    window_length: int,
    periodic: bool = True,
    alpha: float = 0.54,
    beta: float = 0.46,
    *,
    dtype: DType | None = None,
    device: Device | str | None = None,
) -> "Tensor":
    """Return a window of Hamming's form: alpha - beta * cos(2 pi i / n).

    Args:
        window_length: the number of samples.
        periodic: whether n is `window_length`, so that shifted windows add up evenly, instead of one less.
        alpha: the mean of the window.
        beta: how far it goes up and down.
        dtype: a floating type, by default float32.
        device: there is only "cpu".
    """
    if window_length < 0:
        raise UnsupportedError(f"hamming_window: the length must not be negative, got {window_length}")
    places = np.arange(window_length) / max(window_length if periodic else window_length - 1, 1)
    window = alpha - beta * np.cos(2 * math.pi * places) if window_length > 1 else np.ones(window_length)
    return leaf(of_array(window.astype(dtypes.chosen(dtype, dtypes.float32).numpy)), False, device)


def hann_window(
    window_length: int, periodic: bool = True, *, dtype: DType | None = None, device: Device | str | None = None
) -> "Tensor":
    """Return a window that rises from 0 to 1 and falls again: (1 - cos(2 pi i / n)) / 2; see `hamming_window`."""
    return hamming_window(window_length, periodic, 0.5, 0.5, dtype=dtype, device=device)
