"""Batch normalization: every channel measured by its mean and spread over the batch (Ioffe and Szegedy, 2015)."""

import math
from typing import TYPE_CHECKING, Any

from minitorch_ref.autograd.modes import no_grad
from minitorch_ref.errors import ArgumentError
from minitorch_ref.functions import dispatch, exponential
from minitorch_ref.functions.function import Context, Function
from minitorch_ref.functions.normalization import Standardize, per_channel, present, scaled, standardize

if TYPE_CHECKING:
    from minitorch_ref.tensors.tensor import Tensor

__all__ = ["batch_norm"]


class BatchNorm(Function):
    """(x - m) / s * weight + bias for each channel, in one pass.

    The kernel writes `mean` and `var`, (C,), unless they are fixed: then they are what x is measured by.
    """

    @staticmethod
    def forward(
        ctx: Context, x: "Tensor", weight: "Tensor | None", bias: "Tensor | None",
        mean: "Tensor", var: "Tensor", eps: float, fixed: bool,
    ) -> "Tensor":  # fmt: skip
        fused = dispatch.kernel("batch_norm", *present(x, weight, bias))
        assert fused is not None
        out = dispatch.allocate(x.shape, x.dtype, device=x.device)
        parameters = [None if y is None else y.strided for y in (weight, bias)]
        fused(out.strided, mean.strided, var.strided, x.strided, *parameters, eps, fixed)
        ctx.save_for_backward(x, mean, var, weight)
        ctx.eps, ctx.fixed = eps, fixed
        return out

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> tuple[Any, ...]:
        x, mean, var, weight = ctx.saved_tensors
        fused = dispatch.backward_kernel("batch_norm_backward", grad_output, *present(x, mean, var, weight))
        if fused is not None:
            grads = [dispatch.allocate(y.shape, x.dtype, device=x.device) for y in (x, mean, mean)]
            operands = (y.strided for y in (*grads, grad_output, x, mean, var))
            fused(*operands, None if weight is None else weight.strided, ctx.eps, ctx.fixed)
            return *grads, None, None, None, None
        dims = measured(x)
        h = grad_output if weight is None else grad_output * per_channel(weight, x.dim())
        if ctx.fixed:
            rstd = exponential.rsqrt(per_channel(var, x.dim()) + ctx.eps)
            standard, grad = (x - per_channel(mean, x.dim())) * rstd, h * rstd
        else:
            standard, rstd = Standardize.apply(x, dims, ctx.eps)
            along = (h * standard).mean(dims, keepdim=True)
            grad = rstd * (h - h.mean(dims, keepdim=True) - along * standard)
        return grad, (grad_output * standard).sum(dims), grad_output.sum(dims), None, None, None, None


def measured(x: "Tensor") -> tuple[int, ...]:
    """Return all axes but that of the channels."""
    return (0, *range(2, x.dim()))


def has_kernel(x: "Tensor", *parameters: "Tensor | None") -> bool:
    """Say whether there is a kernel for these operands: parameters (C,) for every channel, on the device of x."""
    tensors = present(*parameters)
    if x.dim() < 2 or any(tuple(y.shape) != (x.shape[1],) or y.device is not x.device for y in tensors):
        return False
    return dispatch.kernel("batch_norm", x, *tensors) is not None


def batch_norm(
    input: "Tensor",
    running_mean: "Tensor | None",
    running_var: "Tensor | None",
    weight: "Tensor | None" = None,
    bias: "Tensor | None" = None,
    training: bool = False,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> "Tensor":
    """Give every channel mean 0 and variance 1 over the batch (Ioffe and Szegedy, 2015).

    Args:
        input: (N, C, ...).
        running_mean: (C,); follows the mean of the batches while training and is used instead of it afterwards.
        running_var: (C,); likewise the variance, with N - 1 in the denominator.
        weight: (C,); by default 1.
        bias: (C,); by default 0.
        training: whether to measure by the batch; else by the running statistics.
        momentum: the weight of the new batch in the running statistics.
        eps: added to the variance.

    Raises: ArgumentError (a ValueError) while training if there is only one value per channel.
    """
    if not training:
        if running_mean is None or running_var is None:
            raise ArgumentError("batch_norm: without training, running_mean and running_var are needed")
        return by_statistics(input, running_mean, running_var, weight, bias, eps)
    dims = measured(input)
    count = math.prod(input.shape[dim] for dim in dims)
    if count == 1:
        raise ArgumentError(
            f"batch_norm: Expected more than 1 value per channel when training, got input size {input.shape}"
        )
    if has_kernel(input, weight, bias):
        mean, var = (dispatch.allocate((input.shape[1],), input.dtype, device=input.device) for _ in range(2))
        out: Tensor = BatchNorm.apply(input, weight, bias, mean, var, eps, False)
        with no_grad():
            follow(running_mean, mean, momentum)
            follow(running_var, var * (count / (count - 1)), momentum)
        return out
    with no_grad():
        if running_mean is not None:
            follow(running_mean, input.detach().mean(dims), momentum)
        if running_var is not None:
            follow(running_var, input.detach().var(dims), momentum)
    ndim = input.dim()
    return scaled(standardize(input, dims, eps), per_channel(weight, ndim), per_channel(bias, ndim))


def follow(running: "Tensor | None", batch: "Tensor", momentum: float) -> None:
    """Move a running statistic, if there is one, towards that of a batch."""
    if running is not None:
        running.mul_(1 - momentum).add_(batch, alpha=momentum)


def by_statistics(
    x: "Tensor", mean: "Tensor", var: "Tensor", weight: "Tensor | None", bias: "Tensor | None", eps: float
) -> "Tensor":
    """Return (x - mean) / sqrt(var + eps) * weight + bias, channel by channel."""
    if not mean.requires_grad and not var.requires_grad and has_kernel(x, weight, bias, mean, var):
        fused: Tensor = BatchNorm.apply(x, weight, bias, mean.clone(), var.clone(), eps, True)
        return fused
    ndim = x.dim()
    standard = (x - per_channel(mean, ndim)) * exponential.rsqrt(per_channel(var, ndim) + eps)
    return scaled(standard, per_channel(weight, ndim), per_channel(bias, ndim))
