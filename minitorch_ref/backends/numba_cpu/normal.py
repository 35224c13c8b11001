"""The standard normal distribution, for gelu: P(Z <= x), and exp(-x^2 / 2), which is its density but for a factor.

For a >= 0, P(Z > a) = exp(-a^2 / 2) * (c1 t + c2 t^2 + ... + c8 t^8) with t = 1 / (a + 10 / 3), the form of Abramowitz
and Stegun 7.1.26. Their five coefficients are good to 1.5e-7; the eight in `TAIL` are good to 3e-8 of the tail itself,
so far below 0 nothing is lost, as it is in 1 + erf.

exp(-x^2 / 2) is 2 to the power k + r with a whole k and |r| <= 1/2. That power is never positive, so k is added to the
exponent of 2^r, where the exponential of `scalars.py` needs two factors. 2^r is 1 plus the polynomial `POWER`.

Both are minimax polynomials of our own; tests/minitorch_ref/backends/numba_cpu/test_normal.py fits them again.
"""

import numpy as np

from minitorch_ref.backends.numba_cpu.bits import from_bits, multiply_add, to_bits
from minitorch_ref.backends.numba_cpu.jit import Number, helper
from minitorch_ref.backends.numba_cpu.scalars import by_type, erf, exp

__all__ = ["DISTANCE", "POWER", "TAIL", "normal"]


def singles(*numbers: float) -> tuple[np.float32, ...]:
    """Return coefficients as float32: Python's floats would turn float32 into float64."""
    return tuple(map(np.float32, numbers))


DISTANCE = np.float32(10 / 3)
"""In t = 1 / (a + DISTANCE); of the values tried the one with the smallest error."""

TAIL = singles(0.3988091, 1.339995, 3.725319, 15.703595, -21.599537, 283.03067, -721.62463, 547.96204)
"""c1 to c8."""

POWER = singles(0.693147, 0.24022242, 0.055507336, 0.009671516, 0.0013264735)
"""2^r = 1 + POWER[0] * r + POWER[1] * r^2 + ...: to 1e-7 for |r| <= 1/2."""

HALF_LOG2E = np.float32(0.7213475)

ROUNDING = np.float32(12582912)
"""1.5 * 2^23: what is added to it is rounded to a whole number, which then stands in the last bits."""

LARGEST = np.float32(175.36)
"""The square from which on k is below -126, where the exponent field has no room for it."""


@helper
def exp_of_half_square(x: Number) -> Number:
    """Return exp(-x^2 / 2); 0 where that is below 2^-126, and for NaN."""
    square = x * x
    rounded_off = multiply_add(x, x, -square)
    shifted = multiply_add(square, -HALF_LOG2E, ROUNDING)
    r = multiply_add(square, -HALF_LOG2E, ROUNDING - shifted) - rounded_off * HALF_LOG2E
    series = r * POWER[4] + POWER[3]
    series = series * r + POWER[2]
    series = series * r + POWER[1]
    series = series * r + POWER[0]
    series = series * r + np.float32(1)
    bits = np.int32(to_bits(series) + np.int32(to_bits(shifted) << 23))
    return from_bits(bits if square < LARGEST else np.int32(0))


@helper
def normal_single(x: Number) -> tuple[Number, Number]:
    """Return P(Z <= x), and exp(-x^2 / 2), which is 0 for NaN."""
    one = np.float32(1)
    t = one / (abs(x) + DISTANCE)
    tail = t * TAIL[7] + TAIL[6]
    tail = tail * t + TAIL[5]
    tail = tail * t + TAIL[4]
    tail = tail * t + TAIL[3]
    tail = tail * t + TAIL[2]
    tail = tail * t + TAIL[1]
    tail = tail * t + TAIL[0]
    power = exp_of_half_square(x)
    tail = tail * (t * power)
    return tail if x < np.float32(0) else one - tail, power


@helper
def normal_double(x: Number) -> tuple[Number, Number]:
    """Return P(Z <= x) and exp(-x^2 / 2)."""
    return 0.5 * (1.0 + erf(x * 0.7071067811865476)), exp(-0.5 * x * x)


normal = by_type(normal_single, normal_double)
"""P(Z <= x) and exp(-x^2 / 2), for kernels."""
