"""Derivatives without knowing how a function works: move one input a little and look."""

from collections.abc import Callable, Sequence

from minitorch_ref.errors import ArgumentError

__all__ = ["central_differences"]


def central_differences(f: Callable[..., float], point: Sequence[float], step: float = 1e-5) -> tuple[float, ...]:
    """Return an estimate of the partial derivative of f with respect to each of its inputs.

    Each estimate is the change of f over a way of 2 * step, with the point in its middle, while all other inputs stay
    where they are.

    Args:
        f: takes len(point) numbers and returns a number.
        point: where to differentiate; it is left as it is.
        step: how far to move to either side, above 0.

    Returns: one number per input, in order; () for a function without inputs.
    Raises: ArgumentError (a ValueError) if step is 0 or less.
    """
    if step <= 0:
        raise ArgumentError(f"central_differences: step must be above 0, got {step}")
    estimates = []
    for i, x in enumerate(point):
        left, right = list(point), list(point)
        left[i], right[i] = x - step, x + step
        estimates.append((f(*right) - f(*left)) / (2 * step))
    return tuple(estimates)
