"""What the transforms compute, under the names of torchaudio.functional."""

import math
from collections.abc import Sequence
from typing import Any

from minitorch_ref.audio.masking import mask_along_axis, mask_along_axis_iid
from minitorch_ref.audio.mel import melscale_fbanks
from minitorch_ref.audio.resampling import resample
from minitorch_ref.audio.spectrum import spectrogram
from minitorch_ref.dtypes import float64
from minitorch_ref.errors import ArgumentError
from minitorch_ref.functions.exponential import log10
from minitorch_ref.functions.extremes import maximum
from minitorch_ref.functions.trigonometry import cos
from minitorch_ref.tensors.factories import arange
from minitorch_ref.tensors.tensor import Tensor

__all__ = [
    "amplitude_to_DB",
    "create_dct",
    "edit_distance",
    "mask_along_axis",
    "mask_along_axis_iid",
    "melscale_fbanks",
    "resample",
    "spectrogram",
]


def amplitude_to_DB(  # noqa: N802  torchaudio's name
    x: Tensor, multiplier: float, amin: float, db_multiplier: float, top_db: float | None = None
) -> Tensor:
    """Return a spectrogram in decibels: multiplier * (log10(max(x, amin)) - db_multiplier).

    Args:
        x: (..., freq, time).
        multiplier: 10 for power, 20 for magnitude.
        amin: the least value taken seriously.
        db_multiplier: log10 of the value that is 0 dB.
        top_db: how far below the loudest place of the same sound, (channels, freq, time), to cut; None for not at all.
    """
    decibels = multiplier * (log10(x.clamp(min=amin)) - db_multiplier)
    if top_db is None:
        return decibels
    dims = tuple(range(-min(x.dim(), 3), 0))
    return maximum(decibels, decibels.amax(dim=dims, keepdim=True) - top_db)


def create_dct(n_mfcc: int, n_mels: int, norm: str | None) -> Tensor:
    """Return the matrix of the cosine transform (DCT-II): entry (m, k) is 2 cos(pi k (m + 1/2) / n_mels).

    Args:
        n_mfcc: how many coefficients to keep.
        n_mels: the length of what is transformed.
        norm: "ortho" to make the columns orthonormal, or None.

    Returns: (n_mels, n_mfcc), float32, to be multiplied from the right.
    """
    if norm not in (None, "ortho"):
        raise ArgumentError(f'create_dct: norm is "ortho" or None, got {norm!r}')
    places, waves = arange(n_mels, dtype=float64) + 0.5, arange(n_mfcc, dtype=float64)
    dct = cos(places.unsqueeze(1) * waves.unsqueeze(0) * (math.pi / n_mels)) * 2
    if norm == "ortho":
        dct = dct * math.sqrt(1 / (2 * n_mels))
        dct[:, 0] = math.sqrt(1 / n_mels)
    return dct.float()


def edit_distance(seq1: Sequence[Any], seq2: Sequence[Any]) -> int:
    """Return how many insertions, deletions and replacements turn one sequence into the other.

    V. I. Levenshtein, "Binary codes capable of correcting deletions, insertions, and reversals", 1966; computed row by
    row (R. A. Wagner, M. J. Fischer, 1974).
    """
    row = list(range(len(seq2) + 1))
    for i, one in enumerate(seq1, 1):
        diagonal, row[0] = row[0], i
        for j, other in enumerate(seq2, 1):
            diagonal, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, diagonal + (one != other))
    return row[-1]
