"""Several schedules on one optimizer: one after another, or all at once."""

from bisect import bisect_right
from collections.abc import Sequence
from typing import Any

from minitorch_ref.errors import ArgumentError, DTypeError
from minitorch_ref.optim.lr_scheduler.plateau import ReduceLROnPlateau
from minitorch_ref.optim.lr_scheduler.scheduler import LRScheduler
from minitorch_ref.optim.optimizer import Optimizer

__all__ = ["ChainedScheduler", "SequentialLR"]


class Several(LRScheduler):
    """Schedules that share an optimizer; what this class adds is their common state dict."""

    _schedulers: list[LRScheduler]

    def state_dict(self) -> dict[str, Any]:
        """Return all that the schedules remember, as plain data."""
        return {**super().state_dict(), "_schedulers": [scheduler.state_dict() for scheduler in self._schedulers]}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go on from a state that `state_dict` returned."""
        schedulers = self._schedulers
        super().load_state_dict(state_dict)
        self._schedulers = schedulers
        for scheduler, state in zip(schedulers, state_dict["_schedulers"], strict=True):
            scheduler.load_state_dict(state)


class SequentialLR(Several):
    """Schedules one after another, for example a warm-up and then a cosine.

    Args:
        optimizer: whose learning rates are set.
        schedulers: schedules of this optimizer, each of which begins at its own time 0.
        milestones: at which step the next one begins; one fewer than schedules.
        last_epoch: the time of the last step.

    Raises: ArgumentError (a ValueError) if the numbers do not fit or a schedule belongs to another optimizer.
    """

    def __init__(
        self, optimizer: Optimizer, schedulers: Sequence[LRScheduler], milestones: Sequence[int], last_epoch: int = -1
    ) -> None:
        check_schedulers("SequentialLR", optimizer, schedulers)
        if len(milestones) != len(schedulers) - 1:
            raise ArgumentError(
                f"SequentialLR: takes one milestone fewer than schedules, got {len(milestones)} and {len(schedulers)}"
            )
        self.optimizer = optimizer
        self._schedulers = list(schedulers)
        self._milestones = list(milestones)
        self.last_epoch = last_epoch + 1
        for group in optimizer.param_groups:  # undo what the schedules did when they were made
            group["lr"] = group["initial_lr"]
        for scheduler in leaves(self):
            scheduler.last_epoch -= 1
        first = self._schedulers[bisect_right(self._milestones, 0)]
        first.begin()
        self._last_lr = first.get_last_lr()

    def step(self, epoch: float | None = None) -> None:
        """Go on by one in the schedule whose turn it is."""
        if epoch is not None:
            raise ArgumentError("SequentialLR: steps one by one; leave out epoch")
        self.last_epoch += 1
        turn = bisect_right(self._milestones, self.last_epoch)
        scheduler = self._schedulers[turn]
        if turn > 0 and self._milestones[turn - 1] == self.last_epoch:
            scheduler.update(0)
        else:
            scheduler.step()
        self._last_lr = scheduler.get_last_lr()


class ChainedScheduler(Several):
    """Schedules that act together: each step takes one step in all of them.

    Args:
        schedulers: schedules of one optimizer.
        optimizer: that optimizer, by default the first schedule's.

    Raises: ArgumentError (a ValueError) if there is none, or one belongs to another optimizer.
    """

    def __init__(self, schedulers: Sequence[LRScheduler], optimizer: Optimizer | None = None) -> None:
        if not schedulers:
            raise ArgumentError("ChainedScheduler: takes at least one schedule")
        self.optimizer = optimizer or schedulers[0].optimizer
        check_schedulers("ChainedScheduler", self.optimizer, schedulers)
        self._schedulers = list(schedulers)
        self._last_lr = self.current_lrs()

    def begin(self) -> None:
        """Set the learning rates of the first step."""
        for scheduler in self._schedulers:
            scheduler.begin()
        self._last_lr = self.current_lrs()

    def step(self, epoch: float | None = None) -> None:
        """Go on by one in every schedule."""
        if epoch is not None:
            raise ArgumentError("ChainedScheduler: steps one by one; leave out epoch")
        for scheduler in self._schedulers:
            scheduler.step()
        self._last_lr = self.current_lrs()


def leaves(scheduler: LRScheduler) -> list[LRScheduler]:
    """Return the schedules that a schedule is made of, down to those that stand alone."""
    if not isinstance(scheduler, Several):
        return [scheduler]
    return [leaf for part in scheduler._schedulers for leaf in leaves(part)]


def check_schedulers(name: str, optimizer: Optimizer, schedulers: Sequence[LRScheduler]) -> None:
    """Refuse none, what is no schedule, plateaus, and schedules of another optimizer."""
    if not schedulers:
        raise ArgumentError(f"{name}: takes at least one schedule")
    for number, scheduler in enumerate(schedulers):
        if not hasattr(scheduler, "optimizer"):
            raise DTypeError(f"{name}: number {number} is no schedule but a {type(scheduler).__name__}")
        if isinstance(scheduler, ReduceLROnPlateau):
            raise ArgumentError(
                f"{name}: ReduceLROnPlateau (number {number}) needs a measure in each step; step it apart"
            )
        if scheduler.optimizer is not optimizer:
            raise ArgumentError(f"{name}: all schedules must belong to one optimizer, number {number} has another")
