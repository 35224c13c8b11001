"""The largest and the smallest number of a row, by comparing integers.

The bits of a positive floating-point number, read as an integer, grow with the number; those of a negative one fall.
With all bits but the sign turned over where the sign is set, integers are in the order of the numbers they stand for,
and whatever is no number lies beyond one of the infinities. Integers have one instruction for a maximum; numbers need
several, because NaN must win.
"""

import numpy as np

from minitorch_ref.backends.numba_cpu.bits import from_bits, to_bits
from minitorch_ref.backends.numba_cpu.jit import Array, Number, helper
from minitorch_ref.backends.numba_cpu.scalars import by_type

__all__ = ["largest_of_row", "smallest_of_row"]


@helper
def key_single(x: Number) -> Number:
    """Return an integer in the order of the numbers; `from_bits` of it has the bits of x as its key."""
    bits = to_bits(x)
    return np.int32(bits ^ ((bits >> np.int32(31)) & np.int32(0x7FFFFFFF)))


@helper
def key_double(x: Number) -> Number:
    """Return an integer in the order of the numbers; `from_bits` of it has the bits of x as its key."""
    bits = to_bits(x)
    return bits ^ ((bits >> 63) & 0x7FFFFFFFFFFFFFFF)


key = by_type(key_single, key_double)


@helper
def keys_of_row(x: Array) -> tuple[Number, Number]:
    """Return the smallest and the largest key."""
    low = high = key(x[0])
    for i in range(x.size):
        k = key(x[i])
        low, high = min(low, k), max(high, k)
    return low, high


@helper
def number(k: Number, low: Number, high: Number) -> Number:
    """Return the number of a key; NaN if that is what the smallest or the largest key stands for."""
    x = from_bits(key(from_bits(k)))
    infinite = type(x)(np.inf)
    return type(x)(np.nan) if low < key(-infinite) or high > key(infinite) else x


@helper
def largest_of_row(x: Array) -> Number:
    """Return the largest element; NaN if one is."""
    low, high = keys_of_row(x)
    return number(high, low, high)


@helper
def smallest_of_row(x: Array) -> Number:
    """Return the smallest element; NaN if one is."""
    low, high = keys_of_row(x)
    return number(low, low, high)
