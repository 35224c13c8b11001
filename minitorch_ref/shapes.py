"""Arithmetic on shapes and strides: where in its storage a tensor keeps each of its elements.

Pure integers and tuples: nothing here knows about tensors, dtypes or data. All strides and offsets count elements, not
bytes.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

from minitorch_ref.errors import ArgumentError, DimensionError, ShapeError

__all__ = [
    "Layout",
    "RowMajor",
    "broadcast_shapes",
    "contiguous_strides",
    "expand_layout",
    "index_to_position",
    "is_contiguous",
    "normalize_dim",
    "permute_layout",
    "position_to_index",
    "slice_layout",
    "tile_layout",
    "view_strides",
]


class Layout(NamedTuple):
    """How a tensor lies in its storage: element (i, j, ...) is at `offset + i * strides[0] + j * strides[1] + ...`."""

    shape: tuple[int, ...]
    strides: tuple[int, ...]
    offset: int = 0


class RowMajor(Layout):
    """The layout of a new tensor, row by row from the start: who sees this type need not look at the strides."""

    __slots__ = ()


def normalize_dim(dim: int, ndim: int) -> int:
    """Return the axis `dim` of a tensor with `ndim` axes, counted from the front.

    Args:
        dim: an axis; a negative one counts from the end.
        ndim: the number of axes.

    Returns: an int in [0, ndim).

    Raises: DimensionError if there is no such axis.
    """
    if not -ndim <= dim < ndim:
        known = f"expected one of [{-ndim}, {ndim - 1}]" if ndim else "a scalar has no axes"
        raise DimensionError(f"dimension out of range: {known}, got {dim}")
    return dim % ndim


# ---- one tensor in its storage ----


def contiguous_strides(shape: Sequence[int]) -> tuple[int, ...]:
    """Return the strides of a row-major tensor.

    Args:
        shape: sizes, (ndim,); may hold 0 or 1. A size of 0 counts as 1 here, as in PyTorch.

    Returns: the step along each axis, (ndim,), in elements, not bytes; () for a scalar.

    Raises: ShapeError if a size is negative.
    """
    if any(size < 0 for size in shape):
        raise ShapeError(f"contiguous_strides: sizes must not be negative, got {tuple(shape)}")
    strides = []
    step = 1
    for size in reversed(shape):
        strides.append(step)
        step *= max(size, 1)
    return tuple(reversed(strides))


def index_to_position(index: Sequence[int], layout: Layout) -> int:
    """Return where in its storage a tensor keeps one element.

    Args:
        index: one int for each axis, (ndim,); a negative one counts from the end of its axis.
        layout: shape, strides and offset of the tensor.

    Returns: a position in the storage, in elements; for a scalar, `index` is () and this is the offset.

    Raises: DimensionError if an index is outside its axis, or if there are more or fewer indices than axes.
    """
    if len(index) != len(layout.shape):
        raise DimensionError(f"index_to_position: a tensor of shape {layout.shape} does not take the index {index}")
    position = layout.offset
    for i, size, stride in zip(index, layout.shape, layout.strides, strict=True):
        if not -size <= i < size:
            raise DimensionError(f"index_to_position: index {tuple(index)} is out of range for shape {layout.shape}")
        position += (i % size) * stride
    return position


def position_to_index(position: int, shape: Sequence[int]) -> tuple[int, ...]:
    """Return the index of the element that comes `position` places after the first, row by row.

    Args:
        position: which element, from 0; the last axis moves fastest.
        shape: sizes, (ndim,).

    Returns: one int for each axis, (ndim,), none of them negative; () for a scalar.

    Raises: DimensionError if `position` is negative or a tensor of this shape has too few elements.
    """
    if not 0 <= position < math.prod(shape):
        raise DimensionError(f"position_to_index: shape {tuple(shape)} has no element number {position}")
    index = []
    for size in reversed(shape):
        position, i = divmod(position, size)
        index.append(i)
    return tuple(reversed(index))


def is_contiguous(layout: Layout) -> bool:
    """Say whether a tensor's elements follow one another in storage, row by row.

    The offset does not matter, nor does the stride of an axis of size 1; a tensor without elements is contiguous.

    Args:
        layout: shape, strides and offset of the tensor.

    Returns: a bool.
    """
    if 0 in layout.shape:
        return True
    expected = contiguous_strides(layout.shape)
    axes = zip(layout.shape, layout.strides, expected, strict=True)
    return all(size == 1 or stride == step for size, stride, step in axes)


# ---- another view of the same storage ----


def permute_layout(layout: Layout, dims: Sequence[int]) -> Layout:
    """Return the layout of the same elements with the axes in another order.

    Args:
        layout: shape, strides and offset of the tensor.
        dims: axis `dims[i]` of the tensor becomes axis i, (ndim,); a negative one counts from the end.

    Returns: a layout on the same storage; nothing moves.

    Raises:
        DimensionError: if one of `dims` is not an axis of the tensor.
        ShapeError: if an axis is named twice, or there are more or fewer `dims` than axes.
    """
    ndim = len(layout.shape)
    if len(dims) != ndim:
        raise ShapeError(f"permute: a tensor of shape {layout.shape} has {ndim} axes, got dims {tuple(dims)}")
    axes = [normalize_dim(dim, ndim) for dim in dims]
    if len(set(axes)) != ndim:
        raise ShapeError(f"permute: each axis must be named once, got dims {tuple(dims)}")
    shape = tuple(layout.shape[axis] for axis in axes)
    strides = tuple(layout.strides[axis] for axis in axes)
    return Layout(shape, strides, layout.offset)


def slice_layout(layout: Layout, dim: int, start: int | None = None, stop: int | None = None, step: int = 1) -> Layout:
    """Return the layout of every `step`-th element along one axis, from `start` up to, not including, `stop`.

    Args:
        layout: shape, strides and offset of the tensor.
        dim: the axis; a negative one counts from the end.
        start: as in a Python slice: None is the beginning, a negative one counts from the end, too large is clamped.
        stop: likewise; None is the end.
        step: at least 1.

    Returns: a layout on the same storage; the size along `dim` may be 0. Its offset is that of element `start`.

    Raises:
        DimensionError: if `dim` is not an axis of the tensor.
        ArgumentError: (a ValueError) if `step` is less than 1.
    """
    if step < 1:
        raise ArgumentError(f"slice: the step must be greater than zero, got {step}; flip by copying instead")
    dim = normalize_dim(dim, len(layout.shape))
    chosen = range(layout.shape[dim])[start:stop:step]
    shape = (*layout.shape[:dim], len(chosen), *layout.shape[dim + 1 :])
    strides = (*layout.strides[:dim], layout.strides[dim] * step, *layout.strides[dim + 1 :])
    return Layout(shape, strides, layout.offset + chosen.start * layout.strides[dim])


def view_strides(layout: Layout, new_shape: Sequence[int]) -> tuple[int, ...] | None:
    """Return the strides that show the same elements, in the same row-major order, under another shape.

    Args:
        layout: shape, strides and offset of the tensor.
        new_shape: sizes with as many elements as the tensor, (new_ndim,); no -1.

    Returns: strides for `new_shape` on the same storage and offset, (new_ndim,), or None if no strides do it and the
        elements would have to be copied. The stride of an axis of size 1 is never used and may be any int. A tensor
        without elements gets the strides of a contiguous one.

    Raises: ShapeError if the number of elements differs.
    """
    if math.prod(new_shape) != math.prod(layout.shape):
        raise ShapeError(f"view: shape {tuple(new_shape)} is invalid for a tensor of shape {layout.shape}")
    if 0 in layout.shape:
        return contiguous_strides(new_shape)
    axes = [axis for axis in zip(layout.shape, layout.strides, strict=True) if axis[0] > 1]
    strides: list[int] = []
    left, step = 1, layout.strides[-1] if layout.strides else 1
    for size in reversed(new_shape):
        if left == 1 and size > 1:
            left, step = axes.pop()
        while left % size:
            outer_size, outer_step = axes.pop()
            if outer_step != left * step:
                return None
            left *= outer_size
        strides.append(step)
        left, step = left // size, step * size
    return tuple(reversed(strides))


def tile_layout(layout: Layout, height: int, width: int) -> Layout:
    """Return the layout that cuts a matrix into tiles, without moving an element.

    Args:
        layout: shape (rows, columns), strides and offset of the matrix.
        height: rows of one tile, at least 1.
        width: columns of one tile, at least 1.

    Returns: a layout of shape (rows // height, columns // width, height, width) on the same storage: element
        (a, b, i, j) is row i, column j of the tile that is a tiles down and b tiles to the right.

    Raises: ShapeError if the tensor is not two-dimensional, does not divide into whole tiles, or if `height` or `width`
        is less than 1.
    """
    if len(layout.shape) != 2 or height < 1 or width < 1 or layout.shape[0] % height or layout.shape[1] % width:
        raise ShapeError(f"tile: shape {layout.shape} does not divide into tiles of ({height}, {width})")
    (rows, columns), (down, right), offset = layout
    shape = (rows // height, columns // width, height, width)
    return Layout(shape, (height * down, width * right, down, right), offset)


# ---- broadcasting ----


def broadcast_shapes(*shapes: Sequence[int]) -> tuple[int, ...]:
    """Return the shape that tensors of these shapes are stretched to when an operation combines them.

    Args:
        shapes: any number of shapes, each (ndim,); they need not have the same number of axes.

    Returns: the common shape; () if no shape is given.

    Raises: ShapeError if two sizes at the same axis, counted from the end, differ and neither is 1. The message names
        the shapes, the axis and the two sizes.
    """
    ndim = max((len(shape) for shape in shapes), default=0)
    result = [1] * ndim
    for shape in shapes:
        for axis, size in enumerate(shape, start=ndim - len(shape)):
            if result[axis] == 1:
                result[axis] = size
            elif size not in (1, result[axis]):
                names = " and ".join(str(tuple(shape)) for shape in shapes)
                sizes = f"{result[axis]} and {size} at axis {axis - ndim}"
                raise ShapeError(f"broadcast: {names} do not fit together: {sizes} differ and neither is 1")
    return tuple(result)


def expand_layout(layout: Layout, shape: Sequence[int]) -> Layout:
    """Return the layout that shows a tensor under a larger shape by repeating elements without copying them.

    Args:
        layout: shape, strides and offset of the tensor.
        shape: the wanted sizes; -1 keeps a size of the tensor. It may have more axes than the tensor: these are new
            axes in front.

    Returns: a layout of the wanted shape on the same storage; a stretched or new axis has stride 0.

    Raises: ShapeError if an axis whose size is not 1 would change, if `shape` has fewer axes than the tensor, or if
        the size of a new axis is -1, or a size is below -1.
    """
    added = len(shape) - len(layout.shape)
    if added < 0 or min(shape[:added], default=0) < 0:
        raise ShapeError(
            f"expand: shape {layout.shape} cannot become {tuple(shape)}; give every new axis in front a size"
        )
    sizes, strides = list(shape), [0] * added
    for axis, (old_size, stride) in enumerate(zip(layout.shape, layout.strides, strict=True), start=added):
        if sizes[axis] == -1:
            sizes[axis] = old_size
        if sizes[axis] != old_size and (old_size != 1 or sizes[axis] < 0):
            raise ShapeError(f"expand: shape {layout.shape} cannot become {tuple(shape)}: only axes of size 1 stretch")
        strides.append(stride if sizes[axis] == old_size else 0)
    return Layout(tuple(sizes), tuple(strides), layout.offset)
