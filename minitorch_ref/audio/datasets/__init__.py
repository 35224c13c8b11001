"""Sounds: one that is computed, and small recordings everybody may use. Knows the files; knows no model."""

from minitorch_ref.audio.datasets.dial_tones import DialTones
from minitorch_ref.audio.datasets.spoken_digits import SpokenDigits

__all__ = ["DialTones", "SpokenDigits"]
