"""Schedules that are one factor on the initial learning rate: steps, ramps, powers, and functions of the user."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from minitorch_ref.errors import ArgumentError
from minitorch_ref.optim.lr_scheduler.scheduler import FactorSchedule, LRScheduler, per_group
from minitorch_ref.optim.optimizer import Optimizer

__all__ = [
    "ConstantLR",
    "ExponentialLR",
    "LambdaLR",
    "LinearLR",
    "MultiStepLR",
    "MultiplicativeLR",
    "PolynomialLR",
    "StepLR",
]


class StepLR(FactorSchedule):
    """Multiply the learning rate by gamma every `step_size` steps."""

    def __init__(self, optimizer: Optimizer, step_size: int, gamma: float = 0.1, last_epoch: int = -1) -> None:
        self.step_size = step_size
        self.gamma = gamma
        super().__init__(optimizer, last_epoch)

    def factor_at(self, t: float) -> float:
        """Return gamma to the power of the whole step sizes in t."""
        return float(self.gamma ** (t // self.step_size))


class MultiStepLR(FactorSchedule):
    """Multiply the learning rate by gamma at each milestone."""

    def __init__(
        self, optimizer: Optimizer, milestones: Iterable[int], gamma: float = 0.1, last_epoch: int = -1
    ) -> None:
        self.milestones = Counter(milestones)
        self.gamma = gamma
        super().__init__(optimizer, last_epoch)

    def factor_at(self, t: float) -> float:
        """Return gamma to the power of the milestones up to t."""
        return float(self.gamma ** bisect_right(sorted(Counter(self.milestones).elements()), t))


class ConstantLR(FactorSchedule):
    """Multiply the learning rate by `factor` until step `total_iters`."""

    def __init__(
        self, optimizer: Optimizer, factor: float = 1.0 / 3, total_iters: int = 5, last_epoch: int = -1
    ) -> None:
        if not 0 <= factor <= 1:
            raise ArgumentError(f"ConstantLR: the factor must be between 0 and 1, got {factor}")
        self.factor = factor
        self.total_iters = total_iters
        super().__init__(optimizer, last_epoch)

    def factor_at(self, t: float) -> float:
        """Return the factor before `total_iters`, 1 from there on."""
        return self.factor if t < self.total_iters else 1.0


class LinearLR(FactorSchedule):
    """Let the factor grow evenly from `start_factor` to `end_factor` over `total_iters` steps: a warm-up."""

    def __init__(
        self,
        optimizer: Optimizer,
        start_factor: float = 1.0 / 3,
        end_factor: float = 1.0,
        total_iters: int = 5,
        last_epoch: int = -1,
    ) -> None:
        if not 0 < start_factor <= 1:
            raise ArgumentError(f"LinearLR: start_factor must be above 0 and at most 1, got {start_factor}")
        if not 0 <= end_factor <= 1:
            raise ArgumentError(f"LinearLR: end_factor must be between 0 and 1, got {end_factor}")
        self.start_factor = start_factor
        self.end_factor = end_factor
        self.total_iters = total_iters
        super().__init__(optimizer, last_epoch)

    def factor_at(self, t: float) -> float:
        """Return the factor that lies between the two as t lies between 0 and `total_iters`."""
        done = min(t, self.total_iters) / max(self.total_iters, 1)
        return self.start_factor + (self.end_factor - self.start_factor) * done


class ExponentialLR(FactorSchedule):
    """Multiply the learning rate by gamma in every step."""

    def __init__(self, optimizer: Optimizer, gamma: float, last_epoch: int = -1) -> None:
        self.gamma = gamma
        super().__init__(optimizer, last_epoch)

    def factor_at(self, t: float) -> float:
        """Return gamma to the power of t."""
        return float(self.gamma**t)


class PolynomialLR(FactorSchedule):
    """Let the learning rate fall to 0 over `total_iters` steps along a power of the time that is left."""

    def __init__(self, optimizer: Optimizer, total_iters: int = 5, power: float = 1.0, last_epoch: int = -1) -> None:
        self.total_iters = total_iters
        self.power = power
        super().__init__(optimizer, last_epoch)

    def factor_at(self, t: float) -> float:
        """Return the fraction of the time that is left, to the power."""
        return float((1 - min(t, self.total_iters) / self.total_iters) ** self.power)


class LambdaLR(LRScheduler):
    """Multiply the initial learning rate by a function of the step.

    Args:
        optimizer: whose learning rates are set.
        lr_lambda: a function from the number of the step to a factor, or a list with one for each group.
        last_epoch: the time of the last step.

    Functions are not part of the state dict; callable objects are, by their attributes.
    """

    def __init__(
        self,
        optimizer: Optimizer,
        lr_lambda: Callable[[int], float] | list[Callable[[int], float]],
        last_epoch: int = -1,
    ) -> None:
        self.lr_lambdas = per_group("lr_lambda", lr_lambda, optimizer)
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> list[float]:
        """Return the initial learning rates times the functions' values."""
        t: Any = self.last_epoch
        return [lr * function(t) for lr, function in zip(self.base_lrs, self.lr_lambdas, strict=True)]

    def state_dict(self) -> dict[str, Any]:
        """Return all but the functions; of callable objects, their attributes."""
        kept = [
            None if not hasattr(f, "__dict__") or hasattr(f, "__code__") else dict(vars(f)) for f in self.lr_lambdas
        ]
        return {**super().state_dict(), "lr_lambdas": kept}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go on from a state; functions stay as they are."""
        functions = self.lr_lambdas
        super().load_state_dict(state_dict)
        self.lr_lambdas = functions
        for function, kept in zip(functions, state_dict["lr_lambdas"], strict=True):
            if kept is not None:
                vars(function).update(kept)


class MultiplicativeLR(LambdaLR):
    """Multiply the learning rate in each step by a function of the step."""

    def get_lr(self) -> list[float]:
        """Return the present learning rates times the functions' values."""
        if self._is_initial:
            return self.current_lrs()
        t: Any = self.last_epoch
        return [lr * function(t) for lr, function in zip(self.current_lrs(), self.lr_lambdas, strict=True)]
