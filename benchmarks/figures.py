"""The arithmetic of the tables: medians, ratios, geometric means and exponents."""

import math
import statistics
from collections.abc import Sequence

__all__ = ["exponent", "geometric_mean", "median", "ratio"]

median = statistics.median


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """Return the median of the ratios of times that were measured one right after the other.

    A machine that is slower for a while is so for both, and leaves the ratio of that round as it is.
    """
    return median([a / b for a, b in zip(ours, theirs, strict=True)])


def geometric_mean(ratios: Sequence[float]) -> float:
    """Return the n-th root of the product: twice as fast at one and twice as slow at another is 1."""
    return math.exp(statistics.fmean([math.log(value) for value in ratios]))


def exponent(sizes: Sequence[float], seconds: Sequence[float]) -> float:
    """Return p such that seconds grow as size ** p: the slope of the line of least squares through the logarithms."""
    slope, _ = statistics.linear_regression([math.log(n) for n in sizes], [math.log(s) for s in seconds])
    return slope
