"""Dropout: while training, elements are set to 0 at random and the others scaled up (Srivastava et al., 2014)."""

import math
from typing import TYPE_CHECKING

from minitorch_ref.errors import ArgumentError
from minitorch_ref.functions import dispatch, selection
from minitorch_ref.functions.function import Context, Function
from minitorch_ref.storage import Device
from minitorch_ref.tensors import random

if TYPE_CHECKING:
    from minitorch_ref.tensors.tensor import Tensor

__all__ = ["Dropout", "alpha_dropout", "dropout", "dropout1d", "dropout2d", "dropped"]


def keep_mask(name: str, shape: tuple[int, ...], p: float, device: Device) -> "Tensor":
    """Return booleans that are False with probability p."""
    if not 0 <= p <= 1:
        raise ArgumentError(f"{name}: the probability must be in [0, 1], got {p}")
    return random.rand(shape, device=device) >= p


def dropout(input: "Tensor", p: float = 0.5, training: bool = True, inplace: bool = False) -> "Tensor":
    """Return the input with each element set to 0 with probability p, the others divided by 1 - p.

    Args:
        input: any shape.
        p: the probability, in [0, 1].
        training: without it, the input is returned as it is.
        inplace: accepted; the result is always a new tensor.
    """
    keep = keep_mask("dropout", tuple(input.shape) if training else (), p, input.device)
    if not training or p == 0:
        return input
    return input * (keep.to(input.dtype) * (1 / (1 - p) if p < 1 else 0.0))


class Dropout(Function):
    """x * (uniform >= p) / (1 - p), in one pass."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor", uniform: "Tensor", p: float) -> "Tensor":
        fused = dispatch.kernel("dropout", x, uniform)
        assert fused is not None
        ctx.save_for_backward(uniform)
        ctx.p = p
        out = dispatch.allocate(x.shape, x.dtype, device=x.device)
        fused(out.strided, x.strided, uniform.strided, p, 1 / (1 - p))
        return out

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "tuple[Tensor | None, ...]":
        (uniform,) = ctx.saved_tensors
        if (fused := dispatch.backward_kernel("dropout", grad_output, uniform)) is not None:
            grad = dispatch.allocate(uniform.shape, grad_output.dtype, device=uniform.device)
            fused(grad.strided, grad_output.strided, uniform.strided, ctx.p, 1 / (1 - ctx.p))
            return grad, None, None
        return grad_output * ((uniform >= ctx.p).to(grad_output.dtype) * (1 / (1 - ctx.p))), None, None


def dropped(input: "Tensor", p: float, training: bool = True) -> "Tensor":
    """Return what `dropout` returns, in one pass if there is a kernel; the same random numbers are drawn."""
    if not training or not 0 < p < 1 or dispatch.kernel("dropout", input) is None:
        return dropout(input, p, training)
    return Dropout.apply(input, random.rand(tuple(input.shape), device=input.device), p)


def dropout2d(input: "Tensor", p: float = 0.5, training: bool = True, inplace: bool = False) -> "Tensor":
    """Return (N, C, H, W) with whole channels set to 0 with probability p, the others divided by 1 - p."""
    return channel_dropout(input, p, training, input.dim() - 2)


def dropout1d(input: "Tensor", p: float = 0.5, training: bool = True, inplace: bool = False) -> "Tensor":
    """Return (N, C, L) with whole channels set to 0 with probability p, the others divided by 1 - p."""
    return channel_dropout(input, p, training, input.dim() - 1)


def channel_dropout(input: "Tensor", p: float, training: bool, channel_axes: int) -> "Tensor":
    """Drop along the first axes; what lies behind one place there is dropped as a whole."""
    channels = input.new_ones((*input.shape[:channel_axes], *(1,) * (input.dim() - channel_axes)))
    scale = dropout(channels, p, training)
    return input if scale is channels else input * scale


def alpha_dropout(input: "Tensor", p: float = 0.5, training: bool = False, inplace: bool = False) -> "Tensor":
    """Return the input with elements set to selu's lowest value, mean and variance kept (Klambauer et al., 2017)."""
    keep = keep_mask("alpha_dropout", tuple(input.shape), p, input.device)
    if not training or p == 0:
        return input
    if p == 1:
        return input * 0
    lowest = -1.7580993408473766
    scale = 1 / math.sqrt((1 - p) * (1 + p * lowest**2))
    return selection.where(keep, input, lowest) * scale - scale * p * lowest
