"""The chain rule as one sweep over a graph, from the result back to the leaves."""

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from minitorch_ref.scalars.variable import Variable

__all__ = ["Contribution", "backward", "contributions", "topological_order"]


class Contribution(NamedTuple):
    """What one edge brings in a sweep.

    Attributes:
        source: the variable that the edge leads from, further from the leaves.
        target: the one of its inputs that the edge leads to.
        amount: what this edge adds to the derivative of the result with respect to `target`.
    """

    source: "Variable"
    target: "Variable"
    amount: float


def topological_order(result: "Variable") -> list["Variable"]:
    """Return the variables that a result was made of, each one after all of its inputs.

    Args:
        result: the last variable of the order. The graph behind it may be deeper than Python's recursion limit.

    Returns: every variable from which edges lead to the result, once, and the result itself.
    """
    order, seen = [], set()
    stack = [(result, False)]
    while stack:
        variable, inputs_are_done = stack.pop()
        if inputs_are_done:
            order.append(variable)
        elif variable not in seen:
            seen.add(variable)
            stack.append((variable, True))
            stack.extend((x, False) for x in variable.inputs)
    return order


def contributions(result: "Variable") -> list[Contribution]:
    """Return what every edge brings when the derivative of a result is sent back through its graph, in order.

    The derivative of the result with respect to itself is 1. That with respect to any other variable is the sum of the
    amounts that arrive there, and none leaves before all have arrived. No `grad` is read or changed.

    Args:
        result: where the sweep starts.

    Returns: one contribution per edge, those of one source together and in the order of its inputs; [] for a leaf.
    """
    gradient = {result: 1.0}
    sent = []
    for source in reversed(topological_order(result)):
        for target, derivative in zip(source.inputs, source.derivatives, strict=True):
            amount = gradient[source] * derivative
            gradient[target] = gradient.get(target, 0.0) + amount
            sent.append(Contribution(source, target, amount))
    return sent


def backward(result: "Variable") -> None:
    """Add to the `grad` of every leaf the derivative of a result with respect to it.

    What is in `grad` already stays in the sum. The `grad` of variables that an operation made does not change. If the
    result is itself a leaf, its `grad` grows by 1.

    Args:
        result: the variable to differentiate.
    """
    if not result.inputs:
        result.grad += 1.0
    for contribution in contributions(result):
        if not contribution.target.inputs:
            contribution.target.grad += contribution.amount
