"""Stochastic gradient descent, with momentum."""

from collections.abc import Iterable
from typing import Any

from minitorch_ref.errors import ArgumentError
from minitorch_ref.optim.optimizer import Group, Optimizer, State, check_settings, sign_of, signed
from minitorch_ref.tensors import factories
from minitorch_ref.tensors.tensor import Tensor

__all__ = ["SGD", "sgd_update"]


def sgd_update(
    p: Tensor,
    grad: Tensor,
    buf: Tensor | None = None,
    *,
    lr: float,
    momentum: float = 0,
    dampening: float = 0,
    weight_decay: float = 0,
    nesterov: bool = False,
) -> None:
    """Take one step of gradient descent; p and buf change in place, grad does not.

    First weight_decay * p is added to the gradient (an L2 penalty). Without a running sum, p moves against that
    gradient by the learning rate. With one, buf becomes momentum * buf + (1 - dampening) * gradient and p moves against
    buf; with Nesterov's momentum against gradient + momentum * buf, a look ahead along the sum (Sutskever et al., "On
    the importance of initialization and momentum in deep learning", 2013).

    Args:
        p: the parameter, of any shape.
        grad: its gradient, of the same shape.
        buf: the running sum of gradients, of the same shape, before the first step zeros; None for no momentum.
        lr: the learning rate.
        momentum: how much of the sum stays, from 0 to 1.
        dampening: how much of the new gradient is left out of the sum, from 0 to 1.
        weight_decay: how much of p is added to the gradient.
        nesterov: whether to look ahead.
    """
    if weight_decay:
        grad = grad.add(p, alpha=weight_decay)
    if buf is not None:
        buf.mul_(momentum).add_(grad, alpha=1 - dampening)
        grad = grad.add(buf, alpha=momentum) if nesterov else buf
    p.sub_(grad, alpha=lr)


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
        lr, decay, momentum, nesterov = group["lr"], group["weight_decay"], group["momentum"], group["nesterov"]
        sign = sign_of(group)
        if not momentum:
            if not self.take_fused("sgd", p, grad, (), lr, decay, sign):
                sgd_update(p, signed(grad, group), lr=lr, weight_decay=decay)
            return
        dampening = group["dampening"]
        if state.get("momentum_buffer") is None:
            state["momentum_buffer"] = factories.zeros_like(p)
            dampening = 0
        buf = state["momentum_buffer"]
        if not self.take_fused("momentum", p, grad, (buf,), lr, momentum, dampening, nesterov, decay, sign):
            how = {"momentum": momentum, "dampening": dampening, "weight_decay": decay, "nesterov": nesterov}
            sgd_update(p, signed(grad, group), buf, lr=lr, **how)
