"""When to stop: once a value that should fall has not fallen for a while. And back to where it was lowest."""

import math
from typing import TYPE_CHECKING, Any

from minitorch_ref.errors import StateError

if TYPE_CHECKING:
    from minitorch_ref.nn.module import Module

__all__ = ["EarlyStopping", "Remembers"]


class Remembers:
    """Something whose attributes are all that it knows: a checkpoint can keep them."""

    def state_dict(self) -> dict[str, Any]:
        """Return the attributes by name."""
        return dict(vars(self))

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go on from attributes that `state_dict` returned."""
        vars(self).update(state_dict)


class EarlyStopping(Remembers):
    """Watches a value that should fall, such as the loss on held-out data, and keeps the model at its lowest.

    Args:
        patience: stop after so many values in a row that were not better, at least 1.
        min_delta: how far below the lowest value a new one must be to be better.

    Attributes:
        best: the lowest value so far; infinity at first.
        waited: how many values have come since.
        best_state: the model's state dict at that time, a copy; None at first.
    """

    def __init__(self, patience: int, min_delta: float = 0.0) -> None:
        """Begin with nothing seen."""
        self.patience, self.min_delta = patience, min_delta
        self.best, self.waited = math.inf, 0
        self.best_state: dict[str, Any] | None = None

    def step(self, value: float, model: "Module") -> bool:
        """Take note of a value and of the model that has it; return whether to stop. A nan is not better."""
        if value < self.best - self.min_delta:
            self.best, self.waited = value, 0
            self.best_state = {name: tensor.clone() for name, tensor in model.state_dict().items()}
        else:
            self.waited += 1
        return self.waited >= self.patience

    def restore(self, model: "Module") -> None:
        """Put the kept state into the model. Raises: StateError (a RuntimeError) if there is none."""
        if self.best_state is None:
            raise StateError("EarlyStopping: no value has been better than infinity yet; call step first")
        model.load_state_dict(self.best_state)
