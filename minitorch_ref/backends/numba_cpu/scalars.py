"""Functions of one number, written so that the compiler can apply them to eight or sixteen numbers at once.

That rules out branches and calls of the C library. The exponential is split into a power of two, which is a shift of
bits, and a rest so close to 1 that a short power series gives it to the last digit.

Constants are written `type(x)(...)`: a plain Python float is a float64, and would turn a float32 into one.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numba import types
from numba.extending import overload

from minitorch_ref.backends.numba_cpu.bits import from_bits, to_bits
from minitorch_ref.backends.numba_cpu.jit import Number, helper

__all__ = ["by_type", "exp"]


def by_type(single: Callable[..., Any], double: Callable[..., Any]) -> Any:
    """Return a function for kernels: `single` for numbers of type float32, else `double`."""

    def function(x: Any) -> Any:
        raise NotImplementedError("this function can only be called by compiled kernels")

    @overload(function, strict=False)  # type: ignore[untyped-decorator]
    def choose(x: Any) -> Any:
        return (lambda x: single(x)) if x == types.float32 else (lambda x: double(x))

    return function


# ---- exp: 2^k * exp(r) with k = round(x / log 2) and |r| <= log(2) / 2 ----
# Adding 1.5 * 2^23 (or 2^52) rounds to an integer that then stands in the last bits. 2^k is multiplied in two halves:
# k may be one too large for a float, or so small that the result is denormal.


@helper
def exp_single(x: Number) -> Number:
    """Return e to the power x."""
    one = np.float32(1)
    x = np.float32(-104) if x < np.float32(-104) else x
    x = np.float32(89) if x > np.float32(89) else x
    shifted = x * np.float32(1.4426950408889634) + np.float32(12582912)
    n = shifted - np.float32(12582912)
    k = np.int32(to_bits(shifted) - np.int32(0x4B400000))
    r = x - n * np.float32(0.693359375) + n * np.float32(2.1219444005469058e-4)
    series = r * np.float32(1 / 5040) + np.float32(1 / 720)
    series = series * r + np.float32(1 / 120)
    series = series * r + np.float32(1 / 24)
    series = series * r + np.float32(1 / 6)
    series = series * r + np.float32(1 / 2)
    series = series * r * r + r + one
    half = np.int32(k >> 1)
    low = from_bits(np.int32((half + 127) << 23))
    high = from_bits(np.int32((k - half + 127) << 23))
    return series * low * high


@helper
def exp_double(x: Number) -> Number:
    """Return e to the power x."""
    x = -746.0 if x < -746.0 else x
    x = 710.0 if x > 710.0 else x
    shifted = x * 1.4426950408889634 + 6755399441055744.0
    n = shifted - 6755399441055744.0
    k = to_bits(shifted) - 0x4338000000000000
    r = x - n * 0.6931471803691238 - n * 1.9082149292705877e-10
    series = r * (1 / 6227020800) + 1 / 479001600
    series = series * r + 1 / 39916800
    series = series * r + 1 / 3628800
    series = series * r + 1 / 362880
    series = series * r + 1 / 40320
    series = series * r + 1 / 5040
    series = series * r + 1 / 720
    series = series * r + 1 / 120
    series = series * r + 1 / 24
    series = series * r + 1 / 6
    series = series * r + 1 / 2
    series = series * r * r + r + 1.0
    half = k >> 1
    return series * from_bits((half + 1023) << 52) * from_bits((k - half + 1023) << 52)


exp = by_type(exp_single, exp_double)
