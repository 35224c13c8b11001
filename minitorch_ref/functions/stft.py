"""The short-time Fourier transform: a spectrum for each window of a signal, and the signal back from them."""

from typing import TYPE_CHECKING

from minitorch_ref.errors import UnsupportedError
from minitorch_ref.functions import fourier, padding, scatter
from minitorch_ref.functions.complex_numbers import view_as_real
from minitorch_ref.functions.strided import unfold

if TYPE_CHECKING:
    from minitorch_ref.tensors.tensor import Tensor

__all__ = ["istft", "overlap_add", "stft"]


def stft(
    input: "Tensor",
    n_fft: int,
    hop_length: int | None = None,
    win_length: int | None = None,
    window: "Tensor | None" = None,
    center: bool = True,
    pad_mode: str = "reflect",
    normalized: bool = False,
    onesided: bool | None = None,
    return_complex: bool | None = None,
) -> "Tensor":
    """Return the Fourier transform of windows of a signal, hop_length samples apart.

    Args:
        input: real or complex signal, (samples,) or (batch, samples).
        n_fft: samples of a window.
        hop_length: samples between the beginnings of windows, by default n_fft // 4.
        win_length: size of the window function, by default n_fft; it stands in the middle of a window.
        window: what each window is multiplied with, (win_length,); by default ones.
        center: whether window t is centred on sample t * hop_length; the signal is padded at both ends then.
        pad_mode: how, see `pad`.
        normalized: whether to divide by sqrt(n_fft).
        onesided: whether only the n_fft // 2 + 1 frequencies of a real signal are returned; by default for real ones.
        return_complex: complex numbers, or pairs (real, imaginary) in a last axis; must be given for a real signal.

    Returns: (batch, frequencies, windows), without the batch axis for one signal.

    Raises: UnsupportedError (a RuntimeError) if an argument does not fit.
    """
    known_complex = input.dtype.is_complex or (window is not None and window.dtype.is_complex)
    onesided = not known_complex if onesided is None else onesided
    if return_complex is None and not known_complex:
        raise UnsupportedError("stft: return_complex must be given for a real signal and window")
    if input.dim() not in (1, 2):
        raise UnsupportedError(f"stft: takes (samples,) or (batch, samples), got shape {tuple(input.shape)}")
    signal = input if input.dim() == 2 else input.unsqueeze(0)
    if center:
        wide = signal.unsqueeze(0) if pad_mode != "constant" else signal
        signal = padding.pad(wide, (n_fft // 2, n_fft // 2), pad_mode).reshape(signal.shape[0], -1)
    hop, full = settings("stft", signal, n_fft, hop_length, win_length, window)
    if not 0 < n_fft <= signal.shape[1]:
        raise UnsupportedError(f"stft: a window of n_fft = {n_fft} does not fit {signal.shape[1]} samples")
    frames = unfold(signal, 1, n_fft, hop) * full
    norm = "ortho" if normalized else "backward"
    spectra = (fourier.rfft if onesided else fourier.fft)(frames, norm=norm).transpose(1, 2)
    spectra = spectra if input.dim() == 2 else spectra.squeeze(0)
    return view_as_real(spectra) if return_complex is False else spectra


def settings(
    name: str, like: "Tensor", n_fft: int, hop_length: int | None, win_length: int | None, window: "Tensor | None"
) -> "tuple[int, Tensor]":
    """Return the hop, and the window function in the middle of n_fft zeros."""
    hop = n_fft // 4 if hop_length is None else hop_length
    size = n_fft if win_length is None else win_length
    if hop < 1 or not 0 < size <= n_fft:
        raise UnsupportedError(f"{name}: needs hop_length > 0 and 0 < win_length <= n_fft, got {hop}, {size}, {n_fft}")
    if window is not None and tuple(window.shape) != (size,):
        raise UnsupportedError(f"{name}: the window must have shape ({size},), got {tuple(window.shape)}")
    full = like.real.new_ones(size) if window is None else window
    left = (n_fft - size) // 2
    return hop, padding.pad(full, (left, n_fft - size - left))


def overlap_add(frames: "Tensor", hop: int) -> "Tensor":
    """Add up windows where they overlap: (batch, windows, n) to (batch, (windows - 1) * hop + n)."""
    batch, count, size = frames.shape
    places = unfold(frames.new_tensor(range((count - 1) * hop + size)).long(), 0, size, hop)
    zeros = frames.new_zeros((batch, (count - 1) * hop + size))
    return scatter.place(zeros, (slice(None), places.numpy()), frames, "sum")


def istft(
    input: "Tensor",
    n_fft: int,
    hop_length: int | None = None,
    win_length: int | None = None,
    window: "Tensor | None" = None,
    center: bool = True,
    normalized: bool = False,
    onesided: bool | None = None,
    length: int | None = None,
    return_complex: bool = False,
) -> "Tensor":
    """Return the signal with the given spectra, the inverse of `stft` with the same arguments.

    Each window is transformed back, multiplied with the window function and added in; the sum is divided by that of
    the squared window functions (Griffin and Lim, 1984).

    Args:
        input: complex spectra, (batch, frequencies, windows) or without the batch axis.
        n_fft: as in `stft`.
        hop_length: as in `stft`.
        win_length: as in `stft`.
        window: as in `stft`.
        center: as in `stft`.
        normalized: as in `stft`.
        onesided: whether the input has the n_fft // 2 + 1 frequencies of a real signal; by default found by its size.
        length: samples of the result; by default as many as the windows cover.
        return_complex: whether the signal is complex.

    Raises: UnsupportedError (a RuntimeError) if an argument does not fit, or somewhere no window is above 0.
    """
    if not input.dtype.is_complex or input.dim() not in (2, 3):
        raise UnsupportedError(f"istft: takes complex spectra (batch, frequencies, windows), got {tuple(input.shape)}")
    spectra = (input if input.dim() == 3 else input.unsqueeze(0)).transpose(1, 2)
    onesided = spectra.shape[2] != n_fft if onesided is None else onesided
    wanted = n_fft // 2 + 1 if onesided else n_fft
    if spectra.shape[2] != wanted or (onesided and return_complex):
        raise UnsupportedError(f"istft: needs {wanted} frequencies (two-sided for complex), got {spectra.shape[2]}")
    hop, full = settings("istft", spectra, n_fft, hop_length, win_length, window)
    norm = "ortho" if normalized else "backward"
    frames = fourier.irfft(spectra, n_fft, norm=norm) if onesided else fourier.ifft(spectra, norm=norm)
    frames = frames if onesided or return_complex else frames.real
    signal = overlap_add(frames * full, hop)
    envelope = overlap_add((full * full).expand(1, spectra.shape[1], n_fft), hop)
    start = n_fft // 2 if center else 0
    end = signal.shape[1] - (n_fft // 2 if center else 0) if length is None else start + length
    covered = min(end, signal.shape[1])
    signal, envelope = signal[:, start:covered], envelope[:, start:covered]
    if bool((envelope.abs() < 1e-11).any()):
        raise UnsupportedError("istft: somewhere no window is above 0; choose a smaller hop_length or another window")
    signal = padding.pad(signal / envelope, (0, end - covered))
    return signal if input.dim() == 3 else signal.squeeze(0)
