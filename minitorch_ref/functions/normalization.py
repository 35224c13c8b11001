"""Normalization: numbers measured by the mean and the spread of a group of them."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, overload

from minitorch_ref.backends.interface import Kernel
from minitorch_ref.errors import ArgumentError, ShapeError
from minitorch_ref.functions import dispatch, exponential
from minitorch_ref.functions.function import Context, Function

if TYPE_CHECKING:
    from minitorch_ref.tensors.tensor import Tensor

__all__ = [
    "Standardize",
    "group_norm",
    "instance_norm",
    "layer_norm",
    "normalize",
    "per_channel",
    "present",
    "rms_norm",
    "scaled",
    "standardize",
]


class Standardize(Function):
    """x -> ((x - m) / s, 1 / s), m the mean along the axes and s^2 the variance plus eps (Ioffe and Szegedy, 2015)."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor", dims: tuple[int, ...], eps: float) -> "tuple[Tensor, Tensor]":
        centred = x - x.mean(dims, keepdim=True)
        rstd = exponential.rsqrt((centred * centred).mean(dims, keepdim=True) + eps)
        standard = centred * rstd
        ctx.save_for_backward(standard, rstd)
        ctx.dims = dims
        return standard, rstd

    @staticmethod
    def backward(ctx: Context, grad_standard: "Tensor", grad_rstd: "Tensor") -> tuple[Any, ...]:
        standard, rstd = ctx.saved_tensors
        along = (grad_standard * standard).mean(ctx.dims, keepdim=True)
        grad = rstd * (grad_standard - grad_standard.mean(ctx.dims, keepdim=True) - along * standard)
        size = math.prod(standard.shape[dim] for dim in ctx.dims)
        return grad - grad_rstd * rstd * rstd * standard / size, None, None


class LayerNorm(Function):
    """(x - m) / s * weight + bias along the last axes, in one pass (Ba, Kiros and Hinton, 2016)."""

    @staticmethod
    def forward(
        ctx: Context,
        x: "Tensor",
        weight: "Tensor | None",
        bias: "Tensor | None",
        dims: tuple[int, ...],
        eps: float,
        fused: Kernel,
    ) -> "Tensor":
        kept = tuple(1 if axis in dims else size for axis, size in enumerate(x.shape))
        out, mean, rstd = (dispatch.allocate(shape, x.dtype, device=x.device) for shape in (x.shape, kept, kept))
        parameters = [None if y is None else y.strided for y in (weight, bias)]
        fused(out.strided, mean.strided, rstd.strided, x.strided, *parameters, eps)
        ctx.save_for_backward(x, mean, rstd, weight)
        ctx.dims, ctx.eps = dims, eps
        return out

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> tuple[Any, ...]:
        x, mean, rstd, weight = ctx.saved_tensors
        fused = dispatch.backward_kernel("layer_norm_backward", grad_output, *present(x, mean, rstd, weight))
        if fused is not None:
            sizes = tuple(x.shape[dim] for dim in ctx.dims)
            grads = [dispatch.allocate(shape, x.dtype, device=x.device) for shape in (x.shape, sizes, sizes)]
            operands = (y.strided for y in (*grads, grad_output, x, mean, rstd))
            fused(*operands, None if weight is None else weight.strided)
            return *grads, None, None, None
        standard, rstd = Standardize.apply(x, ctx.dims, ctx.eps)
        h = grad_output if weight is None else grad_output * weight
        along = (h * standard).mean(ctx.dims, keepdim=True)
        grad = rstd * (h - h.mean(ctx.dims, keepdim=True) - along * standard)
        return grad, grad_output * standard, grad_output, None, None, None


def present(*tensors: "Tensor | None") -> "list[Tensor]":
    """Return those that are there."""
    return [x for x in tensors if x is not None]


def standardize(x: "Tensor", dims: tuple[int, ...], eps: float) -> "Tensor":
    """Return (x - mean) / sqrt(variance + eps), both along the axes `dims`."""
    standard: Tensor = Standardize.apply(x, dims, eps)[0]
    return standard


def scaled(x: "Tensor", weight: "Tensor | None", bias: "Tensor | None") -> "Tensor":
    """Return x * weight + bias, as far as they are there."""
    x = x if weight is None else x * weight
    return x if bias is None else x + bias


@overload
def per_channel(parameter: "Tensor", ndim: int) -> "Tensor": ...
@overload
def per_channel(parameter: "Tensor | None", ndim: int) -> "Tensor | None": ...
def per_channel(parameter: "Tensor | None", ndim: int) -> "Tensor | None":
    """(C,) -> (1, C, 1, ...)."""
    return None if parameter is None else parameter.reshape(1, -1, *(1,) * (ndim - 2))


def layer_norm(
    input: "Tensor",
    normalized_shape: Sequence[int],
    weight: "Tensor | None" = None,
    bias: "Tensor | None" = None,
    eps: float = 1e-5,
) -> "Tensor":
    """Give the last axes mean 0 and variance 1, then scale and shift them (Ba, Kiros and Hinton, 2016).

    Args:
        input: (..., *normalized_shape), floating point.
        normalized_shape: the sizes of the axes that form one group.
        weight: normalized_shape; by default 1.
        bias: normalized_shape; by default 0.
        eps: added to the variance.

    Returns: (..., *normalized_shape).

    Raises: ShapeError (a RuntimeError) if the input does not end in these sizes, or a parameter has others.
    """
    dims = last_axes("layer_norm", input, normalized_shape)
    for name, parameter in (("weight", weight), ("bias", bias)):
        if parameter is not None and tuple(parameter.shape) != tuple(normalized_shape):
            sizes = f"{tuple(normalized_shape)}, got {tuple(parameter.shape)}"
            raise ShapeError(f"layer_norm: Expected {name} to be of the same shape as normalized_shape, {sizes}")
    if (fused := dispatch.kernel("layer_norm", *present(input, weight, bias))) is not None:
        return LayerNorm.apply(input, weight, bias, dims, eps, fused)
    return scaled(standardize(input, dims, eps), weight, bias)


def last_axes(name: str, input: "Tensor", sizes: Sequence[int]) -> tuple[int, ...]:
    """Return the axes that have these sizes at the end of the input."""
    if not sizes or tuple(input.shape[-len(sizes) :]) != tuple(sizes):
        raise ShapeError(f"{name}: the input must end in {tuple(sizes)}, got shape {tuple(input.shape)}")
    return tuple(range(input.dim() - len(sizes), input.dim()))


def rms_norm(
    input: "Tensor", normalized_shape: Sequence[int], weight: "Tensor | None" = None, eps: float | None = None
) -> "Tensor":
    """Divide the last axes by their root mean square, then scale them (Zhang and Sennrich, 2019).

    Args:
        input: (..., *normalized_shape), floating point.
        normalized_shape: the sizes of the axes that form one group.
        weight: normalized_shape; by default 1.
        eps: added to the mean square; by default the spacing of the element type at 1.
    """
    dims = last_axes("rms_norm", input, normalized_shape)
    smallest = 2.0 ** -{"float16": 10, "bfloat16": 7, "float32": 23}.get(input.dtype.name, 52)
    square = (input * input).mean(dims, keepdim=True) + (smallest if eps is None else eps)
    return scaled(input * exponential.rsqrt(square), weight, None)


def group_norm(
    input: "Tensor",
    num_groups: int,
    weight: "Tensor | None" = None,
    bias: "Tensor | None" = None,
    eps: float = 1e-5,
) -> "Tensor":
    """Give every group of channels of every example mean 0 and variance 1 (Wu and He, 2018).

    Args:
        input: (N, C, ...).
        num_groups: how many groups the channels form; divides C.
        weight: (C,); by default 1.
        bias: (C,); by default 0.
        eps: added to the variance.
    """
    if input.dim() < 2 or input.shape[1] % num_groups:
        raise ShapeError(f"group_norm: {num_groups} groups do not divide the channels of shape {tuple(input.shape)}")
    groups = input.reshape(input.shape[0], num_groups, -1)
    standard = standardize(groups, (2,), eps).reshape(input.shape)
    return scaled(standard, per_channel(weight, input.dim()), per_channel(bias, input.dim()))


def instance_norm(
    input: "Tensor",
    running_mean: "Tensor | None" = None,
    running_var: "Tensor | None" = None,
    weight: "Tensor | None" = None,
    bias: "Tensor | None" = None,
    use_input_stats: bool = True,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> "Tensor":
    """Give every channel of every example mean 0 and variance 1: `group_norm` with as many groups as channels."""
    if running_mean is not None or not use_input_stats:
        raise ArgumentError("instance_norm: running statistics are not supported; leave them out")
    return group_norm(input, input.shape[1], weight, bias, eps)


def normalize(input: "Tensor", p: float = 2.0, dim: int = 1, eps: float = 1e-12) -> "Tensor":
    """Return the input divided by its p-norm along an axis, or by `eps` where the norm is smaller."""
    norm = (
        ((input.abs() ** p).sum(dim, keepdim=True) ** (1 / p))
        if p != 2
        else (input * input).sum(dim, keepdim=True).sqrt()
    )
    return input / norm.clamp(min=eps)
