"""Loops whose results need a whole line of elements at once: running totals, order, the Fourier transform."""

import cmath
import math
from collections.abc import Callable, Iterable
from typing import Any

from minitorch_ref import shapes
from minitorch_ref.storage import Strided

__all__ = ["fft", "ifft", "irfft", "line_loop", "order_of", "rfft"]


def line_loop(fn: Callable[[list[Any]], Iterable[Any]], out: Strided, x: Strided, dim: int) -> None:
    """Write fn(line) for every line of x along one axis.

    Args:
        fn: takes the elements of a line, returns as many as out has along `dim`.
        out: where the lines are written; its shape is that of x but for the size of `dim`.
        x: where the lines are read.
        dim: the axis along which the lines lie, from 0.
    """
    starts = (*x.layout.shape[:dim], 1, *x.layout.shape[dim + 1 :])
    for position in range(math.prod(starts)):
        index = shapes.position_to_index(position, starts)
        places = [(*index[:dim], i, *index[dim + 1 :]) for i in range(x.layout.shape[dim])]
        line = [x.storage.data[shapes.index_to_position(place, x.layout)] for place in places]
        for i, value in enumerate(fn(line)):
            place = (*index[:dim], i, *index[dim + 1 :])
            out.storage.data[shapes.index_to_position(place, out.layout)] = value


def order_of(line: list[Any], descending: bool) -> list[int]:
    """Return the indices that put a line in order; NaN is the largest, equal elements keep their order."""
    return sorted(range(len(line)), key=lambda i: (bool(line[i] != line[i]), line[i]), reverse=descending)


def fft(line: list[Any], size: int) -> list[complex]:
    """Return sum_n x[n] exp(-2 pi i k n / N) for k = 0 ... size - 1."""
    step = -2j * math.pi / max(len(line), 1)
    return [sum(x * cmath.exp(step * (k * n % len(line))) for n, x in enumerate(line)) for k in range(size)]


def ifft(line: list[Any], size: int) -> list[complex]:
    """Return sum_k x[k] exp(2 pi i k n / N) for n = 0 ... size - 1."""
    return [value.conjugate() for value in fft([x.conjugate() for x in line], size)]


def rfft(line: list[Any], size: int) -> list[complex]:
    """Return the first `size` numbers of the transform of real numbers; the others are their conjugates."""
    return fft(line, size)


def irfft(line: list[Any], size: int) -> list[float]:
    """Return the real numbers whose transform begins with this line; imaginary parts that they cannot have are lost."""
    half = [line[k] if k < len(line) else 0 for k in range(size // 2 + 1)]
    middle = half[1 : (size + 1) // 2]
    ends = [half[0].real, *([half[-1].real] if size % 2 == 0 else [])]
    return [value.real for value in ifft([*ends[:1], *middle, *ends[1:], *(x.conjugate() for x in middle[::-1])], size)]
