"""The mel scale: pitch as people hear it, and few broad filters instead of many narrow frequencies."""

import math

from minitorch_ref.errors import ArgumentError
from minitorch_ref.functions.exponential import exp
from minitorch_ref.functions.extremes import maximum, minimum
from minitorch_ref.functions.powers import pow
from minitorch_ref.functions.selection import where
from minitorch_ref.tensors.factories import linspace, zeros
from minitorch_ref.tensors.tensor import Tensor

__all__ = ["hz_to_mel", "mel_to_hz", "melscale_fbanks"]

LINEAR_STEP = 200 / 3  # Slaney: Hz per mel below 1000 Hz
LOG_START = 1000.0
LOG_STEP = math.log(6.4) / 27


def hz_to_mel(freq: float, mel_scale: str = "htk") -> float:
    """Return the pitch of a frequency.

    "htk" is 2595 log10(1 + f / 700) (D. O'Shaughnessy, Speech Communication, 1987; S. Young et al., The HTK Book);
    "slaney" is linear up to 1000 Hz and logarithmic above (M. Slaney, Auditory Toolbox, 1998).
    """
    if mel_scale == "htk":
        return 2595.0 * math.log10(1.0 + freq / 700.0)
    if mel_scale != "slaney":
        raise ArgumentError(f'mel_scale is "htk" or "slaney", got {mel_scale!r}')
    if freq < LOG_START:
        return freq / LINEAR_STEP
    return LOG_START / LINEAR_STEP + math.log(freq / LOG_START) / LOG_STEP


def mel_to_hz(mels: Tensor, mel_scale: str = "htk") -> Tensor:
    """Return the frequencies of pitches; undoes `hz_to_mel`."""
    if mel_scale == "htk":
        return (pow(10.0, mels / 2595.0) - 1.0) * 700.0
    if mel_scale != "slaney":
        raise ArgumentError(f'mel_scale is "htk" or "slaney", got {mel_scale!r}')
    start = LOG_START / LINEAR_STEP
    return where(mels < start, mels * LINEAR_STEP, exp((mels - start) * LOG_STEP) * LOG_START)


def melscale_fbanks(
    n_freqs: int,
    f_min: float,
    f_max: float,
    n_mels: int,
    sample_rate: int,
    norm: str | None = None,
    mel_scale: str = "htk",
) -> Tensor:
    """Return triangular filters whose peaks are evenly spaced in pitch.

    Filter m rises from 0 at peak m - 1 to 1 at peak m and falls to 0 at peak m + 1. `power.T @ filters` is then the
    mel spectrum.

    Args:
        n_freqs: the number of frequencies, from 0 to sample_rate // 2.
        f_min: where the first filter begins, in Hz.
        f_max: where the last one ends.
        n_mels: the number of filters.
        sample_rate: samples per second.
        norm: "slaney" to give every filter the same area, or None.
        mel_scale: "htk" or "slaney".

    Returns: (n_freqs, n_mels), float32.
    """
    if norm not in (None, "slaney"):
        raise ArgumentError(f'melscale_fbanks: norm is None or "slaney", got {norm!r}')
    freqs = linspace(0, sample_rate // 2, n_freqs)
    points = mel_to_hz(linspace(hz_to_mel(f_min, mel_scale), hz_to_mel(f_max, mel_scale), n_mels + 2), mel_scale)
    steps = points[1:] - points[:-1]
    distances = points.unsqueeze(0) - freqs.unsqueeze(1)
    rising, falling = -distances[:, :-2] / steps[:-1], distances[:, 2:] / steps[1:]
    filters = maximum(zeros(1), minimum(rising, falling))
    return filters * (2.0 / (points[2:] - points[:-2])) if norm == "slaney" else filters
