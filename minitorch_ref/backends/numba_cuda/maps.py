"""The functions of one number, as kernels call them: floating-point numbers, integers and booleans have one each."""

import math
from collections.abc import Callable
from typing import Any

from minitorch_ref.backends.numba_cuda.api import cuda

__all__ = ["map_function"]

Function = Callable[[Any], Any]
FLOATS: dict[str, Function] = {}
INTEGERS: dict[str, Function] = {}
BOOLEANS: dict[str, Function] = {}
TABLES = {"f": FLOATS, "i": INTEGERS, "u": INTEGERS, "b": BOOLEANS}


def of(*tables: dict[str, Function], name: str = "") -> Callable[[Function], Function]:
    """Enter a function under its name, or that given, into tables."""

    def enter(function: Function) -> Function:
        for table in tables:
            table[name or function.__name__.rstrip("_")] = function
        return function

    return enter


FLOATS |= {
    "acos": lambda x: math.acos(x),
    "acosh": lambda x: math.acosh(x),
    "asin": lambda x: math.asin(x),
    "asinh": lambda x: math.asinh(x),
    "atan": lambda x: math.atan(x),
    "atanh": lambda x: math.atanh(x),
    "ceil": lambda x: math.ceil(x),
    "cos": lambda x: math.cos(x),
    "cosh": lambda x: math.cosh(x),
    "erf": lambda x: math.erf(x),
    "exp": lambda x: math.exp(x),
    "expm1": lambda x: math.expm1(x),
    "floor": lambda x: math.floor(x),
    "log": lambda x: math.log(x),
    "log10": lambda x: math.log10(x),
    "log1p": lambda x: math.log1p(x),
    "log2": lambda x: math.log2(x),
    "sin": lambda x: math.sin(x),
    "sinh": lambda x: math.sinh(x),
    "sqrt": lambda x: math.sqrt(x),
    "tan": lambda x: math.tan(x),
    "tanh": lambda x: math.tanh(x),
}
"""Functions that the device has itself, called through the module, where compiler and simulator look for them."""


def map_function(name: str, kind: str) -> Any:
    """Return a device function of one number of this kind ("f", "i", "u" or "b").

    Raises: KeyError if there is none.
    """
    return cuda.jit(device=True)(TABLES[kind][name])


@of(FLOATS, INTEGERS, BOOLEANS, name="positive")
@of(FLOATS, INTEGERS, BOOLEANS, name="conj")
@of(INTEGERS, BOOLEANS, name="ceil")
@of(INTEGERS, BOOLEANS, name="floor")
@of(INTEGERS, BOOLEANS, name="round")
@of(INTEGERS, BOOLEANS, name="trunc")
@of(BOOLEANS, name="abs")
@of(BOOLEANS, name="relu")
@of(BOOLEANS, name="sign")
@of(BOOLEANS, name="sgn")
@of(BOOLEANS, name="square")
def same(x: Any) -> Any:
    return x


@of(FLOATS, INTEGERS, name="abs")
def absolute(x: Any) -> Any:
    return abs(x)


@of(FLOATS)
def angle(x: Any) -> Any:
    if x != x:
        return x
    return x * 0 + math.pi if x < 0 else x * 0


@of(INTEGERS)
def bitwise_not(x: Any) -> Any:
    return ~x


@of(BOOLEANS, name="bitwise_not")
@of(BOOLEANS, INTEGERS, FLOATS)
def logical_not(x: Any) -> Any:
    return x == 0


@of(FLOATS)
def erfinv(x: Any) -> Any:
    """Winitzki's formula (2008), then three steps of Newton's method."""
    if not -1 < x < 1:
        return x / (1 - x * x) if x == 1 or x == -1 else x * math.nan
    logarithm = math.log((1 - x) * (1 + x))
    half = 2 / (math.pi * 0.147) + logarithm / 2
    y = math.copysign(math.sqrt(math.sqrt(half * half - logarithm / 0.147) - half), x)
    for _ in range(3):
        y = y - (math.erf(y) - x) / (2 / math.sqrt(math.pi) * math.exp(-y * y))
    return y


@of(FLOATS)
def exp2(x: Any) -> Any:
    return math.pow(2.0, x)


@of(FLOATS)
def isfinite(x: Any) -> Any:
    return x - x == 0


@of(INTEGERS, BOOLEANS, name="isfinite")
def always(x: Any) -> Any:
    return True


@of(FLOATS)
def isinf(x: Any) -> Any:
    return x == x and x - x != 0


@of(INTEGERS, BOOLEANS, name="isinf")
@of(INTEGERS, BOOLEANS, name="isnan")
def never(x: Any) -> Any:
    return False


@of(FLOATS)
def isnan(x: Any) -> Any:
    return x != x


@of(FLOATS, INTEGERS)
def neg(x: Any) -> Any:
    return -x


@of(FLOATS)
def reciprocal(x: Any) -> Any:
    return 1 / x


@of(FLOATS, INTEGERS)
def relu(x: Any) -> Any:
    return x * 0 if x <= 0 else x


@of(FLOATS, name="round")
def round_to_even(x: Any) -> Any:
    """The nearest whole number; of two equally near, the even one."""
    below = math.floor(x)
    rest = x - below
    if rest > 0.5 or (rest == 0.5 and below % 2 != 0):
        below = below + 1
    return math.copysign(below, x)


@of(FLOATS)
def rsqrt(x: Any) -> Any:
    return 1 / math.sqrt(x)


@of(FLOATS)
def sgn(x: Any) -> Any:
    return x if x != x else 1 if x > 0 else -1 if x < 0 else 0


@of(FLOATS, INTEGERS)
@of(INTEGERS, name="sgn")
def sign(x: Any) -> Any:
    return 1 if x > 0 else -1 if x < 0 else 0


@of(FLOATS)
def sigmoid(x: Any) -> Any:
    """Exp is only taken of numbers that are not positive, so nothing overflows."""
    small = math.exp(-abs(x))
    return 1 / (1 + small) if x >= 0 else small / (1 + small)


@of(FLOATS, INTEGERS)
def square(x: Any) -> Any:
    return x * x


@of(FLOATS)
def trunc(x: Any) -> Any:
    return math.floor(x) if x > 0 else math.ceil(x)
