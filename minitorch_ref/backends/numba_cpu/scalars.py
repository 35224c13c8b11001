"""Functions of one number, written so that the compiler can apply them to eight or sixteen numbers at once.

That rules out branches and calls of the C library. The exponential is split into a power of two, which is a shift of
bits, and a rest so close to 1 that a short power series gives it to the last digit; the logarithm goes the same way
back. The others are made of these two. All are within 3 units in the last place, and give for NaN, infinities, -0.0
and denormal numbers what NumPy gives.

Constants are written `type(x)(...)`: a plain Python float is a float64, and would turn a float32 into one.
"""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numba import types
from numba.extending import overload

from minitorch_ref.backends.numba_cpu.bits import from_bits, larger, to_bits, with_sign
from minitorch_ref.backends.numba_cpu.jit import Number, helper, named

__all__ = ["between", "by_type", "erf", "exp", "expm1", "log", "log1p", "relu", "sigmoid", "tanh"]


def by_type(single: Callable[..., Any], double: Callable[..., Any]) -> Any:
    """Return a function for kernels: `single` for numbers of type float32, else `double`."""

    def function(x: Any) -> Any:
        raise NotImplementedError("this function can only be called by compiled kernels")

    def of_single(x: Any) -> Any:
        return single(x)

    def of_double(x: Any) -> Any:
        return double(x)

    named(of_single, f"choose_{single.__name__}")
    named(of_double, f"choose_{double.__name__}")
    overload(function, strict=False)(lambda x: of_single if x == types.float32 else of_double)
    return function


# ---- exp: 2^k * exp(r) with k = round(x / log 2) and |r| <= log(2) / 2 ----
# Adding 1.5 * 2^23 (or 2^52) rounds to an integer that then stands in the last bits. log 2 is subtracted in two parts,
# the first so short that k times it is exact. 2^k is multiplied in two halves: k may be one too large for a float, or
# so small that the result is denormal.


@helper
def reduced_single(x: Number) -> Any:
    """Return k and r."""
    shifted = x * np.float32(1.4426950408889634) + np.float32(12582912)
    n = shifted - np.float32(12582912)
    r = x - n * np.float32(0.693359375) + n * np.float32(2.1219444005469058e-4)
    return np.int32(to_bits(shifted) - np.int32(0x4B400000)), r


@helper
def reduced_double(x: Number) -> Any:
    """Return k and r."""
    shifted = x * 1.4426950408889634 + 6755399441055744.0
    n = shifted - 6755399441055744.0
    return to_bits(shifted) - 0x4338000000000000, x - n * 0.6931471803691238 - n * 1.9082149292705877e-10


@helper
def series_single(r: Number) -> Number:
    """Return exp(r) - 1 of a small number: r + r^2 / 2! + ... + r^7 / 7!."""
    series = r * np.float32(1 / 5040) + np.float32(1 / 720)
    series = series * r + np.float32(1 / 120)
    series = series * r + np.float32(1 / 24)
    series = series * r + np.float32(1 / 6)
    series = series * r + np.float32(1 / 2)
    return series * r * r + r


@helper
def series_double(r: Number) -> Number:
    """Return exp(r) - 1 of a small number: r + r^2 / 2! + ... + r^13 / 13!."""
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
    return series * r * r + r


@helper
def power_single(k: Any) -> Number:
    """Return 2^k, -127 < k < 128."""
    return from_bits(np.int32((k + 127) << 23))


@helper
def power_double(k: Any) -> Number:
    """Return 2^k, -1023 < k < 1024."""
    return from_bits((k + 1023) << 52)


@helper
def between(x: Number, low: Number, high: Number) -> Number:
    """Return x, not below `low` and not above `high`; NaN stays."""
    x = low if x < low else x
    return high if x > high else x


@helper
def exp_single(x: Number) -> Number:
    """Return e to the power x."""
    k, r = reduced_single(between(x, np.float32(-104), np.float32(89)))
    half = np.int32(k >> 1)
    return (series_single(r) + np.float32(1)) * power_single(half) * power_single(k - half)


@helper
def exp_double(x: Number) -> Number:
    """Return e to the power x."""
    k, r = reduced_double(between(x, -746.0, 710.0))
    half = k >> 1
    return (series_double(r) + 1.0) * power_double(half) * power_double(k - half)


exp = by_type(exp_single, exp_double)

# ---- exp(x) - 1 = 2^k * (exp(r) - 1) + (2^k - 1): near 0, k is 0 and nothing is lost ----


@helper
def expm1_single(x: Number) -> Number:
    """Return exp(x) - 1."""
    k, r = reduced_single(between(x, np.float32(-20), np.float32(89)))
    half = np.int32(k >> 1)
    low, high, one_by_high = power_single(half), power_single(k - half), power_single(half - k)
    return with_sign((series_single(r) * low + (low - one_by_high)) * high, x)


@helper
def expm1_double(x: Number) -> Number:
    """Return exp(x) - 1."""
    k, r = reduced_double(between(x, -40.0, 710.0))
    half = k >> 1
    low, high, one_by_high = power_double(half), power_double(k - half), power_double(half - k)
    return with_sign((series_double(r) * low + (low - one_by_high)) * high, x)


expm1 = by_type(expm1_single, expm1_double)

# ---- log(2^e * m) = e * log 2 + log(m), sqrt(1/2) <= m < sqrt(2); with s = (m - 1) / (m + 1) ----
# log(m) = 2 * (s + s^3 / 3 + s^5 / 5 + ...). A denormal number is made a normal one first.


@helper
def log_single(x: Number) -> Number:
    """Return the natural logarithm of x."""
    one = np.float32(1)
    is_small = x < np.float32(1.17549435e-38)
    bits = to_bits(x * np.float32(8388608) if is_small else x)
    e = np.int32((bits - np.int32(0x3F3504F3)) >> 23)
    m = from_bits(np.int32(bits - (e << 23)))
    n = np.float32(e) - (np.float32(23) if is_small else np.float32(0))
    s = (m - one) / (m + one)
    z = s * s
    series = z * np.float32(2 / 9) + np.float32(2 / 7)
    series = series * z + np.float32(2 / 5)
    series = series * z + np.float32(2 / 3)
    # m - 1 is exact: m - 1 = 2 * s + s * (m - 1)
    rest = s * (z * series - (m - one)) + (m - one)
    result = n * np.float32(0.693359375) + (rest - n * np.float32(2.1219444005469058e-4))
    return log_edges(x, result)


@helper
def log_double(x: Number) -> Number:
    """Return the natural logarithm of x."""
    is_small = x < 2.2250738585072014e-308
    bits = to_bits(x * 4503599627370496.0 if is_small else x)
    e = (bits - 0x3FE6A09E667F3BCD) >> 52
    m = from_bits(bits - (e << 52))
    n = float(e) - (52.0 if is_small else 0.0)
    s = (m - 1.0) / (m + 1.0)
    z = s * s
    series = z * (2 / 21) + 2 / 19
    series = series * z + 2 / 17
    series = series * z + 2 / 15
    series = series * z + 2 / 13
    series = series * z + 2 / 11
    series = series * z + 2 / 9
    series = series * z + 2 / 7
    series = series * z + 2 / 5
    series = series * z + 2 / 3
    rest = s * (z * series - (m - 1.0)) + (m - 1.0)
    return log_edges(x, n * 0.6931471803691238 + (rest + n * 1.9082149292705877e-10))


@helper
def log_edges(x: Number, result: Number) -> Number:
    """Return the logarithm where there is one, else what stands for it."""
    infinite = type(x)(np.inf)
    result = -infinite if x == type(x)(0) else result
    result = type(x)(np.nan) if x < type(x)(0) else result
    return result if x < infinite else x + x * type(x)(0) if x != infinite else x


log = by_type(log_single, log_double)


@helper
def log1p(x: Number) -> Number:
    """Return log(1 + x): log(u) of u, the rounded 1 + x, and what the rounding took off."""
    one = type(x)(1)
    u = one + x
    lost = (x - (u - one)) / u
    lost = lost if abs(lost) < one else type(x)(0)  # not where u is 0 or infinite
    return with_sign(log(u) + lost, x)


# ---- made of these ----


@helper
def tanh(x: Number) -> Number:
    """Return the hyperbolic tangent: with t = exp(-2 |x|) - 1 it is -t / (t + 2)."""
    t = expm1(type(x)(-2) * abs(x))
    return with_sign(t / (t + type(x)(2)), x)


@helper
def sigmoid(x: Number) -> Number:
    """Return 1 / (1 + exp(-x)); exp is taken of numbers that are not positive, so that nothing overflows."""
    one = type(x)(1)
    small = exp(-abs(x))
    return (one if x >= type(x)(0) else small) / (one + small)


@helper
def relu(x: Number) -> Number:
    """Return x where it is positive, else 0; NaN stays."""
    return larger(x, type(x)(0))


# ---- erf: two polynomials by Chebyshev's nodes, of x^2 up to 1 and of 1 / (1 + x / 2) from there on ----


@helper
def erf_single(x: Number) -> Number:
    """Return 2 / sqrt(pi) times the integral of exp(-t^2) from 0 to x."""
    one = np.float32(1)
    z = x * x
    near = z * np.float32(7.87587506268e-5) + np.float32(-8.01686428716e-4)
    near = near * z + np.float32(5.18908742343e-3)
    near = near * z + np.float32(-2.68542120106e-2)
    near = near * z + np.float32(1.12835947152e-1)
    near = near * z + np.float32(-3.76126266667e-1)
    near = near * z + np.float32(1.12837916585)
    size = between(abs(x), np.float32(0), np.float32(4.2))
    t = one / (one + size * np.float32(0.5))
    far = t * np.float32(-5.8090207429e-2) + np.float32(-4.33860383815e-2)
    far = far * t + np.float32(3.86186258743e-1)
    far = far * t + np.float32(1.13055645621e-1)
    far = far * t + np.float32(3.26460598441e-1)
    far = far * t + np.float32(2.74476618048e-1)
    far = far * t + np.float32(5.37095817776e-4)
    near *= x
    far = with_sign(one - far * exp_single(-size * size), x)
    return near if size < one else far


@helper
def erf_double(x: Number) -> Number:
    """Return 2 / sqrt(pi) times the integral of exp(-t^2) from 0 to x."""
    return math.erf(x)


erf = by_type(erf_single, erf_double)
