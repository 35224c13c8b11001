"""RMSprop: gradients measured by the root of their running mean square."""

from collections.abc import Iterable
from typing import Any

from minitorch_ref.optim.optimizer import Group, Optimizer, State, check_settings, descent_direction, sign_of
from minitorch_ref.tensors import factories
from minitorch_ref.tensors.tensor import Tensor

__all__ = ["RMSprop", "rmsprop_step"]


def rmsprop_step(grad: Tensor, v: Tensor, mean: Tensor | None = None, *, alpha: float, eps: float) -> Tensor:
    """Bring the running means up to date, in place, and return the gradient measured by its spread.

    The step is grad / (sqrt(v) + eps) (Hinton, Neural networks for machine learning, lecture 6e, 2012). With a running
    mean of the gradients, the centred form, v - mean**2 stands for v (Graves, arXiv:1308.0850, 2013).

    Args:
        grad: the gradient, of any shape.
        v: the running mean of its squares, of the same shape; before the first step zeros.
        mean: the running mean of the gradients themselves, for the centred form; before the first step zeros.
        alpha: how much of the running means stays.
        eps: a small number, added to the root.

    Returns: the step, of the shape of grad.
    """
    v.mul_(alpha).add_(grad * grad, alpha=1 - alpha)
    if mean is None:
        return grad / (v.sqrt() + eps)
    mean.mul_(alpha).add_(grad, alpha=1 - alpha)
    return grad / ((v - mean * mean).sqrt() + eps)


class RMSprop(Optimizer):
    """RMSprop, as PyTorch has it.

    Args:
        params: tensors, or dicts of groups.
        lr: the learning rate.
        alpha: how much of the running mean of the squares stays.
        eps: a small number under which gradients count as noise.
        weight_decay: how much of the parameter itself is added to its gradient (an L2 penalty).
        momentum: how much of the running sum of steps stays; 0 keeps none.
        centered: whether to measure by the spread around the mean gradient.
        maximize: whether to climb instead of descend.

    Raises: ArgumentError (a ValueError) for a setting out of range.
    """

    def __init__(
        self,
        params: Iterable[Any],
        lr: float = 1e-2,
        alpha: float = 0.99,
        eps: float = 1e-8,
        weight_decay: float = 0,
        momentum: float = 0,
        centered: bool = False,
        *,
        maximize: bool = False,
    ) -> None:
        check_settings("RMSprop", lr=lr, alpha=alpha, eps=eps, weight_decay=weight_decay, momentum=momentum)
        settings = {
            "lr": lr,
            "alpha": alpha,
            "eps": eps,
            "weight_decay": weight_decay,
            "momentum": momentum,
            "centered": centered,
            "maximize": maximize,
        }
        super().__init__(params, settings)

    def update_parameter(self, p: Tensor, grad: Tensor, state: State, group: Group) -> None:
        """Take one step."""
        if not state:
            state["step"] = factories.tensor(0.0)
            state["square_avg"] = factories.zeros_like(p)
            if group["momentum"] > 0:
                state["momentum_buffer"] = factories.zeros_like(p)
            if group["centered"]:
                state["grad_avg"] = factories.zeros_like(p)
        state["step"] += 1
        plain = not group["centered"] and not group["momentum"]
        numbers = group["lr"], group["alpha"], group["eps"], group["weight_decay"], sign_of(group)
        if plain and self.take_fused("rmsprop", p, grad, (state["square_avg"],), *numbers):
            return
        mean = state["grad_avg"] if group["centered"] else None
        grad = descent_direction(p, grad, group)
        step = rmsprop_step(grad, state["square_avg"], mean, alpha=group["alpha"], eps=group["eps"])
        if group["momentum"] > 0:
            step = state["momentum_buffer"].mul_(group["momentum"]).add_(step)
        p.sub_(step, alpha=group["lr"])
