"""Labelled images, read from the files their authors published. Knows the file formats; knows no model."""

from minitorch_ref.vision.datasets.cifar import CIFAR10
from minitorch_ref.vision.datasets.digits import Digits
from minitorch_ref.vision.datasets.idx import read_idx
from minitorch_ref.vision.datasets.mnist import MNIST, FashionMNIST

__all__ = ["CIFAR10", "MNIST", "Digits", "FashionMNIST", "read_idx"]
