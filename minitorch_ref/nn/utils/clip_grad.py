"""Keeping gradients from becoming too large."""

import math
from collections.abc import Iterable

from minitorch_ref.autograd.modes import no_grad
from minitorch_ref.errors import UnsupportedError
from minitorch_ref.tensors import factories
from minitorch_ref.tensors.tensor import Tensor

__all__ = ["clip_grad_norm_", "clip_grad_value_", "get_total_norm"]


def gradients(parameters: Tensor | Iterable[Tensor]) -> list[Tensor]:
    """Return the gradients of one tensor or several, as far as they have some."""
    tensors = [parameters] if isinstance(parameters, Tensor) else list(parameters)
    return [tensor.grad for tensor in tensors if tensor.grad is not None]


def get_total_norm(
    tensors: Tensor | Iterable[Tensor], norm_type: float = 2.0, error_if_nonfinite: bool = False
) -> Tensor:
    """Return the norm of all elements of some tensors as if they were one vector.

    Args:
        tensors: the tensors.
        norm_type: the p of the p-norm; may be inf.
        error_if_nonfinite: whether to raise if the norm is infinite or not a number.
    """
    tensors = [tensors] if isinstance(tensors, Tensor) else list(tensors)
    if not tensors:
        return factories.tensor(0.0)
    with no_grad():
        if norm_type == math.inf:
            parts = [tensor.abs().amax() for tensor in tensors]
            total = factories.tensor(max(float(part) for part in parts), dtype=tensors[0].dtype)
        else:
            powers = [(tensor.abs() ** norm_type).sum() for tensor in tensors]
            total = sum(powers[1:], powers[0]) ** (1 / norm_type)
    if error_if_nonfinite and not bool(total.isfinite()):
        raise UnsupportedError(f"clip_grad_norm_: the total norm of order {norm_type} for gradients is non-finite")
    return total


def clip_grad_norm_(
    parameters: Tensor | Iterable[Tensor],
    max_norm: float,
    norm_type: float = 2.0,
    error_if_nonfinite: bool = False,
    foreach: bool | None = None,
) -> Tensor:
    """Scale all gradients by one factor, in place, so that together their norm is at most `max_norm`.

    The factor is max_norm / (norm + 1e-6), but never more than 1. The scaling is not recorded.

    Args:
        parameters: tensors with gradients; others are left out.
        max_norm: the largest norm allowed.
        norm_type: the p of the p-norm; may be inf.
        error_if_nonfinite: whether to raise if the norm is infinite or not a number.
        foreach: accepted; it changes nothing.

    Returns: the norm before, a scalar.

    Source: Pascanu, Mikolov and Bengio, 2013.
    """
    grads = gradients(parameters)
    total = get_total_norm(grads, norm_type, error_if_nonfinite)
    with no_grad():
        factor = (max_norm / (total + 1e-6)).clamp(max=1.0)
        for grad in grads:
            grad.mul_(factor.to(grad.dtype))
    return total


def clip_grad_value_(parameters: Tensor | Iterable[Tensor], clip_value: float, foreach: bool | None = None) -> None:
    """Bound every element of every gradient to [-clip_value, clip_value], in place."""
    with no_grad():
        for grad in gradients(parameters):
            grad.clamp_(-clip_value, clip_value)
