"""What frequencies a sound has from moment to moment."""

from minitorch_ref.errors import ArgumentError
from minitorch_ref.functions import padding
from minitorch_ref.functions.stft import stft
from minitorch_ref.tensors.tensor import Tensor
from minitorch_ref.tensors.window_functions import hann_window

__all__ = ["hann_window", "spectrogram"]


def spectrogram(
    waveform: Tensor,
    pad: int,
    window: Tensor,
    n_fft: int,
    hop_length: int,
    win_length: int,
    power: float | None,
    normalized: bool | str,
    center: bool = True,
    pad_mode: str = "reflect",
    onesided: bool = True,
) -> Tensor:
    """Return the strength of each frequency in overlapping pieces of a sound.

    Args:
        waveform: (..., time), floating point.
        pad: zeros to put at both ends first.
        window: (win_length,), multiplied with each piece.
        n_fft: the length of a piece; a shorter window stands in its middle.
        hop_length: how far the next piece is.
        win_length: the length of the window.
        power: 1 for the magnitude, 2 for its square, ...; None for complex numbers.
        normalized: whether to divide by the root of the sum of the squared window (True, "window") or of the length of
            a piece ("frame_length").
        center: whether piece t is centred at sample t * hop_length, for which both ends are extended.
        pad_mode: how the ends are extended: "reflect", "constant", ..., see `nn.functional.pad`.
        onesided: whether to leave out the negative frequencies, which mirror the positive ones.

    Returns: (..., n_fft // 2 + 1, pieces), frequency k is k * sample_rate / n_fft; n_fft of them if not onesided.
    Raises: ArgumentError (a ValueError) for another `normalized`; UnsupportedError (a RuntimeError) if the sound is
        too short, or the window does not fit into a piece.
    """
    if normalized not in (True, False, "window", "frame_length"):
        raise ArgumentError(f'spectrogram: normalized is True, False, "window" or "frame_length", got {normalized!r}')
    signal = padding.pad(waveform, (pad, pad)) if pad > 0 else waveform
    spectra = stft(
        signal.reshape(-1, signal.shape[-1]),
        n_fft,
        hop_length,
        win_length,
        window.to(waveform.dtype),
        center,
        pad_mode,
        normalized == "frame_length",
        onesided,
        return_complex=True,
    )
    spectra = spectra.reshape(*waveform.shape[:-1], *spectra.shape[-2:])
    if normalized in (True, "window"):
        spectra = spectra / window.square().sum().sqrt().to(waveform.dtype)
    if power is None:
        return spectra
    return spectra.abs() if power == 1 else spectra.abs().pow(power)
