"""A second correct answer to each exercise of lesson 1, written differently, and answers that leave it to NumPy."""

import itertools
import math

import numpy as np
from minitorch.shapes import DimensionError, Layout, ShapeError, contiguous_strides

from course.checks import other_answer, ready_call


@other_answer("1.1")
def strides_by_products(shape):
    if min(shape, default=0) < 0:
        raise ShapeError(f"contiguous_strides: sizes must be 0 or more, got {tuple(shape)}")
    return tuple(math.prod(size or 1 for size in shape[axis + 1 :]) for axis in range(len(shape)))


@other_answer("1.2")
def position_by_recursion(index, layout):
    shape, strides, offset = layout
    if len(index) != len(shape):
        raise IndexError(f"index_to_position: {len(shape)} indices needed, got {len(index)}")
    if not index:
        return offset
    try:
        first = range(shape[0])[index[0]]
    except IndexError:
        raise IndexError(f"index_to_position: {index[0]} is out of range for size {shape[0]}") from None
    return position_by_recursion(index[1:], Layout(shape[1:], strides[1:], offset + first * strides[0]))


@other_answer("1.3")
def index_by_strides(position, shape):
    if position < 0 or position >= math.prod(shape):
        raise DimensionError(f"position_to_index: no position {position} in shape {tuple(shape)}")
    return tuple(position // step % size for size, step in zip(shape, contiguous_strides(shape), strict=True))


@other_answer("1.4")
def permute_pairs(layout, dims):
    axes = range(len(layout.shape))
    chosen = [axes[dim] for dim in dims]
    if len(chosen) != len(axes) or set(chosen) != set(axes):
        raise RuntimeError(f"permute: each axis of {layout.shape} must be named once, got {tuple(dims)}")
    shape = tuple(map(layout.shape.__getitem__, chosen))
    return layout._replace(shape=shape, strides=tuple(map(layout.strides.__getitem__, chosen)))


@other_answer("1.5")
def slice_a_range(layout, dim, start=None, stop=None, step=1):
    if step <= 0:
        raise ValueError(f"slice: step must be greater than zero, got {step}")
    axis = range(len(layout.shape))[dim]
    kept = range(layout.shape[axis])[start:stop:step]
    shape, strides = list(layout.shape), list(layout.strides)
    shape[axis] = len(kept)
    strides[axis] *= kept.step
    return Layout(tuple(shape), tuple(strides), layout.offset + kept.start * layout.strides[axis])


@other_answer("1.6")
def contiguous_by_walking(layout):
    steps = [[i * stride for i in range(size)] for size, stride in zip(layout.shape, layout.strides, strict=True)]
    return all(sum(taken) == position for position, taken in enumerate(itertools.product(*steps)))


@other_answer("1.7")
def view_by_trying(layout, new_shape):
    numel = math.prod(layout.shape)
    if numel != math.prod(new_shape):
        raise RuntimeError(f"view: {new_shape} does not hold {numel} elements")

    def walk(shape, strides):
        return [sum(map(int.__mul__, index, strides)) for index in itertools.product(*map(range, shape))]

    places = walk(layout.shape, layout.strides)
    fresh = contiguous_strides(new_shape)
    if numel == 0:
        return fresh
    strides = tuple(places[step] if size > 1 else 0 for size, step in zip(new_shape, fresh, strict=True))
    return strides if walk(new_shape, strides) == places else None


@other_answer("1.8")
def tile_by_splitting(layout, height, width):
    try:
        (rows, columns), (row, column) = layout.shape, layout.strides
    except ValueError:
        raise RuntimeError(f"tile: a matrix is needed, got shape {layout.shape}") from None
    if min(height, width) <= 0:
        raise RuntimeError(f"tile: a tile needs at least one row and one column, got {(height, width)}")
    (down, rest), (across, left) = divmod(rows, height), divmod(columns, width)
    if rest or left:
        raise RuntimeError(f"tile: {layout.shape} does not divide into blocks of {(height, width)}")
    split = Layout((down, height, across, width), (height * row, row, width * column, column), layout.offset)
    return Layout(*(tuple(part[axis] for axis in (0, 2, 1, 3)) for part in split[:2]), split.offset)


# ---- what the exercises rule out: NumPy would do them in a line


@ready_call("1.1")
def strides_of_numpy(shape):
    return tuple(step // 8 for step in np.empty(shape).strides)


@ready_call("1.2")
def position_by_numpy(index, layout):
    return layout.offset + int(np.dot(index, layout.strides))


@ready_call("1.3")
def index_by_numpy(position, shape):
    return tuple(int(i) for i in np.unravel_index(position, shape))


@ready_call("1.6")
def contiguous_for_numpy(layout):
    strides = [8 * step for step in layout.strides]
    return np.lib.stride_tricks.as_strided(np.empty(1), layout.shape, strides).flags.c_contiguous


@ready_call("1.7")
def view_by_numpy(layout, new_shape):
    strides = [8 * step for step in layout.strides]
    view = np.lib.stride_tricks.as_strided(np.empty(1), layout.shape, strides)
    try:
        return tuple(step // 8 for step in view.reshape(new_shape, copy=False).strides)
    except ValueError:
        return None
