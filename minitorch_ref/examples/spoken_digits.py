"""Understand spoken digits: `python -m minitorch_ref.examples.spoken_digits --data FOLDER` or `--download`.

A convolutional network sees mel spectrograms; tested on takes 0 to 4 of every digit and speaker, which it never heard.
"""

from collections.abc import Sequence
from typing import Any

import minitorch_ref as mt
from minitorch_ref import nn, optim
from minitorch_ref.audio import SpokenDigits, transforms
from minitorch_ref.examples.command import options, plot
from minitorch_ref.examples.training import accuracy, fit
from minitorch_ref.utils.data import DataLoader, Dataset

__all__ = ["main"]

SAMPLES = 8000  # one second
MELS = 40


class Mels(Dataset[tuple[mt.Tensor, int]]):
    """Mel spectrograms in decibels, one second long, (40, 63), with mean 0 and spread 1; and the digits.

    Args:
        recordings: examples of `SpokenDigits`.
        varied: whether to move the sound and to hide bands, anew every time.
    """

    def __init__(self, recordings: Sequence[Any], varied: bool) -> None:
        self.varied = varied
        self.examples = [
            (waveform, digit) for waveform, _, digit, _, _ in (recordings[i] for i in range(len(recordings)))
        ]
        self.mels = nn.Sequential(
            transforms.MelSpectrogram(8000, n_fft=256, hop_length=128, n_mels=MELS), transforms.AmplitudeToDB(top_db=60)
        )
        self.masks = nn.Sequential(transforms.FrequencyMasking(6), transforms.TimeMasking(8))

    def __len__(self) -> int:
        return len(self.examples)

    def __getitem__(self, index: int) -> tuple[mt.Tensor, int]:
        waveform, digit = self.examples[index]
        spectrogram = self.mels(one_second(waveform, self.varied))
        spectrogram = (spectrogram - spectrogram.mean()) / spectrogram.std()
        return (self.masks(spectrogram) if self.varied else spectrogram)[0], digit


def one_second(waveform: mt.Tensor, moved: bool) -> mt.Tensor:
    """Return a sound, (1, time), cut or filled up with silence to (1, 8000), in the middle or, `moved`, anywhere."""
    spare = SAMPLES - waveform.shape[1]
    if spare <= 0:
        start = -spare // 2
        return waveform[:, start : start + SAMPLES]
    before = int(mt.randint(0, spare + 1, (1,)).item()) if moved else spare // 2
    return nn.functional.pad(waveform, (before, spare - before))


def main(arguments: Sequence[str] | None = None) -> dict[str, float]:
    """Train a network; print and return the part of the unheard takes that it understands."""
    chosen = options("Understand spoken digits.", arguments, epochs=30, data=True)
    train, test = (heard(SpokenDigits(chosen.data, part, chosen.download), chosen.small) for part in (True, False))
    epochs = 2 if chosen.small else chosen.epochs
    model = network()
    batches: DataLoader[Any] = DataLoader(Mels(train, varied=True), batch_size=20, shuffle=True)
    optimizer = optim.AdamW(model.parameters(), lr=3e-3)
    schedule = optim.lr_scheduler.OneCycleLR(optimizer, 3e-3, total_steps=epochs * len(batches))
    loss = nn.CrossEntropyLoss(label_smoothing=0.05)
    losses = fit(
        model,
        batches,
        optimizer,
        lambda batch: loss(model(batch[0]), batch[1]),
        epochs=epochs,
        seconds=chosen.seconds,
        schedule=schedule,
        title="CNN",
    )
    inputs, digits = next(iter(DataLoader(Mels(test, varied=False), batch_size=len(test))))
    result = accuracy(model, inputs, digits)
    print(f"CNN: {result:.2%} of {len(test)} takes it never heard understood")
    plot({"CNN": losses}, chosen.plot)
    return {"CNN": result}


def heard(recordings: SpokenDigits, few: bool) -> list[Any]:
    """Return all recordings, or a few of them."""
    return [recordings[index] for index in range(0, len(recordings), 5 if few else 1)]


def network() -> nn.Module:
    """Return convolutions over time with the mels as channels: (n, 40, 63) to scores (n, 10)."""
    layers: list[nn.Module] = []
    width = MELS
    for wider in (64, 64, 96):
        layers += [nn.Conv1d(width, wider, 5, padding=2), nn.BatchNorm1d(wider), nn.ReLU(), nn.MaxPool1d(2)]
        width = wider
    return nn.Sequential(*layers, nn.AdaptiveAvgPool1d(1), nn.Flatten(), nn.Dropout(0.3), nn.Linear(width, 10))


if __name__ == "__main__":
    main()
