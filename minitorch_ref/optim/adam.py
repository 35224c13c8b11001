"""Adam and AdamW: each element of a parameter has a step size of its own."""

from collections.abc import Iterable
from typing import Any

from minitorch_ref.errors import ArgumentError
from minitorch_ref.functions.extremes import maximum
from minitorch_ref.optim.optimizer import Group, Optimizer, State, check_settings, descent_direction, sign_of, signed
from minitorch_ref.tensors import factories
from minitorch_ref.tensors.tensor import Tensor

__all__ = ["Adam", "AdamW", "adam_update", "amsgrad_update"]


def adam_update(
    p: Tensor,
    grad: Tensor,
    m: Tensor,
    v: Tensor,
    t: int,
    *,
    lr: float,
    beta1: float,
    beta2: float,
    eps: float,
    weight_decay: float = 0,
    decoupled: bool = False,
) -> None:
    """Take one step of Adam or, with decoupled decay, of AdamW; p, m and v change in place, grad does not.

    This is algorithm 1 of Kingma and Ba, "Adam: a method for stochastic optimization", 2015 (arXiv:1412.6980), and
    algorithm 2 of Loshchilov and Hutter, "Decoupled weight decay regularization", 2019 (arXiv:1711.05101).

    Args:
        p: the parameter, of any shape.
        grad: its gradient, of the same shape.
        m: the running mean of the gradients, of the same shape; before the first step zeros.
        v: the running mean of their squares, of the same shape; before the first step zeros.
        t: which step this is, from 1.
        lr: the learning rate (the paper's alpha).
        beta1: how much of m stays.
        beta2: how much of v stays.
        eps: a small number, added to the root of the corrected v.
        weight_decay: how much of p is added to the gradient (Adam, an L2 penalty), or the decay of p itself (AdamW).
        decoupled: False for Adam; True for AdamW, which multiplies p by 1 - lr * weight_decay before its step.
    """
    if decoupled:
        p.mul_(1 - lr * weight_decay)
    elif weight_decay:
        grad = grad.add(p, alpha=weight_decay)
    m.mul_(beta1).add_(grad, alpha=1 - beta1)
    v.mul_(beta2).add_(grad * grad, alpha=1 - beta2)
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    p.sub_(m_hat / (v_hat.sqrt() + eps), alpha=lr)


def amsgrad_update(
    p: Tensor,
    grad: Tensor,
    m: Tensor,
    v: Tensor,
    v_max: Tensor,
    t: int,
    *,
    lr: float,
    beta1: float,
    beta2: float,
    eps: float,
) -> None:
    """Take one step of AMSGrad; p, m, v and v_max change in place.

    Adam that divides by the largest v so far, so that steps never grow again (Reddi et al., "On the convergence of
    Adam and beyond", 2018). The arguments are those of `adam_update`; v_max is of the same shape, at first zeros.
    """
    for mean, new, beta in ((m, grad, beta1), (v, grad * grad, beta2)):
        mean.mul_(beta).add_(new, alpha=1 - beta)
    v_max.copy_(maximum(v_max, v))
    spread = (v_max / (1 - beta2**t)).sqrt() + eps
    p.sub_(m / (1 - beta1**t) / spread, alpha=lr)


class Adam(Optimizer):
    """Adam: steps of about the learning rate in every element, whatever the size of its gradients.

    Args:
        params: tensors, or dicts of groups.
        lr: the learning rate.
        betas: how much of the running means of the gradients and of their squares stays.
        eps: a small number under which gradients count as noise.
        weight_decay: how much of the parameter itself is added to its gradient (an L2 penalty).
        amsgrad: whether to divide by the largest mean square so far.
        maximize: whether to climb instead of descend.
        decoupled_weight_decay: whether the decay shrinks the parameter itself, as in AdamW.

    Raises: ArgumentError (a ValueError) for a setting out of range.
    """

    def __init__(
        self,
        params: Iterable[Any],
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        amsgrad: bool = False,
        *,
        maximize: bool = False,
        decoupled_weight_decay: bool = False,
    ) -> None:
        check_settings(type(self).__name__, lr=lr, eps=eps, weight_decay=weight_decay)
        for number, beta in enumerate(betas):
            if not 0 <= beta < 1:
                raise ArgumentError(f"{type(self).__name__}: betas[{number}] must be from 0 to below 1, got {beta}")
        settings = {
            "lr": lr,
            "betas": betas,
            "eps": eps,
            "weight_decay": weight_decay,
            "amsgrad": amsgrad,
            "maximize": maximize,
            "decoupled_weight_decay": decoupled_weight_decay,
        }
        super().__init__(params, settings)

    def update_parameter(self, p: Tensor, grad: Tensor, state: State, group: Group) -> None:
        """Take one step."""
        if not state:
            state["step"] = factories.tensor(0.0)
            state["exp_avg"] = factories.zeros_like(p)
            state["exp_avg_sq"] = factories.zeros_like(p)
            if group["amsgrad"]:
                state["max_exp_avg_sq"] = factories.zeros_like(p)
        state["step"] += 1
        t, (beta1, beta2) = int(state["step"].item()), group["betas"]
        decay, moments = group["weight_decay"], (state["exp_avg"], state["exp_avg_sq"])
        how = {"lr": group["lr"], "beta1": beta1, "beta2": beta2, "eps": group["eps"]}
        decoupled = group["decoupled_weight_decay"]
        if not group["amsgrad"]:
            keep, added = (1 - group["lr"] * decay, 0) if decoupled else (1, decay)
            if self.take_fused("adam", p, grad, moments, t, *how.values(), added, keep, sign_of(group)):
                return
            adam_update(p, signed(grad, group), *moments, t, **how, weight_decay=decay, decoupled=decoupled)
            return
        if decoupled:
            p.mul_(1 - group["lr"] * decay)
        grad = signed(grad, group) if decoupled else descent_direction(p, grad, group)
        amsgrad_update(p, grad, *moments, state["max_exp_avg_sq"], t, **how)


class AdamW(Adam):
    """Adam with decay of the weights themselves, apart from the gradients.

    Each step first multiplies the parameter by 1 - lr * weight_decay, then is Adam's (Loshchilov and Hutter,
    "Decoupled weight decay regularization", 2019, arXiv:1711.05101).

    Args:
        params: tensors, or dicts of groups.
        lr: the learning rate.
        betas: how much of the running means of the gradients and of their squares stays.
        eps: a small number under which gradients count as noise.
        weight_decay: the decay.
        amsgrad: whether to divide by the largest mean square so far.
        maximize: whether to climb instead of descend.

    Raises: ArgumentError (a ValueError) for a setting out of range.
    """

    def __init__(
        self,
        params: Iterable[Any],
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 1e-2,
        amsgrad: bool = False,
        *,
        maximize: bool = False,
    ) -> None:
        super().__init__(params, lr, betas, eps, weight_decay, amsgrad, maximize=maximize, decoupled_weight_decay=True)
