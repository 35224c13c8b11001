"""Activations: the nonlinear functions between layers, element by element.

`inplace` is accepted everywhere, as in PyTorch, and saves no memory: the result is always a new tensor.
"""

import math
from typing import TYPE_CHECKING

from minitorch_ref import dtypes
from minitorch_ref.errors import ArgumentError, ShapeError, UnsupportedError
from minitorch_ref.functions import dispatch, exponential, rounding, selection, special, trigonometry
from minitorch_ref.functions.function import Context, Function
from minitorch_ref.shapes import normalize_dim
from minitorch_ref.tensors import random

if TYPE_CHECKING:
    from minitorch_ref.tensors.tensor import Tensor

__all__ = [
    "celu",
    "elu",
    "gelu",
    "glu",
    "hardshrink",
    "hardsigmoid",
    "hardswish",
    "hardtanh",
    "leaky_relu",
    "logsigmoid",
    "mish",
    "prelu",
    "relu",
    "relu6",
    "rrelu",
    "selu",
    "silu",
    "softplus",
    "softshrink",
    "softsign",
    "tanhshrink",
    "threshold",
]


def relu(input: "Tensor", inplace: bool = False) -> "Tensor":
    """Return max(x, 0)."""
    return rounding.relu(input)


def threshold(input: "Tensor", threshold: float, value: float, inplace: bool = False) -> "Tensor":
    """Return x where it is greater than the threshold, else `value`."""
    return selection.where(input > threshold, input, value)


def hardtanh(input: "Tensor", min_val: float = -1.0, max_val: float = 1.0, inplace: bool = False) -> "Tensor":
    """Return x, bounded; at and outside the bounds the derivative is 0."""
    if min_val > max_val:
        raise ArgumentError(f"hardtanh: min_val must not be greater than max_val, got {min_val} and {max_val}")
    bounded = selection.where(input >= max_val, max_val, input)
    return selection.where(input <= min_val, min_val, bounded)


def relu6(input: "Tensor", inplace: bool = False) -> "Tensor":
    """Return x bounded to [0, 6]."""
    return hardtanh(input, 0.0, 6.0)


def hardsigmoid(input: "Tensor", inplace: bool = False) -> "Tensor":
    """Return relu6(x + 3) / 6."""
    return relu6(input + 3) / 6


def hardswish(input: "Tensor", inplace: bool = False) -> "Tensor":
    """Return x * relu6(x + 3) / 6 (Howard et al., 2019)."""
    return input * hardsigmoid(input)


def leaky_relu(input: "Tensor", negative_slope: float = 0.01, inplace: bool = False) -> "Tensor":
    """Return x where it is positive, else negative_slope * x (Maas et al., 2013)."""
    return selection.where(input > 0, input, input * negative_slope)


def prelu(input: "Tensor", weight: "Tensor") -> "Tensor":
    """Return x where it is positive, else weight * x (He et al., 2015).

    Args:
        input: (N, C, ...).
        weight: (1,), or (C,), one slope for each channel.
    """
    if weight.numel() > 1:
        channels = input.shape[1] if input.dim() > 1 else 1
        if weight.numel() != channels:
            raise UnsupportedError(f"prelu: {weight.numel()} slopes do not fit the {channels} channels of the input")
        weight = weight.reshape(1, -1, *(1,) * (input.dim() - 2))
    return selection.where(input > 0, input, input * weight)


def rrelu(
    input: "Tensor", lower: float = 1 / 8, upper: float = 1 / 3, training: bool = False, inplace: bool = False
) -> "Tensor":
    """Return leaky_relu with a slope drawn from [lower, upper) for each element while training, else their mean."""
    if not training:
        return leaky_relu(input, (lower + upper) / 2)
    slopes = random.rand(input.shape, dtype=input.dtype, device=input.device) * (upper - lower) + lower
    return selection.where(input > 0, input, input * slopes)


# ---- exponential linear units ----


def elu(input: "Tensor", alpha: float = 1.0, inplace: bool = False) -> "Tensor":
    """Return x where it is positive, else alpha * (exp(x) - 1) (Clevert et al., 2016)."""
    return selection.where(input > 0, input, alpha * exponential.expm1(input.clamp(max=0)))


def celu(input: "Tensor", alpha: float = 1.0, inplace: bool = False) -> "Tensor":
    """Return x where it is positive, else alpha * (exp(x / alpha) - 1) (Barron, 2017)."""
    return selection.where(input > 0, input, alpha * exponential.expm1(input.clamp(max=0) / alpha))


def selu(input: "Tensor", inplace: bool = False) -> "Tensor":
    """Return scale * elu(x, alpha), the constants making activations keep mean 0 and variance 1 (Klambauer, 2017)."""
    alpha, scale = 1.6732632423543772848170429916717, 1.0507009873554804934193349852946
    return scale * elu(input, alpha)


# ---- smooth ----


class Softplus(Function):
    """log(1 + exp(x)), never overflowing; its derivative is the sigmoid."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor") -> "Tensor":
        ctx.save_for_backward(x)
        fused = dispatch.kernel("softplus", x)
        if fused is None:
            return x.clamp(min=0) + exponential.log1p(exponential.exp(-x.abs()))
        out = dispatch.allocate(x.shape, x.dtype, device=x.device)
        fused(out.strided, x.strided)
        return out

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "Tensor":
        (x,) = ctx.saved_tensors
        fused = dispatch.fused_gradient("softplus_backward", grad_output, x)
        return grad_output * trigonometry.sigmoid(x) if fused is None else fused


def log1p_exp(x: "Tensor") -> "Tensor":
    """Return log(1 + exp(x)) for any x."""
    result: Tensor = Softplus.apply(x)
    return result


def softplus(input: "Tensor", beta: float = 1.0, threshold: float = 20.0) -> "Tensor":
    """Return log(1 + exp(beta * x)) / beta, and x where beta * x is greater than the threshold."""
    if beta == 1 and threshold >= 20 and input.dtype is dtypes.float32:
        return log1p_exp(input)  # which is x from 17 on, and its derivative 1: no more digits
    steep = input * beta
    return selection.where(steep > threshold, input, log1p_exp(steep) / beta)


def logsigmoid(input: "Tensor") -> "Tensor":
    """Return log(sigmoid(x))."""
    return -log1p_exp(-input)


class Smooth(Function):
    """An activation with a kernel of its own, whose derivative is computed from its input."""

    kernel = ""

    @staticmethod
    def value(x: "Tensor") -> "Tensor":
        """Return the activation."""
        raise NotImplementedError

    @staticmethod
    def slope(x: "Tensor") -> "Tensor":
        """Return its derivative."""
        raise NotImplementedError

    @classmethod
    def run(cls, ctx: Context, x: "Tensor") -> "Tensor":
        """Return the activation, in one pass where there is a kernel."""
        ctx.save_for_backward(x)
        fused = dispatch.kernel(cls.kernel, x)
        if fused is None:
            return cls.value(x)
        out = dispatch.allocate(x.shape, x.dtype, device=x.device)
        fused(out.strided, x.strided)
        return out

    @classmethod
    def gradient(cls, ctx: Context, grad_output: "Tensor") -> "Tensor":
        """Return grad_output times the derivative, in one pass where there is a kernel."""
        (x,) = ctx.saved_tensors
        fused = dispatch.fused_gradient(f"{cls.kernel}_backward", grad_output, x)
        return grad_output * cls.slope(x) if fused is None else fused


class Silu(Smooth):
    """x * sigmoid(x)."""

    kernel = "silu"

    @staticmethod
    def value(x: "Tensor") -> "Tensor":
        """Return x * sigmoid(x)."""
        return x * trigonometry.sigmoid(x)

    @staticmethod
    def slope(x: "Tensor") -> "Tensor":
        """Return s * (1 + x * (1 - s)), s = sigmoid(x)."""
        s = trigonometry.sigmoid(x)
        return s * (1 + x * (1 - s))

    @staticmethod
    def forward(ctx: Context, x: "Tensor") -> "Tensor":
        return Silu.run(ctx, x)

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "Tensor":
        return Silu.gradient(ctx, grad_output)


class Gelu(Smooth):
    """x * P(Z <= x)."""

    kernel = "gelu"

    @staticmethod
    def value(x: "Tensor") -> "Tensor":
        """Return x / 2 * (1 + erf(x / sqrt(2)))."""
        return 0.5 * x * (1 + special.erf(x * math.sqrt(0.5)))

    @staticmethod
    def slope(x: "Tensor") -> "Tensor":
        """Return P(Z <= x) + x times the density of Z at x."""
        return 0.5 * (1 + special.erf(x * math.sqrt(0.5))) + x * exponential.exp(x * x * -0.5) / math.sqrt(2 * math.pi)

    @staticmethod
    def forward(ctx: Context, x: "Tensor") -> "Tensor":
        return Gelu.run(ctx, x)

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "Tensor":
        return Gelu.gradient(ctx, grad_output)


class GeluTanh(Smooth):
    """x / 2 * (1 + tanh(u)), u = sqrt(2 / pi) * (x + 0.044715 * x^3)."""

    kernel = "gelu_tanh"

    @staticmethod
    def value(x: "Tensor") -> "Tensor":
        """Return x / 2 * (1 + tanh(u))."""
        inner = math.sqrt(2 / math.pi) * (x + 0.044715 * x * x * x)
        return 0.5 * x * (1 + trigonometry.tanh(inner))

    @staticmethod
    def slope(x: "Tensor") -> "Tensor":
        """Return (1 + tanh(u) + x * (1 - tanh(u)^2) * u') / 2."""
        t = trigonometry.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x * x * x))
        inner_slope = math.sqrt(2 / math.pi) * (1 + 3 * 0.044715 * x * x)
        return 0.5 * (1 + t + x * (1 - t * t) * inner_slope)

    @staticmethod
    def forward(ctx: Context, x: "Tensor") -> "Tensor":
        return GeluTanh.run(ctx, x)

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "Tensor":
        return GeluTanh.gradient(ctx, grad_output)

    @classmethod
    def backward_name(cls) -> str:
        """Return PyTorch's name."""
        return "GeluBackward0"


def silu(input: "Tensor", inplace: bool = False) -> "Tensor":
    """Return x * sigmoid(x), also known as swish (Hendrycks and Gimpel, 2016)."""
    return Silu.apply(input)


def mish(input: "Tensor", inplace: bool = False) -> "Tensor":
    """Return x * tanh(softplus(x)) (Misra, 2019)."""
    return input * trigonometry.tanh(log1p_exp(input))


def gelu(input: "Tensor", approximate: str = "none") -> "Tensor":
    """Return x * P(Z <= x) for a standard normal Z (Hendrycks and Gimpel, 2016).

    Args:
        input: any shape.
        approximate: "none", or "tanh" for 0.5 * x * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x^3))).
    """
    if approximate == "tanh":
        return GeluTanh.apply(input)
    if approximate != "none":
        raise UnsupportedError(f"gelu: approximate must be none or tanh, got {approximate!r}")
    return Gelu.apply(input)


def softsign(input: "Tensor") -> "Tensor":
    """Return x / (1 + |x|)."""
    return input / (1 + input.abs())


def tanhshrink(input: "Tensor") -> "Tensor":
    """Return x - tanh(x)."""
    return input - trigonometry.tanh(input)


def softshrink(input: "Tensor", lambd: float = 0.5) -> "Tensor":
    """Return x moved by lambd towards 0, and 0 where it would cross."""
    if lambd < 0:
        raise UnsupportedError(f"softshrink: lambd must not be negative, got {lambd}")
    return selection.where(input > lambd, input - lambd, selection.where(input < -lambd, input + lambd, 0.0))


def hardshrink(input: "Tensor", lambd: float = 0.5) -> "Tensor":
    """Return x where |x| is greater than lambd, else 0."""
    return selection.where(input.abs() > lambd, input, 0.0)


def glu(input: "Tensor", dim: int = -1) -> "Tensor":
    """Return a * sigmoid(b), a and b being the halves of an axis (Dauphin et al., 2017)."""
    if input.dim() == 0:
        raise UnsupportedError("glu: a scalar has no axis to halve")
    axis = normalize_dim(dim, input.dim())
    if input.shape[axis] % 2:
        raise ShapeError(f"glu: axis {dim} must have an even size, got {input.shape[axis]}")
    half = input.shape[axis] // 2
    return input.narrow(axis, 0, half) * trigonometry.sigmoid(input.narrow(axis, half, half))
