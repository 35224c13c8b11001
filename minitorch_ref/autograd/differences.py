"""Derivatives without any rule: move an element a little and look."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from minitorch_ref.tensors.tensor import Tensor

__all__ = ["numerical"]


def numerical(f: "Callable[[Tensor], Tensor]", x: "Tensor", eps: float = 1e-6) -> NDArray[Any]:
    """Return the table of all derivatives of a function, estimated by central differences.

    Args:
        f: takes a tensor of the shape and the element type of x, returns a tensor of any shape.
        x: the point; it stays as it is.
        eps: how far one element at a time is moved, up and down.

    Returns: d f[j] / d x[i] at row i, column j, as a NumPy array (x.numel(), f(x).numel()). Elements are counted in
        row-major order.
    """
    point = x.detach().numpy()
    rows = []
    for index in np.ndindex(point.shape):
        sides = []
        for step in (eps, -eps):
            moved = point.copy()
            moved[index] += step
            sides.append(f(x.new_tensor(moved)).detach().numpy().reshape(-1))
        rows.append((sides[0] - sides[1]) / (2 * eps))
    return np.array(rows).reshape(x.numel(), f(x).numel())
