"""Map, zip and reduce over strided storage: every pointwise operation and reduction is one of these three loops.

A buffer is a flat, one-dimensional sequence (a list or a NumPy array); a layout says where in it each element lies.
"""

import math
from collections.abc import Callable, MutableSequence
from typing import Any

from numpy.typing import NDArray

from minitorch_ref import shapes
from minitorch_ref.shapes import Layout

__all__ = ["Buffer", "map_loop", "reduce_loop", "zip_loop"]

Buffer = MutableSequence[Any] | NDArray[Any]


def map_loop(
    fn: Callable[[Any], Any],
    out: Buffer,
    out_layout: Layout,
    x: Buffer,
    x_layout: Layout,
) -> None:
    """Write fn(x[i]) to out[i] for every index i.

    Args:
        fn: takes one element, returns one.
        out: the buffer to write to; positions that `out_layout` does not reach stay as they are.
        out_layout: shape, strides and offset of the result in `out`.
        x: the buffer to read from.
        x_layout: shape, strides and offset of the input in `x`; its shape is that of `out_layout`.
    """
    for position in range(math.prod(out_layout.shape)):
        index = shapes.position_to_index(position, out_layout.shape)
        element = x[shapes.index_to_position(index, x_layout)]
        out[shapes.index_to_position(index, out_layout)] = fn(element)


def zip_loop(
    fn: Callable[[Any, Any], Any],
    out: Buffer,
    out_layout: Layout,
    x: Buffer,
    x_layout: Layout,
    y: Buffer,
    y_layout: Layout,
) -> None:
    """Write fn(x[i], y[i]) to out[i] for every index i, with x and y broadcast to the shape of the result.

    Args:
        fn: takes an element of x and one of y, in this order, returns one.
        out: the buffer to write to; positions that `out_layout` does not reach stay as they are.
        out_layout: shape, strides and offset of the result in `out`.
        x: the buffer of the first input.
        x_layout: shape, strides and offset of the first input; its shape expands to that of `out_layout`.
        y: the buffer of the second input.
        y_layout: likewise.

    Raises: ShapeError if x or y does not expand to the shape of the result; nothing is written then.
    """
    x_layout = shapes.expand_layout(x_layout, out_layout.shape)
    y_layout = shapes.expand_layout(y_layout, out_layout.shape)
    for position in range(math.prod(out_layout.shape)):
        index = shapes.position_to_index(position, out_layout.shape)
        left = x[shapes.index_to_position(index, x_layout)]
        right = y[shapes.index_to_position(index, y_layout)]
        out[shapes.index_to_position(index, out_layout)] = fn(left, right)


def reduce_loop(
    fn: Callable[[Any, Any], Any],
    initial: Any,
    out: Buffer,
    out_layout: Layout,
    x: Buffer,
    x_layout: Layout,
    dim: int,
) -> None:
    """Combine the elements along one axis: out[i] = fn(... fn(fn(initial, x0), x1) ..., xn), in the order of the axis.

    Args:
        fn: takes what has been combined so far and the next element, returns the two combined.
        initial: what to start from; the result where the axis has size 0.
        out: the buffer to write to; positions that `out_layout` does not reach stay as they are.
        out_layout: shape, strides and offset of the result: the shape of x with size 1 at `dim`.
        x: the buffer to read from.
        x_layout: shape, strides and offset of the input.
        dim: the axis to reduce, from 0.
    """
    for position in range(math.prod(out_layout.shape)):
        index = shapes.position_to_index(position, out_layout.shape)
        result = initial
        for i in range(x_layout.shape[dim]):
            x_index = (*index[:dim], i, *index[dim + 1 :])
            result = fn(result, x[shapes.index_to_position(x_index, x_layout)])
        out[shapes.index_to_position(index, out_layout)] = result
