"""Residual networks for small images.

K. He, X. Zhang, S. Ren, J. Sun, "Deep residual learning for image recognition", CVPR 2016 (arXiv:1512.03385), the
networks of section 4.2.
"""

from minitorch_ref import nn
from minitorch_ref.tensors.tensor import Tensor

__all__ = ["Block", "ResNet", "resnet20"]


class Block(nn.Module):
    """relu(x + F(x)) with two convolutions in F: (n, in_channels, h, w) to (n, channels, h / stride, w / stride).

    Where the shape changes, x passes a 1 x 1 convolution (option B of the paper).
    """

    def __init__(self, in_channels: int, channels: int, stride: int = 1) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, channels, 3, stride=stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(channels)
        self.conv2 = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(channels)
        self.downsample: nn.Module = nn.Identity()
        if stride != 1 or in_channels != channels:
            narrow = nn.Conv2d(in_channels, channels, 1, stride=stride, bias=False)
            self.downsample = nn.Sequential(narrow, nn.BatchNorm2d(channels))

    def forward(self, x: Tensor) -> Tensor:
        """Return the block's output."""
        out = self.bn1(self.conv1(x)).relu()
        out = self.bn2(self.conv2(out))
        result: Tensor = (out + self.downsample(x)).relu()
        return result


class ResNet(nn.Module):
    """A convolution, three groups of blocks that halve the image, and one linear layer: (n, c, h, w) to scores.

    Args:
        blocks: how many blocks each group has; the network has 6 * blocks + 2 layers.
        num_classes: how many classes.
        in_channels: 1 for grey images, 3 for colour.
        width: the channels of the first group; the others have two and four times as many.
    """

    def __init__(self, blocks: int = 3, num_classes: int = 10, in_channels: int = 3, width: int = 16) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, width, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        groups = []
        channels = width
        for group in range(3):
            wider = width * 2**group
            first = Block(channels, wider, stride=1 if group == 0 else 2)
            groups.append(nn.Sequential(first, *(Block(wider, wider) for _ in range(blocks - 1))))
            channels = wider
        self.layers = nn.Sequential(*groups)
        self.fc = nn.Linear(channels, num_classes)

    def forward(self, x: Tensor) -> Tensor:
        """Return a score for every class."""
        out = self.layers(self.bn1(self.conv1(x)).relu())
        scores: Tensor = self.fc(out.mean((2, 3)))
        return scores


def resnet20(num_classes: int = 10, in_channels: int = 3) -> ResNet:
    """Return the smallest network of the paper: 20 layers, 0.27 million parameters."""
    return ResNet(3, num_classes, in_channels)
