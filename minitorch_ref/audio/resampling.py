"""The same sound with another number of samples a second."""

import math

from minitorch_ref.dtypes import float64
from minitorch_ref.errors import ArgumentError
from minitorch_ref.functions.matmul import matmul
from minitorch_ref.functions.padding import pad
from minitorch_ref.functions.selection import where
from minitorch_ref.functions.trigonometry import cos, sin
from minitorch_ref.tensors.factories import arange, ones_like
from minitorch_ref.tensors.tensor import Tensor

__all__ = ["resample", "sinc_kernel"]


def sinc_kernel(orig: int, new: int, lowpass_filter_width: int, rolloff: float) -> tuple[Tensor, int]:
    """Return for each of `new` samples how much each sample around it counts.

    Between its samples a sound is a sum of sines over their angles; those are cut off by a Hann window after
    `lowpass_filter_width` zero crossings, and stretched so far that no frequency above `rolloff` times the half of the
    smaller rate remains. From J. O. Smith, "Digital Audio Resampling", https://ccrma.stanford.edu/~jos/resample.

    Args:
        orig: the old rate, without common factors with the new one.
        new: the new rate.
        lowpass_filter_width: zero crossings on each side.
        rolloff: where the filter ends, as a part of the greatest frequency.

    Returns: (new, orig + 2 * width), float64; and the width, how many samples before the first it reaches.
    """
    base = min(orig, new) * rolloff
    width = math.ceil(lowpass_filter_width * orig / base)
    place = arange(-width, width + orig, dtype=float64).unsqueeze(0) / orig
    moment = arange(new, dtype=float64).unsqueeze(1) / new
    t = ((place - moment) * base).clamp(min=-lowpass_filter_width, max=lowpass_filter_width)
    window = cos(t * (math.pi / lowpass_filter_width / 2)).square()
    angle = t * math.pi
    sinc = where(angle == 0, ones_like(angle), sin(angle) / where(angle == 0, ones_like(angle), angle))
    return sinc * window * (base / orig), width


def resample(
    waveform: Tensor,
    orig_freq: int,
    new_freq: int,
    lowpass_filter_width: int = 6,
    rolloff: float = 0.99,
    resampling_method: str = "sinc_interp_hann",
) -> Tensor:
    """Return a sound at another rate.

    Args:
        waveform: (..., time), floating point.
        orig_freq: its samples per second.
        new_freq: those wanted.
        lowpass_filter_width: more is sharper and slower.
        rolloff: where the filter ends, as a part of the greatest frequency.
        resampling_method: only "sinc_interp_hann".

    Returns: (..., ceil(time * new_freq / orig_freq)).
    Raises: ArgumentError (a ValueError) for rates that are no positive whole numbers, or another method.
    """
    if orig_freq <= 0 or new_freq <= 0 or orig_freq != int(orig_freq) or new_freq != int(new_freq):
        raise ArgumentError(f"resample: rates are positive whole numbers, got {orig_freq} and {new_freq}")
    if resampling_method != "sinc_interp_hann":
        raise ArgumentError(f'resample: the method is "sinc_interp_hann", got {resampling_method!r}')
    if orig_freq == new_freq:
        return waveform
    common = math.gcd(int(orig_freq), int(new_freq))
    orig, new = int(orig_freq) // common, int(new_freq) // common
    kernel, width = sinc_kernel(orig, new, lowpass_filter_width, rolloff)
    length = waveform.shape[-1]
    pieces = pad(waveform, (width, width + orig)).unfold(-1, 2 * width + orig, orig)
    out = matmul(pieces, kernel.to(waveform.dtype).t()).flatten(-2)
    return out[..., : math.ceil(new * length / orig)]
