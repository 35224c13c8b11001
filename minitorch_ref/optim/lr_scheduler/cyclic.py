"""Cyclical learning rates: up and down between two bounds."""

import math
from collections.abc import Callable, Sequence

from minitorch_ref.errors import ArgumentError
from minitorch_ref.optim.lr_scheduler.one_cycle import set_momentum
from minitorch_ref.optim.lr_scheduler.scheduler import LRScheduler, per_group, settable
from minitorch_ref.optim.optimizer import Optimizer

__all__ = ["CyclicLR"]


class CyclicLR(LRScheduler):
    """Smith, "Cyclical learning rates for training neural networks", 2017 (arXiv:1506.01186). Step after every batch.

    Args:
        optimizer: whose learning rates are set.
        base_lr: the lowest learning rate, or a list with one for each group.
        max_lr: the highest learning rate, or a list with one for each group.
        step_size_up: how many steps lead up.
        step_size_down: how many lead down, by default as many.
        mode: "triangular" keeps the height, "triangular2" halves it in each cycle, "exp_range" multiplies it by gamma
            in each step.
        gamma: the factor of "exp_range".
        scale_fn: a function of the cycle or the step that scales the height, in place of `mode`.
        scale_mode: whether `scale_fn` is given the "cycle", from 1, or the number of steps, "iterations".
        cycle_momentum: whether the momentum, or beta1 of Adam, falls while the rate rises.
        base_momentum: the lowest momentum.
        max_momentum: the highest momentum.
        last_epoch: the time of the last step.

    Raises: ArgumentError (a ValueError) for an impossible setting.
    """

    def __init__(
        self,
        optimizer: Optimizer,
        base_lr: float | Sequence[float],
        max_lr: float | Sequence[float],
        step_size_up: int = 2000,
        step_size_down: int | None = None,
        mode: str = "triangular",
        gamma: float = 1.0,
        scale_fn: Callable[[float], float] | None = None,
        scale_mode: str = "cycle",
        cycle_momentum: bool = True,
        base_momentum: float | Sequence[float] = 0.8,
        max_momentum: float | Sequence[float] = 0.9,
        last_epoch: int = -1,
    ) -> None:
        if scale_fn is None and mode not in ("triangular", "triangular2", "exp_range"):
            raise ArgumentError(f"CyclicLR: mode must be 'triangular', 'triangular2' or 'exp_range', got {mode!r}")
        low = per_group("base_lr", base_lr, optimizer)
        self.max_lrs = per_group("max_lr", max_lr, optimizer)
        self.up = float(step_size_up)
        self.total_size = self.up + (self.up if step_size_down is None else float(step_size_down))
        self.mode = mode
        self.gamma = gamma
        self.scale_fn = scale_fn
        self.scale_mode = scale_mode
        self.cycled = settable(optimizer) if cycle_momentum else ""
        self.base_momenta = per_group("base_momentum", base_momentum, optimizer)
        self.max_momenta = per_group("max_momentum", max_momentum, optimizer)
        if last_epoch == -1:
            for group, lr in zip(optimizer.param_groups, low, strict=True):
                group["lr"] = group["initial_lr"] = lr
        super().__init__(optimizer, last_epoch)

    def height(self) -> float:
        """Return how far between its bounds the rate is now: 0 at the lowest, at most 1 at the highest."""
        step = self.last_epoch
        cycle = math.floor(1 + step / self.total_size)
        place = step - (cycle - 1) * self.total_size
        rise = place / self.up if place <= self.up else (self.total_size - place) / (self.total_size - self.up)
        if self.scale_fn is not None:
            return rise * self.scale_fn(cycle if self.scale_mode == "cycle" else step)
        scales: dict[str, float] = {
            "triangular": 1.0,
            "triangular2": 0.5 ** (cycle - 1),
            "exp_range": float(self.gamma**step),
        }
        return rise * scales[self.mode]

    def get_lr(self) -> list[float]:
        """Return the learning rates at this step, and set the momenta."""
        height = self.height()
        momenta = zip(self.optimizer.param_groups, self.base_momenta, self.max_momenta, strict=True)
        for group, low, high in momenta if self.cycled else []:
            set_momentum(group, self.cycled, high - (high - low) * height)
        return [low + (high - low) * height for low, high in zip(self.base_lrs, self.max_lrs, strict=True)]
