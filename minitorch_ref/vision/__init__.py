"""Pictures, in the names of torchvision: data sets, transforms, small models, grids to look at."""

from minitorch_ref.vision import datasets, models, transforms
from minitorch_ref.vision.datasets import CIFAR10, MNIST, Digits, FashionMNIST
from minitorch_ref.vision.datasets.digits import load_digits
from minitorch_ref.vision.grid import make_grid

__all__ = ["CIFAR10", "MNIST", "Digits", "FashionMNIST", "datasets", "load_digits", "make_grid", "models", "transforms"]
