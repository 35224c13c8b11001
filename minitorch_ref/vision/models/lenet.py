"""LeNet-5, the convolutional network that read cheques."""

from minitorch_ref import nn
from minitorch_ref.tensors.tensor import Tensor

__all__ = ["LeNet"]


class LeNet(nn.Module):
    """Two convolutions with pooling, then three linear layers: (n, in_channels, 28, 28) to (n, num_classes).

    Y. LeCun et al., "Gradient-based learning applied to document recognition", 1998, with what came later: ReLU,
    maximum pooling, and scores instead of distances at the end.

    Args:
        num_classes: how many classes.
        in_channels: 1 for grey images, 3 for colour.
    """

    def __init__(self, num_classes: int = 10, in_channels: int = 1) -> None:
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(in_channels, 6, 5, padding=2),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Conv2d(6, 16, 5),
            nn.ReLU(),
            nn.MaxPool2d(2),
        )
        self.classifier = nn.Sequential(
            nn.Linear(16 * 5 * 5, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, num_classes)
        )

    def forward(self, x: Tensor) -> Tensor:
        """Return a score for every class."""
        scores: Tensor = self.classifier(self.features(x).flatten(1))
        return scores
