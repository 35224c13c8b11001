"""Put a way of computing gradients on trial: a test that a right one passes and a broken one does not."""

import math
from collections.abc import Callable, Sequence

from minitorch_ref.scalars import differences
from minitorch_ref.scalars.variable import Variable

__all__ = ["Gradient", "passes_trial", "with_numbers"]

Expression = Callable[..., Variable]
Gradient = Callable[[Expression, Sequence[float]], Sequence[float]]


def with_numbers(f: Expression) -> Callable[..., float]:
    """Return an expression of variables as a function that takes numbers and returns a number."""

    def numbers(*point: float) -> float:
        return f(*(Variable(x) for x in point)).value

    return numbers


def passes_trial(gradient: Gradient) -> bool:
    """Return whether a function that is said to compute gradients does so, tried on expressions of your choice.

    Args:
        gradient: `gradient(f, point)` calls f with one variable per number of `point` and returns the derivative of
            the result with respect to each, as a tuple of numbers in order. f may use + - * / with variables and
            plain numbers, and the methods `exp()` and `log()`; `with_numbers(f)` is f for plain numbers.

    Returns: True if all answers agree with central differences, False if one does not.
    """
    trials: list[tuple[Expression, tuple[float, ...]]] = [
        (lambda x, y: x * y + x, (3.0, -2.0)),
        (lambda x, y: 2.0 - (x - 3.0 * y) / (y * 4.0), (0.7, 1.3)),
        (lambda x: (u := x * x) + (u.exp() + x).log() * u, (0.7,)),
    ]
    for f, point in trials:
        expected = differences.central_differences(with_numbers(f), point)
        found = gradient(f, point)
        if not all(math.isclose(a, b, rel_tol=1e-4) for a, b in zip(expected, found, strict=True)):
            return False
    return True
