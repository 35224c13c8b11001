"""Small models of images, ready to train on two cores. Knows layers; knows no data set."""

from minitorch_ref.vision.models.lenet import LeNet
from minitorch_ref.vision.models.mlp import MLP
from minitorch_ref.vision.models.resnet import ResNet, resnet20

__all__ = ["MLP", "LeNet", "ResNet", "resnet20"]
