"""`math` as a GPU computes it: no exceptions but inf and NaN, and float32 in gives float32 out."""

import math
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np

__all__ = ["device_math"]

_FROM_NUMPY = {
    "acos": np.arccos, "acosh": np.arccosh, "asin": np.arcsin, "asinh": np.arcsinh, "atan": np.arctan,
    "atan2": np.arctan2, "atanh": np.arctanh, "copysign": np.copysign, "cos": np.cos, "cosh": np.cosh,
    "degrees": np.degrees, "exp": np.exp, "expm1": np.expm1, "fabs": np.fabs, "fmod": np.fmod, "hypot": np.hypot,
    "isfinite": np.isfinite, "isinf": np.isinf, "isnan": np.isnan, "ldexp": np.ldexp, "log": np.log,
    "log10": np.log10, "log1p": np.log1p, "log2": np.log2, "modf": np.modf, "pow": np.float_power,
    "radians": np.radians, "sin": np.sin, "sinh": np.sinh, "sqrt": np.sqrt, "tan": np.tan, "tanh": np.tanh,
}  # fmt: skip
_ONE_BY_ONE = {"erf": math.erf, "erfc": math.erfc, "gamma": math.gamma, "lgamma": math.lgamma}
_TO_INTEGER = {"ceil": np.ceil, "floor": np.floor, "trunc": np.trunc}


def _of_floats(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compute in float64 and round to the type of the arguments; small integers are float64, as in Numba."""

    def call(*values: Any) -> Any:
        kind = np.result_type(*[_type_of(value) for value in values])
        return kind.type(_quietly(function, *(float(value) for value in values)))

    return call


def _type_of(value: Any) -> np.dtype[Any]:
    kind = np.asarray(value).dtype
    return kind if kind.kind == "f" else np.dtype(np.float64)


def _quietly(function: Callable[..., float], *values: float) -> float:
    try:
        return function(*values)
    except OverflowError:
        return math.inf
    except ValueError:
        return math.inf if function in (math.gamma, math.lgamma) and not math.isinf(values[0]) else math.nan


def _to_float(function: Callable[..., Any]) -> Callable[..., Any]:
    """NumPy's functions keep float32; give them no integers, of which they would make float16."""

    def call(*values: Any) -> Any:
        return function(*(value if isinstance(value, np.floating) else np.float64(value) for value in values))

    return call


def _to_integer(function: Callable[..., Any]) -> Callable[..., Any]:
    return lambda value: np.int64(function(value))


def _power(base: Any, exponent: Any) -> Any:
    return np.power(base, exponent)


_functions: dict[str, Any] = {name: _to_float(function) for name, function in _FROM_NUMPY.items()}
_functions |= {"pow": _to_float(_power), "ldexp": lambda value, power: np.ldexp(value, int(power))}
_functions |= {name: _of_floats(function) for name, function in _ONE_BY_ONE.items()}
_functions |= {name: _to_integer(function) for name, function in _TO_INTEGER.items()}
_functions |= {name: getattr(math, name) for name in ("e", "inf", "nan", "pi", "tau")}

device_math = SimpleNamespace(**_functions)
"""Stands for the module `math` inside of kernels."""
