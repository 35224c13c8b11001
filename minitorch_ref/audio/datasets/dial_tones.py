"""Dialled numbers, computed: as many as one wants, without a file."""

import numpy as np

from minitorch_ref.audio.tones import key_tone
from minitorch_ref.errors import DimensionError
from minitorch_ref.tensors.factories import from_numpy
from minitorch_ref.tensors.tensor import Tensor
from minitorch_ref.utils.data.dataset import Dataset

__all__ = ["DialTones"]


class DialTones(Dataset[tuple[Tensor, int, str]]):
    """Numbers dialled by hand over a noisy line: example i is (waveform, sample_rate, keys).

    The waveform is (1, time), float32. Every key sounds and every pause lasts 0.06 to 0.14 s; loudness and phases vary,
    and one sine of a key is up to 4 dB louder than the other. Example i of a seed is always the same.

    Args:
        size: how many numbers.
        seed: take another one for other numbers, for example to test.
        shortest: the fewest keys of a number.
        longest: the most.
        keys: what is dialled.
        noise: how far white noise lies below the tones in decibels, or None for a quiet line.
        sample_rate: samples per second.
    """

    def __init__(
        self,
        size: int = 1000,
        seed: int = 0,
        shortest: int = 3,
        longest: int = 8,
        keys: str = "0123456789*#",
        noise: float | None = 10.0,
        sample_rate: int = 8000,
    ) -> None:
        self.size = size
        self.seed = seed
        self.shortest = shortest
        self.longest = longest
        self.keys = keys
        self.noise = noise
        self.sample_rate = sample_rate

    def __len__(self) -> int:
        return self.size

    def __getitem__(self, index: int) -> tuple[Tensor, int, str]:
        if not -self.size <= index < self.size:
            raise DimensionError(f"DialTones: there are {self.size} numbers, got index {index}")
        rng = np.random.Generator(np.random.PCG64([self.seed, index % self.size]))
        number = "".join(rng.choice(list(self.keys), rng.integers(self.shortest, self.longest + 1)))
        parts = [self.pause(rng)]
        for key in number:
            parts += [self.tone(key, rng), self.pause(rng)]
        sound = np.concatenate(parts)
        if self.noise is not None:
            power = np.mean([np.mean(part**2) for part in parts[1::2]])
            sound = sound + rng.normal(0, np.sqrt(power) * 10 ** (-self.noise / 20), len(sound))
        return from_numpy(sound.astype(np.float32)[None]), self.sample_rate, number

    def pause(self, rng: np.random.Generator) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
        """Return silence of random length."""
        return np.zeros(round(rng.uniform(0.06, 0.14) * self.sample_rate))

    def tone(self, key: str, rng: np.random.Generator) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
        """Return the sound of a key with random length, loudness, phases and tilt."""
        samples = round(rng.uniform(0.06, 0.14) * self.sample_rate)
        phases = rng.uniform(0, 2 * np.pi, 2)
        tilt, loudness = 10 ** (rng.uniform(-4, 4) / 40), rng.uniform(0.2, 0.5)
        return key_tone(key, samples, self.sample_rate, (loudness * tilt, loudness / tilt), (phases[0], phases[1]))
