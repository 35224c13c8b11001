"""The discrete Fourier transform: from samples to frequencies and back.

Every transform here is linear, so its derivative is the transform with the conjugate exponent, unscaled.
"""

import math
from typing import TYPE_CHECKING

from minitorch_ref import dtypes
from minitorch_ref.backends.selection import backend_of
from minitorch_ref.errors import UnsupportedError
from minitorch_ref.functions import dispatch
from minitorch_ref.functions.complex_numbers import real
from minitorch_ref.functions.function import Context, Function
from minitorch_ref.functions.padding import pad
from minitorch_ref.functions.reshaping import convert
from minitorch_ref.shapes import normalize_dim

if TYPE_CHECKING:
    from minitorch_ref.tensors.tensor import Tensor

__all__ = ["Fft", "Irfft", "Rfft", "fft", "ifft", "irfft", "rfft"]


class Fft(Function):
    """X[k] = sum_n x[n] exp(-2 pi i k n / N) along an axis; the inverse has the other sign. No factor in front."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor", dim: int, inverse: bool) -> "Tensor":
        ctx.dim, ctx.inverse = dim, inverse
        return transformed("ifft" if inverse else "fft", x, dim, x.shape[dim])

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "tuple[Tensor, None, None]":
        return Fft.apply(grad_output, ctx.dim, not ctx.inverse), None, None


class Rfft(Function):
    """The first N // 2 + 1 numbers of the transform of N real ones."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor", dim: int) -> "Tensor":
        ctx.dim, ctx.size = dim, x.shape[dim]
        return transformed("rfft", x, dim, ctx.size // 2 + 1)

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "tuple[Tensor, None]":
        return real(Fft.apply(resized(grad_output, ctx.dim, ctx.size), ctx.dim, True)), None


class Irfft(Function):
    """The N real numbers whose transform begins with x, times N."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor", dim: int, size: int) -> "Tensor":
        ctx.dim, ctx.size = dim, size
        return transformed("irfft", x, dim, size)

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "tuple[Tensor, None, None]":
        half = Rfft.apply(grad_output, ctx.dim)
        weights = [1.0 if k in (0, ctx.size / 2) else 2.0 for k in range(ctx.size // 2 + 1)]
        shape = [-1 if axis == ctx.dim else 1 for axis in range(half.dim())]
        return half * grad_output.new_tensor(weights).reshape(shape), None, None


def transformed(name: str, x: "Tensor", dim: int, size: int) -> "Tensor":
    """Run the backend's transform along one axis, which then has another size."""
    dtype = dtypes.real_type(x.dtype) if name == "irfft" else dtypes.complex_type(x.dtype)
    out = dispatch.allocate((*x.shape[:dim], size, *x.shape[dim + 1 :]), dtype, device=x.device)
    backend_of(out.strided).fft(name, out.strided, x.strided, dim)
    return out


def resized(x: "Tensor", dim: int, size: int) -> "Tensor":
    """Return x cut off, or filled up with zeros, to a size along one axis."""
    missing = size - x.shape[dim]
    return x if missing == 0 else pad(x, [0, 0] * (x.dim() - 1 - dim) + [0, missing])


def prepared(name: str, x: "Tensor", n: int | None, dim: int, complex_: bool) -> "tuple[Tensor, int]":
    """Return the input in a type that can be transformed, with `n` samples along the axis, and the axis."""
    dim = normalize_dim(dim, x.dim())
    if (n is not None and n < 1) or x.shape[dim] < 1:
        raise UnsupportedError(f"{name}: needs at least one sample, got n = {n} of axis {dim} of {tuple(x.shape)}")
    dtype = dtypes.complex_type(x.dtype) if complex_ else dispatch.floating(x.dtype)
    x = convert(x, dtype)
    return x if n is None else resized(x, dim, n), dim


def factor(name: str, n: int, norm: str | None, inverse: bool) -> float:
    """Return what a transform of n samples is multiplied with."""
    if norm not in (None, "backward", "ortho", "forward"):
        raise UnsupportedError(f"{name}: norm must be 'backward', 'ortho' or 'forward', got {norm!r}")
    if norm == "ortho":
        return 1 / math.sqrt(n)
    return 1 / n if inverse != (norm == "forward") else 1.0


def scaled(x: "Tensor", by: float) -> "Tensor":
    """Return x times a number."""
    return x if by == 1 else x * by


def fft(input: "Tensor", n: int | None = None, dim: int = -1, norm: str | None = None) -> "Tensor":
    """Return the Fourier transform along an axis, sum_n x[n] exp(-2 pi i k n / N), complex.

    Args:
        input: real or complex samples.
        n: how many samples are taken; the input is cut off or filled up with zeros.
        dim: the axis.
        norm: "backward" (the default, no factor), "ortho" (1 / sqrt(n)) or "forward" (1 / n).
    """
    x, dim = prepared("fft", input, n, dim, complex_=True)
    return scaled(Fft.apply(x, dim, False), factor("fft", x.shape[dim], norm, inverse=False))


def ifft(input: "Tensor", n: int | None = None, dim: int = -1, norm: str | None = None) -> "Tensor":
    """Return the inverse of `fft` with the same arguments."""
    x, dim = prepared("ifft", input, n, dim, complex_=True)
    return scaled(Fft.apply(x, dim, True), factor("ifft", x.shape[dim], norm, inverse=True))


def rfft(input: "Tensor", n: int | None = None, dim: int = -1, norm: str | None = None) -> "Tensor":
    """Return the first n // 2 + 1 numbers of the Fourier transform of real samples; the others are their conjugates.

    Arguments as for `fft`.
    """
    if input.dtype.is_complex:
        raise UnsupportedError(f"rfft: takes real samples, got {input.dtype}; use fft")
    x, dim = prepared("rfft", input, n, dim, complex_=False)
    return scaled(Rfft.apply(x, dim), factor("rfft", x.shape[dim], norm, inverse=False))


def irfft(input: "Tensor", n: int | None = None, dim: int = -1, norm: str | None = None) -> "Tensor":
    """Return the real samples whose `rfft` is the input; `n` of them, by default 2 * (size - 1), an even number."""
    size = 2 * (input.shape[normalize_dim(dim, input.dim())] - 1) if n is None else n
    if size < 1:
        raise UnsupportedError(f"irfft: needs at least one sample, got n = {size}")
    x, dim = prepared("irfft", input, size // 2 + 1, dim, complex_=True)
    return scaled(Irfft.apply(x, dim, size), factor("irfft", size, norm, inverse=True))
