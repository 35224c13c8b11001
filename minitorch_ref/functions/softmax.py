"""Softmax and its logarithm, computed from what is left after the largest element is taken off: nothing overflows."""

from typing import TYPE_CHECKING

from minitorch_ref import dtypes
from minitorch_ref.dtypes import DType
from minitorch_ref.errors import UnsupportedError
from minitorch_ref.functions import dispatch, exponential, selection
from minitorch_ref.functions.function import Context, Function
from minitorch_ref.functions.sizes import reduction_dims
from minitorch_ref.shapes import normalize_dim

if TYPE_CHECKING:
    from minitorch_ref.functions.sizes import Sizes
    from minitorch_ref.tensors.tensor import Tensor

__all__ = [
    "LogSoftmax",
    "LogSumExp",
    "Softmax",
    "log_probabilities",
    "log_softmax",
    "log_sum_exp",
    "logsumexp",
    "softmax",
    "softmin",
]


class Softmax(Function):
    """exp(x) divided by its sum along an axis."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor", dim: int) -> "Tensor":
        if (fused := dispatch.kernel("softmax", x)) is not None:
            out = dispatch.allocate(x.shape, x.dtype, device=x.device)
            fused(out.strided, x.strided, dim)
        else:
            powers = dispatch.map_same("exp", centred(widened(x), (dim,)))
            out = dispatch.zip_to("div", powers, dispatch.reduce_dims("sum", powers, (dim,), True))
            out = dispatch.cast(out, x.dtype)
        ctx.save_for_backward(out)
        ctx.dim = dim
        return out

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "tuple[Tensor, None]":
        (out,) = ctx.saved_tensors
        if (fused := dispatch.backward_kernel("softmax_backward", grad_output, out)) is not None:
            grad = dispatch.allocate(out.shape, out.dtype, device=out.device)
            fused(grad.strided, grad_output.strided, out.strided, ctx.dim)
            return grad, None
        weighted = grad_output * out
        return weighted - out * weighted.sum(ctx.dim, keepdim=True), None


class LogSoftmax(Function):
    """x less the logarithm of the sum of exp(x) along an axis."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor", dim: int) -> "Tensor":
        if (fused := dispatch.kernel("log_softmax", x)) is not None:
            out = dispatch.allocate(x.shape, x.dtype, device=x.device)
            fused(out.strided, x.strided, dim)
        else:
            out = dispatch.cast(log_probabilities(widened(x), dim), x.dtype) if x.numel() else x.clone()
        ctx.save_for_backward(out)
        ctx.dim = dim
        return out

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "tuple[Tensor, None]":
        (out,) = ctx.saved_tensors
        if (fused := dispatch.backward_kernel("log_softmax_backward", grad_output, out)) is not None:
            grad = dispatch.allocate(out.shape, out.dtype, device=out.device)
            fused(grad.strided, grad_output.strided, out.strided, ctx.dim)
            return grad, None
        return grad_output - exponential.exp(out) * grad_output.sum(ctx.dim, keepdim=True), None


class LogSumExp(Function):
    """The logarithm of the sum of exp(x) along axes."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor", dims: tuple[int, ...], keepdim: bool) -> "Tensor":
        ctx.save_for_backward(x)
        ctx.dims = dims
        out = log_sum_exp(x, dims) if x.numel() else x.sum(dims, keepdim=True).log()
        return out if keepdim else dispatch.without_axes(out, dims)

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "tuple[Tensor, None, None]":
        (x,) = ctx.saved_tensors
        kept = [1 if axis in ctx.dims else size for axis, size in enumerate(x.shape)]
        total = LogSumExp.apply(x, ctx.dims, True)
        return grad_output.reshape(kept) * exponential.exp(x - total), None, None


def widened(x: "Tensor") -> "Tensor":
    """Return x in float32 if its elements have 16 bits: sums of them need more."""
    return dispatch.cast(x, dtypes.float32) if x.dtype.itemsize == 2 else x


def centred(x: "Tensor", dims: tuple[int, ...]) -> "Tensor":
    """Return x less its largest element along axes."""
    return dispatch.zip_to("sub", x, dispatch.reduce_dims("amax", x, dims, True))


def log_sum_exp(x: "Tensor", dim: int | tuple[int, ...]) -> "Tensor":
    """Return the logarithm of the sum of exp(x) along an axis or axes, which stay with size 1.

    Nothing overflows, however large the elements are, and elements that are all very small do not give -inf. An element
    of inf gives inf; only where every element is -inf is the result -inf.

    Args:
        x: floating-point numbers of any shape, not empty along `dim`.
        dim: the axis or axes.
    """
    top = x.amax(dim, keepdim=True)
    top = selection.where(top.isfinite(), top, 0.0)
    return (x - top).exp().sum(dim, keepdim=True).log() + top


def log_probabilities(x: "Tensor", dim: int) -> "Tensor":
    """Return the logarithm of softmax(x) = exp(x) / sum(exp(x)) along an axis.

    The result is finite for finite x, and as exact for elements around 1e6 as for the same elements around 0.

    Args:
        x: floating-point numbers, at least one axis.
        dim: the axis along which the probabilities add up to 1.
    """
    rest = x - x.amax(dim, keepdim=True)
    return rest - log_sum_exp(rest, dim)


def floats(name: str, x: "Tensor", dtype: DType | None) -> "Tensor":
    """Return x in floating point."""
    x = x if dtype is None else x.to(dtype)
    if not x.dtype.is_floating_point:
        raise UnsupportedError(f"{name}: not for {x.dtype}; give floating-point numbers, or dtype=")
    return x


def softmax(input: "Tensor", dim: int, dtype: DType | None = None) -> "Tensor":
    """Return exp(x) / sum(exp(x)) along an axis: positive numbers that add up to 1.

    Args:
        input: floating-point numbers of any shape.
        dim: the axis along which they add up to 1.
        dtype: a type to convert the input to first.
    """
    x = floats("softmax", input, dtype)
    return Softmax.apply(x, normalize_dim(dim, x.dim())) if x.dim() else softmax(x.reshape(1), dim).reshape(())


def log_softmax(input: "Tensor", dim: int, dtype: DType | None = None) -> "Tensor":
    """Return the logarithm of `softmax` along an axis, exact where that would be 0; arguments as there."""
    x = floats("log_softmax", input, dtype)
    return LogSoftmax.apply(x, normalize_dim(dim, x.dim())) if x.dim() else log_softmax(x.reshape(1), dim).reshape(())


def softmin(input: "Tensor", dim: int, dtype: DType | None = None) -> "Tensor":
    """Return `softmax` of -input."""
    return softmax(-input, dim, dtype)


def logsumexp(input: "Tensor", dim: "Sizes", keepdim: bool = False) -> "Tensor":
    """Return the logarithm of the sum of exp(x) along the axes `dim`, without overflow; integers become float32."""
    x = input.to(dispatch.floating(input.dtype))
    return LogSumExp.apply(x, reduction_dims(x, dim), keepdim)
