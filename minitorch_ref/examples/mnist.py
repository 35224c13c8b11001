"""Read MNIST: `python -m minitorch_ref.examples.mnist --data FOLDER` or `--download`.

A LeNet learns from 8,000 images of the published test file and is tested on the other 2,000, so that 1.6 MB are enough;
`--whole` takes the 60,000 training images and tests on all 10,000.
"""

from collections.abc import Sequence
from typing import Any

import minitorch_ref as mt
from minitorch_ref import nn, optim
from minitorch_ref.examples.command import options, plot
from minitorch_ref.examples.training import accuracy, fit
from minitorch_ref.utils.data import DataLoader, TensorDataset
from minitorch_ref.vision import MNIST
from minitorch_ref.vision.models import LeNet

__all__ = ["main"]

MEAN, STD = 0.1307, 0.3081  # of all training pixels, ink being 1


def main(arguments: Sequence[str] | None = None) -> dict[str, float]:
    """Train a LeNet; print and return the part of the test images that it reads correctly."""
    chosen = options("Read MNIST.", arguments, epochs=6, data=True, whole=(False, "use all 70,000 images"))
    published = MNIST(chosen.data, train=False, download=chosen.download)
    images, labels = scaled(published), published.targets
    test_images, test_labels = images[8000:], labels[8000:]
    images, labels = images[:8000], labels[:8000]
    if chosen.whole:
        test_images, test_labels = scaled(published), published.targets
        training = MNIST(chosen.data, download=chosen.download)
        images, labels = scaled(training), training.targets
    if chosen.small:
        images, labels, test_images, test_labels = images[:640], labels[:640], test_images[:500], test_labels[:500]
    epochs = 3 if chosen.small else chosen.epochs
    model = LeNet()
    batches: DataLoader[Any] = DataLoader(TensorDataset(images, labels), batch_size=64, shuffle=True)
    optimizer = optim.AdamW(model.parameters(), lr=3e-3)
    schedule = optim.lr_scheduler.OneCycleLR(optimizer, 3e-3, total_steps=epochs * len(batches))
    loss = nn.CrossEntropyLoss()
    losses = fit(
        model,
        batches,
        optimizer,
        lambda batch: loss(model(batch[0]), batch[1]),
        epochs=epochs,
        seconds=chosen.seconds,
        schedule=schedule,
        title="LeNet",
    )
    result = accuracy(model, test_images, test_labels)
    print(f"LeNet: {result:.2%} of {len(test_images):,} held-out digits read correctly")
    plot({"LeNet": losses}, chosen.plot)
    return {"LeNet": result}


def scaled(data: MNIST) -> mt.Tensor:
    """Return all images, (n, 1, 28, 28), with mean 0 and spread 1."""
    return (data.data.unsqueeze(1).float() / 255 - MEAN) / STD


if __name__ == "__main__":
    main()
