"""Small operands on the CPU, where all that leads to a loop takes longer than the loop.

For row-major operands NumPy makes the result array itself: nothing is allocated, laid out or broadcast first. Whatever
does not fit this description goes the way of all others, in `dispatch.py`, with the same result.

This runs for each tiny operation, so it is written for speed: attributes are set on bare objects, because a constructor
takes twice as long, and names that are used together are looked up once.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from minitorch_ref.autograd import anomaly
from minitorch_ref.autograd.modes import setting
from minitorch_ref.autograd.node import edge_of
from minitorch_ref.backends.elementwise import REDUCTIONS, ZIPS
from minitorch_ref.backends.numpy_backend.quiet import quiet, quietly
from minitorch_ref.backends.selection import small
from minitorch_ref.dtypes import FLOATING
from minitorch_ref.shapes import Layout, RowMajor
from minitorch_ref.storage import Storage, Strided, cpu
from minitorch_ref.tensors import tensor as tensors

if TYPE_CHECKING:
    from minitorch_ref.dtypes import DType
    from minitorch_ref.tensors.tensor import Tensor

__all__ = ["cast_small", "map_small", "product_small", "reduce_small", "small_into", "zip_small"]
new = object.__new__

SMALL_PRODUCT = 524_288
"""Up to so many multiplications a matrix product is small: BLAS has done 80 x 80 x 80 of them in 10 microseconds."""


def zip_small(name: str, x: Strided, y: Strided, layout: RowMajor, dtype: "DType") -> "Tensor | None":
    """Return `name` of every pair of elements, or None if the operands are not small or not on the CPU.

    Args:
        name: a key of ZIPS.
        x: an operand in row-major layout.
        y: one of the same type on the same device, row-major and of the same shape, unless one of the two is a scalar.
        layout: that of the result.
        dtype: the type of the result.
    """
    array, other = x.view, y.view
    if array is None or other is None:
        if x.storage.device is not cpu:
            return None
        array, other = x.array(), y.array()
    if (array if x.layout is layout else other).nbytes > small.bytes:
        return None
    try:
        result = quiet.run(ZIPS[name], array, other)
    except RuntimeError:
        result = quietly(ZIPS[name], array, other)
    return owner(result, layout, dtype)


def map_small(name: str, x: Strided, dtype: "DType") -> "Tensor | None":
    """Return `name` of every element as elements of type `dtype`, or None where this is not for a small operand."""
    if type(x.layout) is not RowMajor or x.storage.device is not cpu:
        return None
    array = x.array()
    if array.nbytes > small.bytes:
        return None
    return owner(quietly(small.maps[name], array), x.layout, dtype)


def cast_small(x: Strided, dtype: "DType") -> "Tensor | None":
    """Return the elements converted to another type, or None where this is not for a small operand."""
    if type(x.layout) is not RowMajor or x.storage.device is not cpu:
        return None
    array = x.array()
    if array.nbytes > small.bytes:
        return None
    if array.dtype.kind == "c" and dtype.numpy.kind not in "bc":
        array = array.real
    return owner(quietly(array.astype, dtype.numpy), x.layout, dtype)


def product_small(x: Strided, y: Strided, layout: "Callable[[tuple[int, int]], RowMajor]") -> "Tensor | None":
    """Return the product of two matrices that fit, or None if they are not small or not on the CPU.

    Args:
        x: (n, k), in any layout.
        y: (k, m), of the same type.
        layout: what gives the result (n, m) its layout.
    """
    storage = x.storage
    (n, k), m = x.layout.shape, y.layout.shape[1]
    if n * k * m > SMALL_PRODUCT or storage.device is not cpu or y.storage.device is not cpu:
        return None
    left, right = x.array(), y.array()
    if left.nbytes > small.bytes or right.nbytes > small.bytes:
        return None
    multiply = np.dot if left.dtype.char in "fd" else np.matmul  # the same product, sooner begun
    return owner(quietly(multiply, left, right), layout((n, m)), storage.dtype)


def reduce_small(name: str, x: Strided, dims: tuple[int, ...], keepdim: bool, layout: RowMajor) -> "Tensor | None":
    """Return the elements combined along some axes, or None where this is not for a small operand.

    Args:
        name: a key of REDUCTIONS.
        x: what is reduced, in any layout, of a floating type.
        dims: axes of x.
        keepdim: whether they stay, with size 1.
        layout: that of the result.
    """
    if x.storage.device is not cpu or x.storage.dtype.category != FLOATING:
        return None
    array = x.array()
    if not 0 < array.nbytes <= small.bytes:
        return None
    result = quietly(REDUCTIONS[name].reduce, array, dims, None, None, keepdim)
    if not result.flags.c_contiguous:  # of a transposed array NumPy makes a transposed one
        result = np.ascontiguousarray(result)
    return owner(result, layout, x.storage.dtype)


def small_into(name: str, x: Strided, y: Strided) -> bool:
    """Write `name` of every pair of elements where x has its own; return whether that was done.

    The operands have one type, and y is broadcast to the shape of x.
    """
    if x.storage.device is not cpu:
        return False
    array = x.array()
    if array.nbytes > small.bytes:
        return False
    other = y.array()
    try:
        quiet.run(ZIPS[name], array, other, array)
    except RuntimeError:
        quietly(ZIPS[name], array, other, out=array)
    return True


def owner(
    array: Any,
    layout: Layout,
    dtype: "DType",
    operation: Any = None,
    x: "Tensor | None" = None,
    y: "Tensor | None" = None,
) -> "Tensor":
    """Return the tensor on a new row-major array.

    If an operation and its operands x and y are given, or x alone, a tensor of a floating type is recorded as what the
    operation has made of them; what backward needs is still to be saved.
    """
    if type(array) is not np.ndarray or array.dtype is not dtype.numpy:  # of scalars NumPy makes a number
        array = np.asarray(array, dtype.numpy)
    storage = new(Storage)
    storage.memory = array
    storage.device = cpu
    storage.dtype = dtype
    storage.version = 0
    strided = new(Strided)
    strided.storage = storage
    strided.layout = layout
    strided.view = array
    tensor = new(tensors.Tensor)
    tensor.strided = strided
    tensor.is_wrapped_number = tensor.needs_grad = False
    tensor.node = tensor.base = None
    tensor.output_number = 0
    if x is not None and setting.recording:
        to_x = edge_of(x) if (x.needs_grad if x.base is None else x.requires_grad) else None
        to_y = edge_of(y) if y is not None and (y.needs_grad if y.base is None else y.requires_grad) else None
        if to_x is not None or to_y is not None:
            node = tensor.node = operation.node_class()
            tensor.needs_grad = True
            node.edges = [to_x] if y is None else [to_x, to_y]
            node.output_shape = layout.shape
            node.output_dtype = dtype
            if anomaly.used and anomaly.setting.detecting:
                node.traceback = anomaly.here()
    return tensor
