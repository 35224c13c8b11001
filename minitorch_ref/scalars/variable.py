"""A number that remembers how it was made."""

from collections.abc import Sequence
from typing import Union

from minitorch_ref.errors import ArgumentError, DTypeError
from minitorch_ref.scalars import operations, sweep

__all__ = ["Variable", "record"]

Number = Union["Variable", float]


class Variable:
    """A node of a computation graph: a number, and edges to the variables it was made of.

    Attributes:
        value: the number.
        name: what a drawing calls it; "" for one without a name.
        operation: what made it, such as "*"; "" for a leaf, which was made by hand.
        inputs: the variables it was made of, in order; one that was used twice stands there twice.
        derivatives: for each of `inputs`, the derivative of `value` with respect to it.
        grad: the gradient that `backward` has collected here, 0.0 at first.

    Raises: DTypeError (a TypeError) if the value is no real number; ArgumentError (a ValueError) if there is not one
        derivative for each input.
    """

    def __init__(
        self,
        value: float,
        name: str = "",
        *,
        operation: str = "",
        inputs: Sequence["Variable"] = (),
        derivatives: Sequence[float] = (),
    ) -> None:
        if not operations.is_number(value):
            raise DTypeError(f"Variable: the value must be a real number, got {value!r}")
        if len(inputs) != len(derivatives):
            raise ArgumentError(f"Variable: {len(inputs)} inputs need as many derivatives, got {len(derivatives)}")
        self.value = float(value)
        self.name = name
        self.operation = operation
        self.inputs = tuple(inputs)
        self.derivatives = tuple(derivatives)
        self.grad = 0.0

    def __repr__(self) -> str:
        made = f", made by {self.operation}" if self.operation else ""
        return f"Variable({self.value:.6g}{', ' + self.name if self.name else ''}{made})"

    def backward(self) -> None:
        """Add to the `grad` of every leaf the derivative of this variable with respect to it."""
        sweep.backward(self)

    def exp(self) -> "Variable":
        """Return e to the power of this variable."""
        return record("exp", self)

    def log(self) -> "Variable":
        """Return the natural logarithm."""
        return record("log", self)

    def __add__(self, other: Number) -> "Variable":
        return record("+", self, other)

    def __radd__(self, other: float) -> "Variable":
        return record("+", other, self)

    def __sub__(self, other: Number) -> "Variable":
        return record("-", self, other)

    def __rsub__(self, other: float) -> "Variable":
        return record("-", other, self)

    def __mul__(self, other: Number) -> "Variable":
        return record("*", self, other)

    def __rmul__(self, other: float) -> "Variable":
        return record("*", other, self)

    def __truediv__(self, other: Number) -> "Variable":
        return record("/", self, other)

    def __rtruediv__(self, other: float) -> "Variable":
        return record("/", other, self)

    def __neg__(self) -> "Variable":
        return record("-", 0.0, self)

    # A comparison gives True or False, not a variable: `if` and `while` leave no trace in the graph. There is no
    # `__eq__`, so that two variables with the same value remain two, in sets and as keys.

    def __lt__(self, other: Number) -> bool:
        return self.value < value_of(other)

    def __le__(self, other: Number) -> bool:
        return self.value <= value_of(other)

    def __gt__(self, other: Number) -> bool:
        return self.value > value_of(other)

    def __ge__(self, other: Number) -> bool:
        return self.value >= value_of(other)


def value_of(x: Number) -> float:
    """Return the number in a variable, and a plain number as it is."""
    return x.value if isinstance(x, Variable) else x


def record(operation: str, *inputs: Number) -> Variable:
    """Apply an operation, and return a variable that remembers how it was made.

    The number comes from `operations.evaluate`, the derivatives from `operations.local_derivatives`; both take plain
    numbers. A plain number among the inputs is a constant: it takes part in the arithmetic, and no edge leads to it.

    Args:
        operation: a name that `operations.evaluate` knows.
        inputs: variables and plain numbers, in order.

    Returns: a new Variable with the result as `value`, with `operation`, with the variables among the inputs as
        `inputs`, in order, and with the derivatives that belong to these as `derivatives`.
    Raises: what `operations.evaluate` raises.
    """
    values = [value_of(x) for x in inputs]
    value = operations.evaluate(operation, *values)
    slopes = operations.local_derivatives(operation, *values)
    edges = [(x, slope) for x, slope in zip(inputs, slopes, strict=True) if isinstance(x, Variable)]
    return Variable(value, operation=operation, inputs=[x for x, _ in edges], derivatives=[slope for _, slope in edges])
