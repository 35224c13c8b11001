"""Put an operation on trial: a test that one with a right rule passes and one with a wrong rule does not."""

from typing import TYPE_CHECKING

import numpy as np

from minitorch_ref.autograd import differences
from minitorch_ref.autograd.function import Function
from minitorch_ref.autograd.passes import grad
from minitorch_ref.tensors.factories import tensor

if TYPE_CHECKING:
    from minitorch_ref.tensors.tensor import Tensor

__all__ = ["passes_trial"]


def passes_trial(operation: type[Function]) -> bool:
    """Return whether the rule of an operation is right, tried on inputs of your choice.

    Args:
        operation: `operation.apply(x, y)` works element by element on two tensors, which may have shapes that are
            broadcast. It is smooth for all numbers. What it computes is right; its backward may be wrong.

    Returns: True if the gradients of x and y agree with central differences, False if they do not.
    """
    numbers = np.random.default_rng(0)
    for shapes in (((2, 3), (2, 3)), ((3,), (2, 3)), ((2, 3), (2, 1)), ((2, 3), ())):
        both = [tensor(numbers.normal(size=shape), requires_grad=True) for shape in shapes]
        weights = numbers.normal(size=(2, 3))
        found = grad(operation.apply(*both), both, tensor(weights))
        for i in (0, 1):

            def f(moved: "Tensor", i: int = i, both: "list[Tensor]" = both) -> "Tensor":
                return operation.apply(*both[:i], moved, *both[i + 1 :])

            expected = differences.numerical(f, both[i]) @ weights.reshape(-1)
            if not np.allclose(found[i].numpy().reshape(-1), expected, atol=1e-6):
                return False
    return True
