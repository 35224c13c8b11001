"""Write down dialled numbers: `python -m minitorch_ref.examples.dial_tones`.

A convolutional-recurrent network hears telephone keys over a noisy line and spells the number, without ever being told
when each key was pressed (CTC). The tones are computed, so nothing is fetched.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import minitorch_ref as mt
from minitorch_ref import nn, optim
from minitorch_ref.audio import DialTones, ctc_beam_decode, ctc_greedy_decode, transforms
from minitorch_ref.audio.functional import edit_distance
from minitorch_ref.audio.models import ConvRecurrent
from minitorch_ref.examples.command import options, plot
from minitorch_ref.examples.training import fit
from minitorch_ref.utils.data import DataLoader

__all__ = ["main"]

KEYS = "0123456789*#"  # label i + 1 is key i; label 0 is the blank
SPECTRUM = nn.Sequential(transforms.Spectrogram(n_fft=256, hop_length=160), transforms.AmplitudeToDB())
FREQUENCIES = slice(19, 57)  # of 129: 600 Hz to 1750 Hz


class Calls(NamedTuple):
    """Several dialled numbers."""

    spectra: mt.Tensor  # (n, frequencies, longest time)
    moments: mt.Tensor  # (n,), how many moments the network makes of each
    labels: mt.Tensor  # (n, longest number), filled up with 0
    lengths: mt.Tensor  # (n,), how many keys each number has


def main(arguments: Sequence[str] | None = None) -> dict[str, float]:
    """Train a recogniser; print and return the part of wrong keys of 200 other numbers, greedy and with a beam."""
    chosen = options(
        "Write down dialled numbers.",
        arguments,
        epochs=4,
        noise=(10.0, "how far the noise lies below the tones, in dB"),
    )
    size = 100 if chosen.small else 1500
    train = DialTones(size, seed=chosen.seed, noise=chosen.noise)
    test = DialTones(20 if chosen.small else 200, seed=chosen.seed + 1, noise=chosen.noise)
    epochs = 1 if chosen.small else chosen.epochs
    model = ConvRecurrent(FREQUENCIES.stop - FREQUENCIES.start, 1 + len(KEYS))
    batches: DataLoader[Any] = DataLoader(train, batch_size=32, shuffle=True, collate_fn=calls)
    optimizer = optim.AdamW(model.parameters(), lr=5e-3)
    schedule = optim.lr_scheduler.OneCycleLR(optimizer, 5e-3, total_steps=epochs * len(batches))
    loss = nn.CTCLoss()
    losses = fit(
        model,
        batches,
        optimizer,
        lambda batch: loss(model(batch.spectra), batch.labels, batch.moments, batch.lengths),
        epochs=epochs,
        seconds=chosen.seconds,
        schedule=schedule,
        clip=5.0,
        title="recogniser",
    )
    batch = calls([test[index] for index in range(len(test))])
    with mt.no_grad():
        log_probs = model(batch.spectra)
    results = {
        "greedy": wrong_keys(ctc_greedy_decode(log_probs, batch.moments), batch),
        "beam": wrong_keys(ctc_beam_decode(log_probs, batch.moments, beam_size=4), batch),
    }
    for name, errors in results.items():
        print(f"{name}: {errors:.2%} of the keys of {len(test)} other numbers wrong at {chosen.noise:g} dB noise")
    plot({"recogniser": losses}, chosen.plot)
    return results


def calls(examples: Sequence[tuple[mt.Tensor, int, str]]) -> Calls:
    """Return several dialled numbers, given as (waveform, sample rate, keys), as one batch."""
    spectra = [SPECTRUM(waveform)[0, FREQUENCIES] / 20 for waveform, _, _ in examples]
    longest, keys = max(part.shape[1] for part in spectra), max(len(number) for _, _, number in examples)
    filled = [nn.functional.pad(part, (0, longest - part.shape[1]), value=-1.0) for part in spectra]
    labels = [[KEYS.index(key) + 1 for key in number] + [0] * (keys - len(number)) for _, _, number in examples]
    return Calls(
        mt.stack(filled),
        mt.tensor([ConvRecurrent.moments(part.shape[1]) for part in spectra]),
        mt.tensor(labels),
        mt.tensor([len(number) for _, _, number in examples]),
    )


def wrong_keys(heard: Sequence[Sequence[int]], batch: Calls) -> float:
    """Return how many keys were left out, made up or taken for others, as a part of all keys."""
    lengths: list[int] = batch.lengths.tolist()
    truth = [row[:length] for row, length in zip(batch.labels.tolist(), lengths, strict=True)]
    return sum(edit_distance(one, other) for one, other in zip(heard, truth, strict=True)) / sum(lengths)


if __name__ == "__main__":
    main()
