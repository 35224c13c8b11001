"""Sound, in the names of torchaudio: files, spectra, data sets, reading what a recogniser says."""

from minitorch_ref.audio import datasets, functional, models, transforms
from minitorch_ref.audio.ctc import ctc_beam_decode, ctc_greedy_decode
from minitorch_ref.audio.datasets import DialTones, SpokenDigits
from minitorch_ref.audio.files import load, save
from minitorch_ref.audio.tones import dial

__all__ = [
    "DialTones",
    "SpokenDigits",
    "ctc_beam_decode",
    "ctc_greedy_decode",
    "datasets",
    "dial",
    "functional",
    "load",
    "models",
    "save",
    "transforms",
]
