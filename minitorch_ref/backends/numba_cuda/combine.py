"""How reductions and running totals combine two numbers, in which type they do so, and what they start from."""

from typing import Any

import numpy as np

from minitorch_ref.backends.elementwise import INITIAL
from minitorch_ref.backends.numba_cuda.api import cuda

__all__ = ["accumulator", "combination", "initial", "loader"]


def plus(x: Any, y: Any) -> Any:
    return x + y


def times(x: Any, y: Any) -> Any:
    return x * y


def larger(x: Any, y: Any) -> Any:
    return x if x > y or x != x else y


def smaller(x: Any, y: Any) -> Any:
    return x if x < y or x != x else y


COMBINE = {"sum": plus, "prod": times, "amax": larger, "amin": smaller, "all": smaller, "any": larger}


def combination(name: str) -> Any:
    """Return the device function that combines two numbers; in every case the order of the elements does not matter.

    "all" and "any" are the smaller and the larger of 0 (false) and 1 (true).
    """
    return cuda.jit(device=True)(COMBINE[name])


def accumulator(dtype: np.dtype[Any]) -> Any:
    """Return the NumPy type in which elements are combined: their own if floating, else int64."""
    return dtype.type if dtype.kind == "f" else np.int64


def loader(name: str, dtype: np.dtype[Any]) -> Any:
    """Return the device function that takes an element to the type in which it is combined."""
    kind = accumulator(dtype) if name not in ("all", "any") else np.int64

    def converted(value):
        return kind(value)

    def truth(value):
        return kind(value != 0)

    return cuda.jit(device=True)(truth if name in ("all", "any") else converted)


def initial(name: str, dtype: np.dtype[Any]) -> Any:
    """Return the number that changes nothing when it is combined with others."""
    if name in ("all", "any"):
        return np.int64(name == "all")
    return accumulator(dtype)(INITIAL[name](dtype))
