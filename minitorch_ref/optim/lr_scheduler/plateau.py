"""Lower the learning rate when what is measured no longer improves."""

import math
from collections.abc import Sequence
from typing import Any, SupportsFloat

from minitorch_ref.errors import ArgumentError, DTypeError
from minitorch_ref.optim.lr_scheduler.scheduler import LRScheduler, per_group
from minitorch_ref.optim.optimizer import Optimizer

__all__ = ["ReduceLROnPlateau"]


class ReduceLROnPlateau(LRScheduler):
    """Multiply the learning rate by `factor` after more than `patience` steps without improvement.

    Args:
        optimizer: whose learning rates are set.
        mode: "min" if the measure shall fall, "max" if it shall rise.
        factor: what the rate is multiplied by, below 1.
        patience: how many steps without improvement are borne.
        threshold: how much better counts as better.
        threshold_mode: whether the threshold is a fraction of the best ("rel") or an amount ("abs").
        cooldown: how many steps after a reduction are not counted.
        min_lr: the lowest learning rate, or a list with one for each group.
        eps: a smaller change of the rate is not made.

    Raises: ArgumentError (a ValueError) for an impossible setting.
    """

    def __init__(
        self,
        optimizer: Optimizer,
        mode: str = "min",
        factor: float = 0.1,
        patience: int = 10,
        threshold: float = 1e-4,
        threshold_mode: str = "rel",
        cooldown: int = 0,
        min_lr: float | Sequence[float] = 0.0,
        eps: float = 1e-8,
    ) -> None:
        if factor >= 1:
            raise ArgumentError(f"ReduceLROnPlateau: the factor must be below 1, got {factor}")
        if mode not in ("min", "max") or threshold_mode not in ("rel", "abs"):
            raise ArgumentError(
                "ReduceLROnPlateau: mode is 'min' or 'max', threshold_mode 'rel' or 'abs', "
                f"got {mode!r}, {threshold_mode!r}"
            )
        if not isinstance(optimizer, Optimizer):
            raise DTypeError(f"ReduceLROnPlateau: takes an optimizer, got {type(optimizer).__name__}")
        self.optimizer = optimizer
        self.mode = mode
        self.factor = factor
        self.patience = patience
        self.threshold = threshold
        self.threshold_mode = threshold_mode
        self.cooldown = cooldown
        self.min_lrs = per_group("min_lr", min_lr, optimizer)
        self.eps = eps
        self.last_epoch = 0
        self.cooldown_counter = 0
        self.num_bad_epochs = 0
        self.best = math.inf if mode == "min" else -math.inf
        self._last_lr = self.current_lrs()

    def step(self, metrics: SupportsFloat, epoch: int | None = None) -> None:  # type: ignore[override]
        """Take note of a new value of the measure, and lower the learning rates if it is time."""
        self.last_epoch = self.last_epoch + 1 if epoch is None else epoch
        value = float(metrics)
        better = self.is_better(value)
        self.best = value if better else self.best
        self.num_bad_epochs = 0 if better or self.in_cooldown else self.num_bad_epochs + 1
        self.cooldown_counter -= self.in_cooldown
        if self.num_bad_epochs > self.patience:
            self.reduce()
            self.cooldown_counter = self.cooldown
            self.num_bad_epochs = 0
        self._last_lr = self.current_lrs()

    @property
    def in_cooldown(self) -> bool:
        """Whether steps are not counted because the rate has just been lowered."""
        return self.cooldown_counter > 0

    def is_better(self, value: float) -> bool:
        """Say whether a value improves on the best so far by more than the threshold."""
        sign = 1 if self.mode == "max" else -1
        relative = self.threshold_mode == "rel"
        bound = self.best * (1 + sign * self.threshold) if relative else self.best + sign * self.threshold
        return value > bound if self.mode == "max" else value < bound

    def reduce(self) -> None:
        """Lower the learning rate of each group, not below its least."""
        for group, least in zip(self.optimizer.param_groups, self.min_lrs, strict=True):
            lr = max(group["lr"] * self.factor, least)
            if group["lr"] - lr > self.eps:
                group["lr"] = lr

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go on from a state that `state_dict` returned."""
        self.__dict__.update(state_dict)
