"""Cosine annealing: half a cosine down, once, or again and again with restarts."""

import math

from minitorch_ref.errors import ArgumentError
from minitorch_ref.optim.lr_scheduler.scheduler import FactorSchedule, LRScheduler
from minitorch_ref.optim.optimizer import Optimizer

__all__ = [
    "CosineAnnealingLR",
    "CosineAnnealingWarmRestarts",
    "cosine_with_warmup",
    "half_cosine",
    "place_in_cycle",
]


def half_cosine(t: float, period: float) -> float:
    """Return half a cosine: 1 at t = 0, 1/2 halfway, 0 at t = period, and up again after it."""
    return (1 + math.cos(math.pi * t / period)) / 2


def cosine_with_warmup(t: int, warmup: int, total: int, lowest: float = 0.0) -> float:
    """Return the factor of the learning rate for step t of a training of `total` steps; `LambdaLR` takes it.

    The factor rises in equal steps: 1 / warmup for t = 0, 1 for t = warmup - 1. From t = warmup, where it is 1 again,
    it falls along half a cosine, reaches `lowest` at t = total and stays there.

    Args:
        t: the number of steps taken before, from 0.
        warmup: how many steps belong to the rise; may be 0.
        total: how many steps there are, more than `warmup`.
        lowest: the factor at the end.
    """
    if t < warmup:
        return (t + 1) / warmup
    place = min((t - warmup) / (total - warmup), 1.0)
    return lowest + (1 - lowest) * (1 + math.cos(math.pi * place)) / 2


class CosineAnnealingLR(FactorSchedule):
    """Let the learning rate fall to `eta_min` along half a cosine.

    Loshchilov and Hutter, "SGDR: stochastic gradient descent with warm restarts", 2017 (arXiv:1608.03983), without the
    restarts: after `T_max` steps it rises again the way it came.

    Args:
        optimizer: whose learning rates are set.
        T_max: after how many steps the lowest value is reached.
        eta_min: the lowest learning rate.
        last_epoch: the time of the last step.
    """

    def __init__(self, optimizer: Optimizer, T_max: int, eta_min: float = 0.0, last_epoch: int = -1) -> None:  # noqa: N803
        self.T_max = T_max
        self.eta_min = eta_min
        super().__init__(optimizer, last_epoch)

    def factor_at(self, t: float) -> float:
        """Return half a cosine of t."""
        return half_cosine(t, self.T_max)


def place_in_cycle(t: float, first: int, growth: int) -> tuple[float, int]:
    """Return how far time t is into its cycle, and the length of that cycle.

    Args:
        t: the time, not negative.
        first: the length of the first cycle.
        growth: each cycle is this many times as long as the one before.
    """
    length = first
    while t >= length:
        t -= length
        length *= growth
    return t, length


class CosineAnnealingWarmRestarts(LRScheduler):
    """Let the learning rate fall along half a cosine, jump back and fall again (SGDR, arXiv:1608.03983).

    Args:
        optimizer: whose learning rates are set.
        T_0: the length of the first cycle.
        T_mult: each cycle is this many times as long as the one before.
        eta_min: the lowest learning rate.
        last_epoch: the time of the last step.

    `step(epoch)` takes fractions: `step(epoch + batch / batches)` lets the rate fall within an epoch.

    Raises: ArgumentError (a ValueError) if T_0 or T_mult is not an integer above 0, or a time is negative.
    """

    def __init__(
        self,
        optimizer: Optimizer,
        T_0: int,  # noqa: N803
        T_mult: int = 1,  # noqa: N803
        eta_min: float = 0.0,
        last_epoch: int = -1,
    ) -> None:
        for name, value in (("T_0", T_0), ("T_mult", T_mult)):
            if not isinstance(value, int) or value < 1:
                raise ArgumentError(f"CosineAnnealingWarmRestarts: {name} must be an integer above 0, got {value}")
        self.T_0 = T_0
        self.T_mult = T_mult
        self.eta_min = eta_min
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> list[float]:
        """Return the learning rates at this place in the cycle."""
        factor = half_cosine(*place_in_cycle(self.last_epoch, self.T_0, self.T_mult))
        return [self.eta_min + (lr - self.eta_min) * factor for lr in self.base_lrs]

    def update(self, epoch: float | None = None) -> None:
        """Set the time, which may be a fraction, and the learning rates; the next step goes on from the whole part."""
        if epoch is not None and epoch < 0:
            raise ArgumentError(f"CosineAnnealingWarmRestarts: the time must not be negative, got {epoch}")
        super().update(epoch)
        self.last_epoch = math.floor(self.last_epoch)
