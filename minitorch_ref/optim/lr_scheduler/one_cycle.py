"""The one-cycle policy: the learning rate rises once and falls once, and the momentum goes the other way."""

import math
from collections.abc import Sequence
from typing import NamedTuple

from minitorch_ref.errors import ArgumentError
from minitorch_ref.optim.lr_scheduler.scheduler import LRScheduler, per_group, settable
from minitorch_ref.optim.optimizer import Group, Optimizer

__all__ = ["OneCycleLR", "anneal_cosine", "anneal_linear"]


def anneal_cosine(start: float, end: float, done: float) -> float:
    """Return the value between start and end after a fraction `done` of the way, along half a cosine."""
    return end + (start - end) / 2 * (1 + math.cos(math.pi * done))


def anneal_linear(start: float, end: float, done: float) -> float:
    """Return the value between start and end after a fraction `done` of the way, along a line."""
    return start + (end - start) * done


class Phase(NamedTuple):
    """A part of the cycle: until which step, and between which settings of a group."""

    end: float
    rates: tuple[str, str]
    momenta: tuple[str, str]


class OneCycleLR(LRScheduler):
    """Smith and Topin, "Super-convergence", 2018 (arXiv:1708.07120). Call `step()` after every batch.

    Args:
        optimizer: whose learning rates are set.
        max_lr: the highest learning rate, or a list with one for each group.
        total_steps: how many steps the cycle has; or else `epochs` times `steps_per_epoch`.
        epochs: how many passes over the data.
        steps_per_epoch: how many steps each pass has.
        pct_start: the fraction of the cycle in which the rate rises.
        anneal_strategy: "cos" or "linear".
        cycle_momentum: whether the momentum, or beta1 of Adam, falls while the rate rises.
        base_momentum: the lowest momentum.
        max_momentum: the highest momentum.
        div_factor: the cycle begins with max_lr / div_factor.
        final_div_factor: it ends with the first rate / final_div_factor.
        three_phase: whether the rate first falls as it rose, and then to the final one.
        last_epoch: the time of the last step.

    Raises: ArgumentError (a ValueError) for an impossible setting, or when it is stepped beyond the cycle.
    """

    def __init__(
        self,
        optimizer: Optimizer,
        max_lr: float | Sequence[float],
        total_steps: int | None = None,
        epochs: int | None = None,
        steps_per_epoch: int | None = None,
        pct_start: float = 0.3,
        anneal_strategy: str = "cos",
        cycle_momentum: bool = True,
        base_momentum: float | Sequence[float] = 0.85,
        max_momentum: float | Sequence[float] = 0.95,
        div_factor: float = 25.0,
        final_div_factor: float = 1e4,
        three_phase: bool = False,
        last_epoch: int = -1,
    ) -> None:
        self.total_steps = steps_of_cycle(total_steps, epochs, steps_per_epoch)
        if not isinstance(pct_start, float) or not 0 <= pct_start <= 1:
            raise ArgumentError(f"OneCycleLR: pct_start must be a float between 0 and 1, got {pct_start}")
        if anneal_strategy not in ("cos", "linear"):
            raise ArgumentError(f"OneCycleLR: anneal_strategy must be 'cos' or 'linear', got {anneal_strategy!r}")
        self.pct_start = pct_start
        self.anneal_strategy = anneal_strategy
        self.three_phase = three_phase
        self.cycled = settable(optimizer) if cycle_momentum else ""
        if last_epoch == -1:
            lows = per_group("base_momentum", base_momentum, optimizer)
            highs = per_group("max_momentum", max_momentum, optimizer)
            for number, peak in enumerate(per_group("max_lr", max_lr, optimizer)):
                group = optimizer.param_groups[number]
                first = peak / div_factor
                group.update(initial_lr=first, max_lr=peak, min_lr=first / final_div_factor)
                if cycle_momentum:
                    group.update(base_momentum=lows[number], max_momentum=highs[number])
        super().__init__(optimizer, last_epoch)

    def phases(self) -> list[Phase]:
        """Return the parts of the cycle."""
        rise = self.pct_start * self.total_steps - 1
        up = Phase(rise, ("initial_lr", "max_lr"), ("max_momentum", "base_momentum"))
        last = self.total_steps - 1
        if not self.three_phase:
            return [up, Phase(last, ("max_lr", "min_lr"), ("base_momentum", "max_momentum"))]
        down = Phase(2 * rise, ("max_lr", "initial_lr"), ("base_momentum", "max_momentum"))
        return [up, down, Phase(last, ("initial_lr", "min_lr"), ("max_momentum", "max_momentum"))]

    def get_lr(self) -> list[float]:
        """Return the learning rates at this step, and set the momenta."""
        step = self.last_epoch
        if step > self.total_steps:
            raise ArgumentError(f"OneCycleLR: tried to step {step} times, but the cycle has {self.total_steps} steps")
        phases, start = self.phases(), 0.0
        while step > phases[0].end and len(phases) > 1:
            start = phases.pop(0).end
        phase = phases[0]
        done = (step - start) / (phase.end - start)
        anneal = anneal_cosine if self.anneal_strategy == "cos" else anneal_linear
        for group in self.optimizer.param_groups if self.cycled else []:
            set_momentum(group, self.cycled, anneal(group[phase.momenta[0]], group[phase.momenta[1]], done))
        return [anneal(group[phase.rates[0]], group[phase.rates[1]], done) for group in self.optimizer.param_groups]


def set_momentum(group: Group, name: str, momentum: float) -> None:
    """Set a group's momentum, or the first of its betas."""
    group[name] = (momentum, *group["betas"][1:]) if name == "betas" else momentum


def steps_of_cycle(total_steps: int | None, epochs: int | None, steps_per_epoch: int | None) -> int:
    """Return the number of steps from either way of giving it."""
    counts = [epochs, steps_per_epoch] if total_steps is None else [total_steps]
    if not all(isinstance(count, int) and count > 0 for count in counts):
        raise ArgumentError(
            "OneCycleLR: takes total_steps, or epochs and steps_per_epoch, integers above 0, "
            f"got {total_steps}, {epochs}, {steps_per_epoch}"
        )
    return math.prod(count for count in counts if count is not None)
