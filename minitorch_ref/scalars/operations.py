"""What a variable can do: the value of each operation, and its derivative with respect to each input."""

import math
from collections.abc import Callable
from numbers import Real

from minitorch_ref.errors import ArgumentError, DTypeError

__all__ = ["FUNCTIONS", "evaluate", "is_number", "local_derivatives"]

FUNCTIONS: dict[str, tuple[int, Callable[..., float]]] = {
    "+": (2, lambda x, y: x + y),
    "-": (2, lambda x, y: x - y),
    "*": (2, lambda x, y: x * y),
    "/": (2, lambda x, y: x / y),
    "exp": (1, math.exp),
    "log": (1, math.log),
}
"""How many inputs each operation takes, and what it computes."""


def is_number(x: object) -> bool:
    """Return whether x is a real number, Python's or NumPy's."""
    return isinstance(x, Real)


def evaluate(operation: str, *inputs: float) -> float:
    """Return the value of an operation.

    Args:
        operation: one of FUNCTIONS.
        inputs: as many numbers as it takes.

    Raises: ArgumentError (a ValueError) if there is no such operation, it takes another number of inputs, or it is the
        logarithm of a number that is not positive; DTypeError (a TypeError) if an input is no number;
        ZeroDivisionError and OverflowError as in Python.
    """
    if operation not in FUNCTIONS:
        raise ArgumentError(f'evaluate: there is no operation "{operation}"; there are {", ".join(FUNCTIONS)}')
    count, function = FUNCTIONS[operation]
    if len(inputs) != count:
        raise ArgumentError(f'evaluate: "{operation}" takes {count} inputs, got {len(inputs)}')
    for x in inputs:
        if not is_number(x):
            raise DTypeError(f'evaluate: "{operation}" takes numbers, got a {type(x).__name__}')
    if operation == "log" and inputs[0] <= 0:
        raise ArgumentError(f"evaluate: only numbers above 0 have a logarithm, got {inputs[0]}")
    return float(function(*inputs))


def local_derivatives(operation: str, *inputs: float) -> tuple[float, ...]:
    """Return the partial derivative of an operation with respect to each of its inputs, at these inputs.

    Args:
        operation: "+", "-", "*" or "/", with two inputs; "exp" or "log", with one.
        inputs: numbers at which the operation has a derivative.

    Returns: one number per input, in order.
    Raises: ArgumentError (a ValueError) if there is no such operation.
    """
    match operation, inputs:
        case "+", (_, _):
            return 1.0, 1.0
        case "-", (_, _):
            return 1.0, -1.0
        case "*", (x, y):
            return y, x
        case "/", (x, y):
            return 1 / y, -x / (y * y)
        case "exp", (x,):
            return (math.exp(x),)
        case "log", (x,):
            return (1 / x,)
    raise ArgumentError(f'local_derivatives: there is no operation "{operation}" of {len(inputs)} inputs')
