"""Adagrad: elements that have moved much move less."""

from collections.abc import Iterable
from typing import Any

from minitorch_ref.optim.optimizer import Group, Optimizer, State, check_settings, descent_direction
from minitorch_ref.tensors import factories
from minitorch_ref.tensors.tensor import Tensor

__all__ = ["Adagrad", "adagrad_update"]


def adagrad_update(p: Tensor, grad: Tensor, total: Tensor, *, lr: float, eps: float) -> None:
    """Take one step of Adagrad; p and total change in place.

    p moves by lr * grad / (sqrt(total) + eps), where total is the sum of all squared gradients, this one included
    (Duchi et al., "Adaptive subgradient methods for online learning and stochastic optimization", 2011).

    Args:
        p: the parameter, of any shape.
        grad: its gradient, of the same shape.
        total: the sum of the squared gradients before this step, of the same shape.
        lr: the learning rate.
        eps: a small number, added to the root.
    """
    total.add_(grad * grad)
    p.sub_(grad / (total.sqrt() + eps), alpha=lr)


class Adagrad(Optimizer):
    """Adagrad.

    Args:
        params: tensors, or dicts of groups.
        lr: the learning rate.
        lr_decay: step t is taken with lr / (1 + (t - 1) * lr_decay).
        weight_decay: how much of the parameter itself is added to its gradient (an L2 penalty).
        initial_accumulator_value: what the sum of squares starts from.
        eps: a small number under which gradients count as noise.
        maximize: whether to climb instead of descend.

    Raises: ArgumentError (a ValueError) for a setting out of range.
    """

    def __init__(
        self,
        params: Iterable[Any],
        lr: float = 1e-2,
        lr_decay: float = 0,
        weight_decay: float = 0,
        initial_accumulator_value: float = 0,
        eps: float = 1e-10,
        *,
        maximize: bool = False,
    ) -> None:
        settings = {
            "lr": lr,
            "lr_decay": lr_decay,
            "eps": eps,
            "weight_decay": weight_decay,
            "initial_accumulator_value": initial_accumulator_value,
        }
        check_settings("Adagrad", **settings)
        super().__init__(params, {**settings, "maximize": maximize})
        for group in self.param_groups:
            for p in group["params"]:
                self.state[p] = initial_state(p, group)

    def update_parameter(self, p: Tensor, grad: Tensor, state: State, group: Group) -> None:
        """Take one step."""
        if not state:  # a parameter of a group that was added later
            state.update(initial_state(p, group))
        state["step"] += 1
        lr = group["lr"] / (1 + (state["step"].item() - 1) * group["lr_decay"])
        adagrad_update(p, descent_direction(p, grad, group), state["sum"], lr=lr, eps=group["eps"])


def initial_state(p: Tensor, group: Group) -> State:
    """Return the state of a parameter before its first step."""
    total = factories.full_like(p, group["initial_accumulator_value"])
    return {"step": factories.tensor(0.0), "sum": total}
