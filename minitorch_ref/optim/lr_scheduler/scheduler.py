"""What every schedule is: it counts its steps and writes a learning rate into each group of an optimizer."""

import warnings
from collections.abc import Sequence
from typing import Any

from minitorch_ref.errors import ArgumentError, DTypeError
from minitorch_ref.optim.optimizer import Optimizer

__all__ = ["FactorSchedule", "LRScheduler", "per_group", "settable"]


class LRScheduler:
    """Sets the learning rates of an optimizer. Call `step()` after `optimizer.step()`, once for each step or epoch.

    A subclass gives `get_lr()`, which returns the learning rates, one for each group, at time `self.last_epoch`.

    Args:
        optimizer: whose groups' "lr" is set, at once and in each step; "initial_lr" keeps where it began.
        last_epoch: the time of the last step, -1 at the start; another number goes on where a run had stopped.

    Raises:
        DTypeError: (a TypeError) if it is given something that is no optimizer.
        KeyError: if it is to go on but a group has no "initial_lr".
    """

    def __init__(self, optimizer: Optimizer, last_epoch: int = -1) -> None:
        if not isinstance(optimizer, Optimizer):
            raise DTypeError(f"{type(self).__name__}: takes an optimizer, got {type(optimizer).__name__}")
        self.optimizer = optimizer
        for number, group in enumerate(optimizer.param_groups):
            if last_epoch == -1:
                group.setdefault("initial_lr", group["lr"])
            elif "initial_lr" not in group:
                raise KeyError(
                    f"param 'initial_lr' is not specified in param_groups[{number}]; load the optimizer's state"
                )
        self.base_lrs: list[float] = [group["initial_lr"] for group in optimizer.param_groups]
        self.last_epoch: float = last_epoch
        self.steps_before = optimizer.steps_taken
        self.begin()

    def begin(self) -> None:
        """Set the learning rates of the first step."""
        self._is_initial = True
        self._step_count = 1
        self.update()
        self._is_initial = False

    def get_lr(self) -> list[float]:
        """Return the learning rate of each group at time `last_epoch`."""
        raise NotImplementedError(f"{type(self).__name__}: a schedule gives get_lr()")

    def closed_lr(self) -> list[float]:
        """Return the learning rates at time `last_epoch` from the initial ones alone, where that is known."""
        return self.get_lr()

    def get_last_lr(self) -> list[float]:
        """Return the learning rate of each group as this schedule set it last."""
        return self._last_lr

    def step(self, epoch: float | None = None) -> None:
        """Go on by one, or to a time, and set the learning rates."""
        if self._step_count == 1 and epoch is None and self.too_early():
            warnings.warn(
                "`lr_scheduler.step()` was called before `optimizer.step()`: the first learning rate is left out; "
                "call optimizer.step() first",
                stacklevel=2,
            )
        self._step_count += 1
        self.update(epoch)

    def too_early(self) -> bool:
        """Say whether the optimizer has not taken a step, as far as it counts its steps."""
        counts = type(self.optimizer).step is Optimizer.step
        return counts and self.optimizer.steps_taken == self.steps_before

    def update(self, epoch: float | None = None) -> None:
        """Set the time and the learning rates."""
        self.last_epoch = self.last_epoch + 1 if epoch is None else epoch
        rates = self.get_lr() if epoch is None else self.closed_lr()
        for group, lr in zip(self.optimizer.param_groups, rates, strict=True):
            group["lr"] = lr
        self._last_lr: list[float] = [group["lr"] for group in self.optimizer.param_groups]

    def current_lrs(self) -> list[float]:
        """Return the learning rate that each group has now."""
        return [group["lr"] for group in self.optimizer.param_groups]

    def state_dict(self) -> dict[str, Any]:
        """Return all that the schedule remembers, as plain data; functions are left out."""
        return {name: value for name, value in self.__dict__.items() if name != "optimizer" and not callable(value)}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go on from a state that `state_dict` returned."""
        self.__dict__.update(state_dict)


class FactorSchedule(LRScheduler):
    """A schedule that multiplies the initial learning rate by a factor that depends on the time.

    It multiplies what the group has now by the ratio of this factor and the last, so that several schedules can act on
    one optimizer. A subclass gives `factor_at(t)`; learning rates are counted from `eta_min` up.
    """

    eta_min: float = 0.0

    def factor_at(self, t: float) -> float:
        """Return the factor at time t, 1 for the initial learning rate."""
        raise NotImplementedError(f"{type(self).__name__}: a schedule of factors gives factor_at(t)")

    def get_lr(self) -> list[float]:
        """Return the learning rate of each group at time `last_epoch`, from those that the groups have now."""
        t = self.last_epoch
        if self._is_initial and t > 0:
            return self.current_lrs()
        before = 1.0 if t == 0 else self.factor_at(t - 1)
        if before == 0:  # up again from the lowest value
            rise = self.factor_at(t)
            return [
                lr + (base - self.eta_min) * rise for lr, base in zip(self.current_lrs(), self.base_lrs, strict=True)
            ]
        ratio = self.factor_at(t) / before
        return [self.eta_min + (lr - self.eta_min) * ratio for lr in self.current_lrs()]

    def closed_lr(self) -> list[float]:
        """Return the learning rates at time `last_epoch` from the initial ones alone."""
        return [self.eta_min + (lr - self.eta_min) * self.factor_at(self.last_epoch) for lr in self.base_lrs]


def per_group(name: str, value: Any, optimizer: Optimizer) -> list[Any]:
    """Return a setting for each group: the values of a list, or one value for all.

    Raises: ArgumentError (a ValueError) if the list is not as long as there are groups.
    """
    groups = len(optimizer.param_groups)
    if not isinstance(value, Sequence):
        return [value] * groups
    if len(value) != groups:
        raise ArgumentError(f"{name}: expected {groups} values, one for each group, got {len(value)}")
    return list(value)


def settable(optimizer: Optimizer) -> str:
    """Return what a schedule can cycle beside the learning rate: "momentum" or, of Adam, "betas".

    Raises: ArgumentError (a ValueError) if the optimizer has neither.
    """
    for name in ("betas", "momentum"):
        if name in optimizer.defaults:
            return name
    raise ArgumentError("cycle_momentum: the optimizer has neither momentum nor betas; pass cycle_momentum=False")
