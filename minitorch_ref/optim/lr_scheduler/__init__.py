"""Schedules of the learning rate, under the names of torch.optim.lr_scheduler. Knows optimizers; knows no model."""

from minitorch_ref.optim.lr_scheduler.cosine import CosineAnnealingLR, CosineAnnealingWarmRestarts
from minitorch_ref.optim.lr_scheduler.cyclic import CyclicLR
from minitorch_ref.optim.lr_scheduler.factors import (
    ConstantLR,
    ExponentialLR,
    LambdaLR,
    LinearLR,
    MultiplicativeLR,
    MultiStepLR,
    PolynomialLR,
    StepLR,
)
from minitorch_ref.optim.lr_scheduler.one_cycle import OneCycleLR
from minitorch_ref.optim.lr_scheduler.plateau import ReduceLROnPlateau
from minitorch_ref.optim.lr_scheduler.scheduler import LRScheduler
from minitorch_ref.optim.lr_scheduler.sequence import ChainedScheduler, SequentialLR

__all__ = [
    "ChainedScheduler",
    "ConstantLR",
    "CosineAnnealingLR",
    "CosineAnnealingWarmRestarts",
    "CyclicLR",
    "ExponentialLR",
    "LRScheduler",
    "LambdaLR",
    "LinearLR",
    "MultiStepLR",
    "MultiplicativeLR",
    "OneCycleLR",
    "PolynomialLR",
    "ReduceLROnPlateau",
    "SequentialLR",
    "StepLR",
]
