"""Read handwritten digits: `python -m minitorch_ref.examples.digits`.

Two models learn from 1,437 images of 8 x 8 pixels that come with scikit-learn and are tested on the other 360.
"""

from collections.abc import Sequence
from typing import Any

import minitorch_ref as mt
from minitorch_ref import nn, optim
from minitorch_ref.examples.command import options, plot
from minitorch_ref.examples.training import accuracy, fit
from minitorch_ref.training import confusion_matrix
from minitorch_ref.utils.data import DataLoader, Dataset
from minitorch_ref.vision import Digits, transforms
from minitorch_ref.vision.models import MLP
from minitorch_ref.vision.transforms import InterpolationMode

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> dict[str, float]:
    """Train both models; print and return the part of the test images that each reads correctly."""
    chosen = options("Read handwritten digits.", arguments, epochs=20)
    losses, results = {}, {}
    for name, model, train in (("MLP", mlp(), training_images(moved=False)), ("CNN", cnn(), training_images())):
        losses[name] = learn(name, model, train, 2 if chosen.small else chosen.epochs, chosen.seconds)
        results[name] = accuracy(model, *test_images())
        print(f"{name}: {results[name]:.2%} of 360 held-out digits read correctly{most_frequent_mistake(model)}")
    plot(losses, chosen.plot)
    return results


def most_frequent_mistake(model: nn.Module) -> str:
    """Return which test digit is most often taken for which other one, in words; "" if none is."""
    images, digits = test_images()
    with mt.no_grad():
        table = confusion_matrix(model(images).argmax(1), digits, num_classes=10)
    mistakes = table.masked_fill(mt.eye(10).bool(), 0)
    if not mistakes.sum():
        return ""
    is_, called = divmod(int(mistakes.argmax().item()), 10)
    return f"; most often a {is_} is taken for a {called}"


def learn(
    name: str, model: nn.Module, train: Dataset[tuple[mt.Tensor, int]], epochs: int, seconds: float | None
) -> list[float]:
    """Train a model; return the loss of every step."""
    batches: DataLoader[Any] = DataLoader(train, batch_size=32, shuffle=True)
    optimizer = optim.AdamW(model.parameters(), lr=3e-3, weight_decay=0.01)
    schedule = optim.lr_scheduler.OneCycleLR(optimizer, 6e-3, total_steps=epochs * len(batches))
    loss = nn.CrossEntropyLoss(label_smoothing=0.05)

    def loss_of(batch: list[mt.Tensor]) -> mt.Tensor:
        images, digits = batch
        return loss(model(images), digits)  # type: ignore[no-any-return]

    return fit(model, batches, optimizer, loss_of, epochs=epochs, seconds=seconds, schedule=schedule, title=name)


def mlp() -> nn.Module:
    """Return a model with one hidden layer: (n, 1, 8, 8) to scores (n, 10)."""
    return nn.Sequential(nn.Flatten(), MLP(64, [128, 10], dropout=0.2))


def cnn() -> nn.Module:
    """Return a model with three convolutions: (n, 1, 8, 8) to scores (n, 10)."""
    return nn.Sequential(
        nn.Conv2d(1, 16, 3, padding=1),
        nn.BatchNorm2d(16),
        nn.ReLU(),
        nn.Conv2d(16, 32, 3, padding=1),
        nn.BatchNorm2d(32),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(32, 64, 3, padding=1),
        nn.BatchNorm2d(64),
        nn.ReLU(),
        nn.Flatten(),
        nn.Dropout(0.3),
        nn.Linear(64 * 16, 10),
    )


def training_images(moved: bool = True) -> Dataset[tuple[mt.Tensor, int]]:
    """Return the training images, with `moved` by up to a pixel and turned a little, anew in every pass."""
    if not moved:
        return Digits(transform=transforms.ToTensor())
    crop, turn = transforms.RandomCrop(8, padding=1), transforms.RandomRotation(8, InterpolationMode.BILINEAR)
    return Digits(transform=transforms.Compose([crop, turn, transforms.ToTensor()]))


def test_images() -> tuple[mt.Tensor, mt.Tensor]:
    """Return the test images, (360, 1, 8, 8), and their digits."""
    data = Digits(train=False)
    return data.data.unsqueeze(1).float() / 255, data.targets


if __name__ == "__main__":
    main()
