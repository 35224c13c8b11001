"""The tones of a telephone's keys: two sines each, so that no voice sounds like them by chance (ITU-T Q.23)."""

import numpy as np
from numpy.typing import NDArray

from minitorch_ref.errors import ArgumentError
from minitorch_ref.tensors.factories import from_numpy
from minitorch_ref.tensors.tensor import Tensor

__all__ = ["COLUMNS", "KEYS", "ROWS", "dial", "key_tone"]

KEYS = "123A456B789C*0#D"
ROWS = (697.0, 770.0, 852.0, 941.0)  # Hz
COLUMNS = (1209.0, 1336.0, 1477.0, 1633.0)


def key_tone(
    key: str,
    samples: int,
    sample_rate: int,
    amplitudes: tuple[float, float] = (0.5, 0.5),
    phases: tuple[float, float] = (0.0, 0.0),
) -> NDArray[np.float64]:
    """Return the sound of a key: the sine of its row and the sine of its column together.

    Args:
        key: one of `KEYS`.
        samples: how many samples.
        sample_rate: samples per second.
        amplitudes: how strong the two sines are.
        phases: where they start, in radians.
    """
    if len(key) != 1 or key not in KEYS:
        raise ArgumentError(f"there is no key {key!r}; there are {KEYS}")
    row, column = divmod(KEYS.index(key), 4)
    angles = 2 * np.pi * np.arange(samples) / sample_rate
    low = amplitudes[0] * np.sin(ROWS[row] * angles + phases[0])
    return np.asarray(low + amplitudes[1] * np.sin(COLUMNS[column] * angles + phases[1]))


def dial(keys: str, sample_rate: int = 8000, tone: float = 0.1, pause: float = 0.05) -> Tensor:
    """Return the sound of keys pressed one after another, with a pause before, between and after them.

    Args:
        keys: some of `KEYS`.
        sample_rate: samples per second.
        tone: how long each key sounds, in seconds.
        pause: how long each pause is.

    Returns: (1, time), float32, from -1 to 1.
    """
    silence = np.zeros(round(pause * sample_rate))
    parts = [part for key in keys for part in (silence, key_tone(key, round(tone * sample_rate), sample_rate))]
    return from_numpy(np.concatenate([*parts, silence]).astype(np.float32)[None])
