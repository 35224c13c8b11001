"""The functions of two numbers of one type, as kernels call them."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from minitorch_ref.backends.numba_cuda.api import cuda

__all__ = ["zip_function"]

Function = Callable[[Any, Any], Any]
FLOATS: dict[str, Function] = {}
INTEGERS: dict[str, Function] = {}
BOOLEANS: dict[str, Function] = {}
ALL = (FLOATS, INTEGERS, BOOLEANS)
TABLES = {"f": FLOATS, "i": INTEGERS, "u": INTEGERS, "b": BOOLEANS}


def of(*tables: dict[str, Function], name: str = "") -> Callable[[Function], Function]:
    """Enter a function under its name, or that given, into tables."""

    def enter(function: Function) -> Function:
        for table in tables:
            table[name or function.__name__] = function
        return function

    return enter


def zip_function(name: str, kind: str) -> Any:
    """Return a device function of two numbers of this kind ("f", "i", "u" or "b").

    Raises: KeyError if there is none.
    """
    return cuda.jit(device=True)(TABLES[kind][name])


# ---- comparison and logic ----


@of(*ALL)
def eq(x: Any, y: Any) -> Any:
    return x == y


@of(*ALL)
def ne(x: Any, y: Any) -> Any:
    return x != y


@of(*ALL)
def lt(x: Any, y: Any) -> Any:
    return x < y


@of(*ALL)
def le(x: Any, y: Any) -> Any:
    return x <= y


@of(*ALL)
def gt(x: Any, y: Any) -> Any:
    return x > y


@of(*ALL)
def ge(x: Any, y: Any) -> Any:
    return x >= y


@of(*ALL)
@of(BOOLEANS, name="bitwise_and")
@of(BOOLEANS, name="mul")
@of(BOOLEANS, name="minimum")
def logical_and(x: Any, y: Any) -> Any:
    return x != 0 and y != 0


@of(*ALL)
@of(BOOLEANS, name="bitwise_or")
@of(BOOLEANS, name="add")
@of(BOOLEANS, name="maximum")
def logical_or(x: Any, y: Any) -> Any:
    return x != 0 or y != 0


@of(*ALL)
@of(BOOLEANS, name="bitwise_xor")
def logical_xor(x: Any, y: Any) -> Any:
    return (x != 0) != (y != 0)


@of(INTEGERS)
def bitwise_and(x: Any, y: Any) -> Any:
    return x & y


@of(INTEGERS)
def bitwise_or(x: Any, y: Any) -> Any:
    return x | y


@of(INTEGERS)
def bitwise_xor(x: Any, y: Any) -> Any:
    return x ^ y


@of(INTEGERS)
def shift_left(x: Any, y: Any) -> Any:
    """Bits beyond the type are cut off when the result is stored."""
    return np.int64(x) << np.int64(y) if 0 <= y < 64 else np.int64(0)


@of(INTEGERS)
def shift_right(x: Any, y: Any) -> Any:
    return np.int64(x) >> (np.int64(y) if 0 <= y < 63 else np.int64(63))


# ---- arithmetic ----


@of(FLOATS, INTEGERS)
def add(x: Any, y: Any) -> Any:
    return x + y


@of(FLOATS, INTEGERS)
def sub(x: Any, y: Any) -> Any:
    return x - y


@of(FLOATS, INTEGERS)
def mul(x: Any, y: Any) -> Any:
    return x * y


@of(FLOATS)
def div(x: Any, y: Any) -> Any:
    return x / y


@of(FLOATS, INTEGERS)
def maximum(x: Any, y: Any) -> Any:
    """NaN wins: where x is not NaN and no number is larger than the other, y is the larger, equal or NaN."""
    return x if x > y or x != x else y


@of(FLOATS, INTEGERS)
def minimum(x: Any, y: Any) -> Any:
    return x if x < y or x != x else y


@of(FLOATS)
def atan2(x: Any, y: Any) -> Any:
    return math.atan2(x, y)


@of(FLOATS)
def fmod(x: Any, y: Any) -> Any:
    return math.fmod(x, y)


@of(INTEGERS, name="fmod")
def integer_fmod(x: Any, y: Any) -> Any:
    rest = abs(x) % abs(y)
    return -rest if x < 0 else rest


@of(FLOATS)
def remainder(x: Any, y: Any) -> Any:
    rest = math.fmod(x, y)
    return rest + y if rest != 0 and (rest < 0) != (y < 0) else rest


@of(INTEGERS, name="remainder")
def integer_remainder(x: Any, y: Any) -> Any:
    return x % y


@of(FLOATS)
def floor_divide(x: Any, y: Any) -> Any:
    """As NumPy: what is left after division is taken off first, so that the quotient is whole but for rounding."""
    if y == 0:
        return x / y
    rest = math.fmod(x, y)
    quotient = (x - rest) / y
    if rest != 0 and (rest < 0) != (y < 0):
        quotient = quotient - 1
    return math.floor(quotient + 0.5) if quotient - quotient == 0 else quotient


@of(INTEGERS, name="floor_divide")
def integer_floor_divide(x: Any, y: Any) -> Any:
    return x // y


@of(FLOATS)
def logaddexp(x: Any, y: Any) -> Any:
    if x == y:
        return x + math.log(2.0)
    difference = x - y
    return (x if difference > 0 else y) + math.log1p(math.exp(-abs(difference)))


@of(FLOATS)
def pow(x: Any, y: Any) -> Any:
    return math.pow(x, y)


@of(INTEGERS, name="pow")
def integer_pow(x: Any, y: Any) -> Any:
    """By repeated squaring."""
    power, base, exponent = np.int64(1), np.int64(x), np.int64(y)
    while exponent > 0:
        if exponent & 1:
            power = power * base
        base = base * base
        exponent = exponent >> 1
    return power
