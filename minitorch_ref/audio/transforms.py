"""What is done to a sound before a model hears it, as modules; the random ones draw from a generator one may give."""

from collections.abc import Callable
from typing import Any

from minitorch_ref.audio import functional
from minitorch_ref.audio.masking import FrequencyMasking, TimeMasking
from minitorch_ref.audio.spectrum import hann_window
from minitorch_ref.errors import ArgumentError
from minitorch_ref.functions.exponential import log
from minitorch_ref.functions.matmul import matmul
from minitorch_ref.nn.module import Module
from minitorch_ref.tensors.tensor import Tensor

__all__ = [
    "MFCC",
    "AmplitudeToDB",
    "FrequencyMasking",
    "MelScale",
    "MelSpectrogram",
    "Resample",
    "Spectrogram",
    "TimeMasking",
]


class Spectrogram(Module):
    """The strength of each frequency in overlapping pieces of a sound: (..., time) to (..., n_fft // 2 + 1, pieces).

    Args:
        n_fft: the length of a piece in samples.
        win_length: the length of the window; by default n_fft.
        hop_length: how far the next piece is; by default half a window.
        pad: zeros to put at both ends first.
        window_fn: makes the window of a length.
        power: 1 for the magnitude, 2 for its square.
        normalized: whether to divide by the root of the sum of the squared window, see `functional.spectrogram`.
        wkwargs: more arguments of window_fn.
        center: whether piece t is centred at sample t * hop_length.
        pad_mode: how the ends are extended for that.
        onesided: whether to leave out the negative frequencies.
    """

    window: Tensor

    def __init__(
        self,
        n_fft: int = 400,
        win_length: int | None = None,
        hop_length: int | None = None,
        pad: int = 0,
        window_fn: Callable[..., Tensor] = hann_window,
        power: float | None = 2.0,
        normalized: bool | str = False,
        wkwargs: dict[str, Any] | None = None,
        center: bool = True,
        pad_mode: str = "reflect",
        onesided: bool = True,
    ) -> None:
        super().__init__()
        self.n_fft = n_fft
        self.win_length = win_length or n_fft
        self.hop_length = hop_length or self.win_length // 2
        self.register_buffer("window", window_fn(self.win_length, **(wkwargs or {})))
        self.pad = pad
        self.power = power
        self.normalized = normalized
        self.center = center
        self.pad_mode = pad_mode
        self.onesided = onesided

    def forward(self, waveform: Tensor) -> Tensor:
        """Return the spectrogram of a sound."""
        sizes = (self.n_fft, self.hop_length, self.win_length)
        return functional.spectrogram(
            waveform,
            self.pad,
            self.window,
            *sizes,
            self.power,
            self.normalized,
            self.center,
            self.pad_mode,
            self.onesided,
        )


class MelScale(Module):
    """Frequencies gathered by triangular filters that are evenly spaced in pitch: (..., n_stft, t) to (..., n_mels, t).

    Args:
        n_mels: the number of filters.
        sample_rate: samples per second.
        f_min: where the first filter begins, in Hz.
        f_max: where the last one ends; by default half the sample rate.
        n_stft: the number of frequencies of the spectrogram.
        norm: "slaney" to give every filter the same area.
        mel_scale: "htk" or "slaney".
    """

    fb: Tensor

    def __init__(
        self,
        n_mels: int = 128,
        sample_rate: int = 16000,
        f_min: float = 0.0,
        f_max: float | None = None,
        n_stft: int = 201,
        norm: str | None = None,
        mel_scale: str = "htk",
    ) -> None:
        super().__init__()
        f_max = float(sample_rate // 2) if f_max is None else f_max
        if f_min > f_max:
            raise ArgumentError(f"MelScale: f_min must not exceed f_max, got {f_min} > {f_max}")
        self.n_mels = n_mels
        self.sample_rate = sample_rate
        filters = functional.melscale_fbanks(n_stft, f_min, f_max, n_mels, sample_rate, norm, mel_scale)
        self.register_buffer("fb", filters)

    def forward(self, specgram: Tensor) -> Tensor:
        """Return a spectrogram in mels."""
        return matmul(specgram.transpose(-1, -2), self.fb.to(specgram.dtype)).transpose(-1, -2)


class MelSpectrogram(Module):
    """`Spectrogram`, then `MelScale`: (..., time) to (..., n_mels, pieces)."""

    def __init__(
        self,
        sample_rate: int = 16000,
        n_fft: int = 400,
        win_length: int | None = None,
        hop_length: int | None = None,
        f_min: float = 0.0,
        f_max: float | None = None,
        pad: int = 0,
        n_mels: int = 128,
        window_fn: Callable[..., Tensor] = hann_window,
        power: float = 2.0,
        normalized: bool = False,
        wkwargs: dict[str, Any] | None = None,
        center: bool = True,
        pad_mode: str = "reflect",
        norm: str | None = None,
        mel_scale: str = "htk",
    ) -> None:
        super().__init__()
        self.sample_rate = sample_rate
        self.spectrogram = Spectrogram(
            n_fft, win_length, hop_length, pad, window_fn, power, normalized, wkwargs, center, pad_mode
        )
        self.mel_scale = MelScale(n_mels, sample_rate, f_min, f_max, n_fft // 2 + 1, norm, mel_scale)

    def forward(self, waveform: Tensor) -> Tensor:
        """Return the mel spectrogram of a sound."""
        mels: Tensor = self.mel_scale(self.spectrogram(waveform))
        return mels


class AmplitudeToDB(Module):
    """A spectrogram in decibels, 0 dB being 1.

    Args:
        stype: "power" or "magnitude".
        top_db: how far below the loudest place to cut; None for not at all.
    """

    def __init__(self, stype: str = "power", top_db: float | None = None) -> None:
        super().__init__()
        if stype not in ("power", "magnitude"):
            raise ArgumentError(f'AmplitudeToDB: stype is "power" or "magnitude", got {stype!r}')
        if top_db is not None and top_db < 0:
            raise ArgumentError(f"AmplitudeToDB: top_db must not be negative, got {top_db}")
        self.multiplier = 10.0 if stype == "power" else 20.0
        self.top_db = top_db

    def forward(self, x: Tensor) -> Tensor:
        """Return x in decibels."""
        return functional.amplitude_to_DB(x, self.multiplier, 1e-10, 0.0, self.top_db)


class MFCC(Module):
    """Mel-frequency cepstral coefficients: the cosine transform of the logarithm of a mel spectrogram.

    S. Davis, P. Mermelstein, "Comparison of parametric representations for monosyllabic word recognition", 1980.

    Args:
        sample_rate: samples per second.
        n_mfcc: how many coefficients to keep.
        dct_type: only 2.
        norm: "ortho" or None, see `functional.create_dct`.
        log_mels: whether to take log(mel + 1e-6) instead of decibels cut at 80.
        melkwargs: arguments of `MelSpectrogram`.
    """

    dct_mat: Tensor

    def __init__(
        self,
        sample_rate: int = 16000,
        n_mfcc: int = 40,
        dct_type: int = 2,
        norm: str = "ortho",
        log_mels: bool = False,
        melkwargs: dict[str, Any] | None = None,
    ) -> None:
        super().__init__()
        if dct_type != 2:
            raise ArgumentError(f"MFCC: the cosine transform is of type 2, got {dct_type}")
        self.MelSpectrogram = MelSpectrogram(sample_rate=sample_rate, **(melkwargs or {}))
        n_mels = self.MelSpectrogram.mel_scale.n_mels
        if n_mfcc > n_mels:
            raise ArgumentError(f"MFCC: {n_mels} mels have no {n_mfcc} coefficients")
        self.amplitude_to_DB = AmplitudeToDB("power", 80.0)
        self.log_mels = log_mels
        self.register_buffer("dct_mat", functional.create_dct(n_mfcc, n_mels, norm))

    def forward(self, waveform: Tensor) -> Tensor:
        """Return the coefficients of a sound: (..., time) to (..., n_mfcc, pieces)."""
        mels = self.MelSpectrogram(waveform)
        loudness = log(mels + 1e-6) if self.log_mels else self.amplitude_to_DB(mels)
        return matmul(loudness.transpose(-1, -2), self.dct_mat.to(loudness.dtype)).transpose(-1, -2)


class Resample(Module):
    """A sound at another rate: (..., time) to (..., ceil(time * new_freq / orig_freq)); see `functional.resample`."""

    def __init__(
        self,
        orig_freq: int = 16000,
        new_freq: int = 16000,
        resampling_method: str = "sinc_interp_hann",
        lowpass_filter_width: int = 6,
        rolloff: float = 0.99,
    ) -> None:
        super().__init__()
        self.orig_freq = orig_freq
        self.new_freq = new_freq
        self.resampling_method = resampling_method
        self.lowpass_filter_width = lowpass_filter_width
        self.rolloff = rolloff

    def forward(self, waveform: Tensor) -> Tensor:
        """Return a sound at the new rate."""
        settings = (self.lowpass_filter_width, self.rolloff, self.resampling_method)
        return functional.resample(waveform, self.orig_freq, self.new_freq, *settings)
