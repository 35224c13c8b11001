"""The scalar functions by name. Each works on one number and, because NumPy broadcasts, on whole arrays as well."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np

__all__ = ["ARG_BETTER", "INITIAL", "MAPS", "REDUCTIONS", "ZIPS"]


def sigmoid(x: Any) -> Any:
    """Return 1 / (1 + exp(-x)) without overflow: exp is only taken of numbers that are not positive."""
    if x.dtype.kind == "V":
        return sigmoid(x.astype(np.float32)).astype(x.dtype)
    small = np.exp(-np.abs(x))
    return np.where(x >= 0, 1 / (1 + small), small / (1 + small)).astype(small.dtype)


def relu(x: Any) -> Any:
    """Return x where it is positive, else 0; NumPy compares with an array of zeros faster than with one zero."""
    return np.maximum(x, zeros(x.shape, x.dtype.type) if x.nbytes <= 1 << 16 else x.dtype.type(0))


@lru_cache(maxsize=64)
def zeros(shape: tuple[int, ...], kind: type[np.generic]) -> Any:
    """Return an array that nobody may write to; the class of its elements is found sooner than their dtype."""
    return np.broadcast_to(np.zeros(shape, kind), shape)


def erf(x: Any) -> Any:
    """Return 2 / sqrt(pi) times the integral of exp(-t^2) from 0 to x."""
    from scipy import special

    return special.erf(x) if x.dtype.kind == "f" else special.erf(x.astype(np.float32)).astype(x.dtype)


def erfinv(x: Any) -> Any:
    """Return the number whose erf is x."""
    from scipy import special

    return special.erfinv(x) if x.dtype.kind == "f" else special.erfinv(x.astype(np.float32)).astype(x.dtype)


def shift_left(x: Any, y: Any, out: Any = None) -> Any:
    """Return x * 2^y for integers; 0 once all bits are shifted out."""
    shifted = np.where((y >= 0) & (y < 8 * x.dtype.itemsize), np.left_shift(x, y), 0).astype(x.dtype)
    return written(shifted, out)


def shift_right(x: Any, y: Any, out: Any = None) -> Any:
    """Return x / 2^y rounded down; what is left of a number once all bits are shifted out is 0, or -1 below 0."""
    last = 8 * x.dtype.itemsize - 1
    return written(np.right_shift(x, np.where((y >= 0) & (y < last), y, last).astype(x.dtype)), out)


def written(result: Any, out: Any) -> Any:
    """Write a result to out, if there is one, as NumPy's own functions do."""
    if out is not None:
        out[...] = result
    return result


MAPS: dict[str, Callable[..., Any]] = {
    "abs": np.absolute,
    "acos": np.arccos,
    "acosh": np.arccosh,
    "asin": np.arcsin,
    "asinh": np.arcsinh,
    "angle": lambda x: np.where(np.isnan(x), x, np.angle(x)) if x.dtype.kind == "f" else np.angle(x),
    "atan": np.arctan,
    "atanh": np.arctanh,
    "bitwise_not": np.invert,
    "ceil": np.ceil,
    "conj": np.conjugate,
    "cos": np.cos,
    "cosh": np.cosh,
    "erf": erf,
    "erfinv": erfinv,
    "exp": np.exp,
    "exp2": np.exp2,
    "expm1": np.expm1,
    "floor": np.floor,
    "isfinite": np.isfinite,
    "isinf": np.isinf,
    "isnan": np.isnan,
    "log": np.log,
    "log10": np.log10,
    "log1p": np.log1p,
    "log2": np.log2,
    "logical_not": np.logical_not,
    "neg": np.negative,
    "positive": np.positive,
    "reciprocal": np.reciprocal,
    "relu": relu,
    "round": np.rint,
    "rsqrt": lambda x: np.reciprocal(np.sqrt(x)),
    "sgn": np.sign,
    "sigmoid": sigmoid,
    "sign": lambda x: np.where(np.isnan(x), 0, np.sign(x)).astype(x.dtype) if x.dtype.kind in "fV" else np.sign(x),
    "sin": np.sin,
    "sinh": np.sinh,
    "sqrt": np.sqrt,
    "square": np.square,
    "tan": np.tan,
    "tanh": np.tanh,
    "trunc": np.trunc,
}

ZIPS: dict[str, Callable[..., Any]] = {
    "add": np.add,
    "atan2": np.arctan2,
    "bitwise_and": np.bitwise_and,
    "bitwise_or": np.bitwise_or,
    "bitwise_xor": np.bitwise_xor,
    "div": np.true_divide,
    "eq": np.equal,
    "floor_divide": np.floor_divide,
    "fmod": np.fmod,
    "ge": np.greater_equal,
    "gt": np.greater,
    "le": np.less_equal,
    "logaddexp": np.logaddexp,
    "logical_and": np.logical_and,
    "logical_or": np.logical_or,
    "logical_xor": np.logical_xor,
    "lt": np.less,
    "maximum": np.maximum,
    "minimum": np.minimum,
    "mul": np.multiply,
    "ne": np.not_equal,
    "pow": np.power,
    "remainder": np.remainder,
    "shift_left": shift_left,
    "shift_right": shift_right,
    "sub": np.subtract,
}

REDUCTIONS: dict[str, np.ufunc] = {
    "all": np.logical_and,
    "amax": np.maximum,
    "amin": np.minimum,
    "any": np.logical_or,
    "prod": np.multiply,
    "sum": np.add,
}


def lowest(dtype: np.dtype[Any]) -> Any:
    """Return the number below which this element type has none."""
    if dtype.kind in "fV":  # V is the kind of bfloat16
        return -np.inf
    return False if dtype.kind == "b" else np.iinfo(dtype).min


def highest(dtype: np.dtype[Any]) -> Any:
    """Return the number above which this element type has none."""
    if dtype.kind in "fV":
        return np.inf
    return True if dtype.kind == "b" else np.iinfo(dtype).max


INITIAL: dict[str, Callable[[np.dtype[Any]], Any]] = {
    "all": lambda _: True,
    "amax": lowest,
    "amin": highest,
    "any": lambda _: False,
    "prod": lambda _: 1,
    "sum": lambda _: 0,
}
"""What a reduction starts from: it changes nothing that it is combined with."""

ARG_BETTER: dict[str, Callable[[Any, Any], bool]] = {
    "argmax": lambda new, best: bool(new > best or (np.isnan(new) and not np.isnan(best))),
    "argmin": lambda new, best: bool(new < best or (np.isnan(new) and not np.isnan(best))),
}
"""Whether a new element takes the place of the best so far; a NaN beats every number and stays."""
