"""Stochastic gradient descent, with momentum."""

from collections.abc import Iterable
from typing import Any

from minitorch_ref.errors import ArgumentError
from minitorch_ref.optim.optimizer import Group, Optimizer, State, check_settings, descent_direction, sign_of
from minitorch_ref.tensors import factories
from minitorch_ref.tensors.tensor import Tensor

__all__ = ["SGD", "momentum_update", "sgd_update"]


def sgd_update(p: Tensor, grad: Tensor, *, lr: float) -> None:
    """Move p against its gradient by the learning rate, in place.

    Args:
        p: the parameter, of any shape.
        grad: its gradient, of the same shape.
        lr: the learning rate.
    """
    p.sub_(grad, alpha=lr)


def momentum_update(
    p: Tensor, grad: Tensor, buf: Tensor, *, lr: float, momentum: float, dampening: float = 0, nesterov: bool = False
) -> None:
    """Take one step of gradient descent with momentum; p and buf change in place.

    buf becomes momentum * buf + (1 - dampening) * grad, and p moves against buf by the learning rate. With Nesterov's
    momentum it moves against grad + momentum * buf instead: it looks ahead along the sum (Sutskever et al., "On the
    importance of initialization and momentum in deep learning", 2013).

    Args:
        p: the parameter, of any shape.
        grad: its gradient, of the same shape.
        buf: the running sum of gradients, of the same shape; before the first step zeros.
        lr: the learning rate.
        momentum: how much of the sum stays, from 0 to 1.
        dampening: how much of the new gradient is left out of the sum, from 0 to 1.
        nesterov: whether to look ahead.
    """
    buf.mul_(momentum).add_(grad, alpha=1 - dampening)
    p.sub_(grad.add(buf, alpha=momentum) if nesterov else buf, alpha=lr)


class SGD(Optimizer):
    """Stochastic gradient descent.

    Args:
        params: tensors, or dicts of groups.
        lr: the learning rate.
        momentum: how much of the running sum of gradients stays; 0 keeps none.
        dampening: how much of each new gradient is left out of that sum.
        weight_decay: how much of the parameter itself is added to its gradient (an L2 penalty).
        nesterov: whether to look ahead along the momentum; needs momentum above 0 and no dampening.
        maximize: whether to climb instead of descend.

    Raises: ArgumentError (a ValueError) for a setting out of range.
    """

    def __init__(
        self,
        params: Iterable[Any],
        lr: float = 1e-3,
        momentum: float = 0,
        dampening: float = 0,
        weight_decay: float = 0,
        nesterov: bool = False,
        *,
        maximize: bool = False,
    ) -> None:
        check_settings("SGD", lr=lr, momentum=momentum, weight_decay=weight_decay)
        if nesterov and (momentum <= 0 or dampening != 0):
            raise ArgumentError(
                f"SGD: Nesterov's momentum needs a momentum above 0 and no dampening, got {momentum}, {dampening}"
            )
        settings = {
            "lr": lr,
            "momentum": momentum,
            "dampening": dampening,
            "weight_decay": weight_decay,
            "nesterov": nesterov,
            "maximize": maximize,
        }
        super().__init__(params, settings)

    def update_parameter(self, p: Tensor, grad: Tensor, state: State, group: Group) -> None:
        """Take one step; the first gradient enters the running sum undampened."""
        decay, sign = group["weight_decay"], sign_of(group)
        if not group["momentum"]:
            if (fused := self.fused("sgd", p, grad)) is not None:
                fused(group["lr"], decay, sign)
            else:
                sgd_update(p, descent_direction(p, grad, group), lr=group["lr"])
            return
        dampening = group["dampening"]
        if state.get("momentum_buffer") is None:
            state["momentum_buffer"] = factories.zeros_like(p)
            dampening = 0
        how = {name: group[name] for name in ("lr", "momentum", "nesterov")}
        buf = state["momentum_buffer"]
        if (fused := self.fused("momentum", p, grad, buf)) is not None:
            fused(group["lr"], group["momentum"], dampening, group["nesterov"], decay, sign)
        else:
            momentum_update(p, descent_direction(p, grad, group), buf, dampening=dampening, **how)
