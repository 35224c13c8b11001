"""The scalar functions by name. Each works on one number and, because NumPy broadcasts, on whole arrays as well."""

from collections.abc import Callable
from typing import Any

import numpy as np

__all__ = ["ARG_BETTER", "INITIAL", "MAPS", "REDUCTIONS", "ZIPS"]


def sigmoid(x: Any) -> Any:
    """Return 1 / (1 + exp(-x)) without overflow: exp is only taken of numbers that are not positive."""
    small = np.exp(-np.abs(x))
    return np.where(x >= 0, 1 / (1 + small), small / (1 + small)).astype(small.dtype)


MAPS: dict[str, Callable[..., Any]] = {
    "abs": np.absolute,
    "acos": np.arccos,
    "asin": np.arcsin,
    "atan": np.arctan,
    "bitwise_not": np.invert,
    "ceil": np.ceil,
    "cos": np.cos,
    "cosh": np.cosh,
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
    "relu": lambda x: np.maximum(x, x.dtype.type(0)),
    "round": np.rint,
    "rsqrt": lambda x: np.reciprocal(np.sqrt(x)),
    "sigmoid": sigmoid,
    "sign": lambda x: np.where(np.isnan(x), 0, np.sign(x)).astype(x.dtype) if x.dtype.kind == "f" else np.sign(x),
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
    if dtype.kind == "f":
        return -np.inf
    return False if dtype.kind == "b" else np.iinfo(dtype).min


def highest(dtype: np.dtype[Any]) -> Any:
    """Return the number above which this element type has none."""
    if dtype.kind == "f":
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
