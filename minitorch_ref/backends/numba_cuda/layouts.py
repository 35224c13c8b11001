"""From the number of an element to its place in memory, on the host and in kernels."""

from collections.abc import Sequence
from typing import Any

from minitorch_ref.backends.numba_cuda.api import cuda

__all__ = ["merged", "position", "split"]

Axes = tuple[int, ...]


@cuda.jit(device=True)
def position(number: Any, shape: Any, strides: Any) -> Any:
    """Return where element `number`, counted row by row, lies: shape and strides are tuples with at least one entry.

    The first axis needs no division, so a walk over memory without gaps costs one multiplication.
    """
    place = 0
    for axis in range(len(shape) - 1, 0, -1):
        place += number % shape[axis] * strides[axis]
        number = number // shape[axis]
    return place + number * strides[0]


def merged(shape: Sequence[int], *strides: Sequence[int]) -> tuple[Axes, ...]:
    """Return the shape and the strides of several tensors with as few axes as can be, and at least one.

    Axes of size 1 go. Two axes become one where, for every tensor, a step along the first is as far as all steps along
    the second: then a walk over both is a walk over one.

    Args:
        shape: the shape that the tensors share.
        strides: the strides of each.

    Returns: the new shape, and the new strides of each.
    """
    axes: list[tuple[int, ...]] = []
    for axis in zip(shape, *strides, strict=True):
        size, *steps = axis
        if size == 1:
            continue
        if axes and all(before == step * size for before, step in zip(axes[-1][1:], steps, strict=True)):
            axes[-1] = (axes[-1][0] * size, *steps)
        else:
            axes.append(axis)
    return tuple(zip(*axes, strict=True)) if axes else ((1,), *((0,),) * len(strides))


def split(shape: Sequence[int], strides: Sequence[int], dims: Sequence[int]) -> tuple[Axes, Axes, Axes, Axes]:
    """Return shape and strides of the other axes, then shape and strides of the axes `dims`, both merged."""
    others = [axis for axis in range(len(shape)) if axis not in dims]
    kept = merged([shape[axis] for axis in others], [strides[axis] for axis in others])
    inner = merged([shape[axis] for axis in dims], [strides[axis] for axis in dims])
    return kept[0], kept[1], inner[0], inner[1]
