"""From tensors to the loops of a backend: choose element types, allocate the result, call the loop."""

import math
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from minitorch_ref import dtypes, shapes
from minitorch_ref.autograd.modes import setting
from minitorch_ref.backends.interface import Kernel
from minitorch_ref.backends.selection import backend_of
from minitorch_ref.dtypes import DType, Scalar
from minitorch_ref.errors import DTypeError, UnsupportedError
from minitorch_ref.functions import devices
from minitorch_ref.functions.small import (
    cast_small,
    map_small,
    owner,
    reduce_small,
    small_into,
    zip_small,
)
from minitorch_ref.shapes import Layout, RowMajor
from minitorch_ref.storage import Device, Storage, Strided, cpu
from minitorch_ref.tensors import tensor as tensors

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from minitorch_ref.tensors.tensor import Tensor

__all__ = [
    "add_into",
    "allocate",
    "backward_kernel",
    "cast",
    "floating",
    "fused_gradient",
    "kernel",
    "map_float",
    "map_same",
    "operand",
    "reduce_dims",
    "refuse_others",
    "zip_to",
    "zip_types",
]


def kernel(name: str, *operands: "Tensor") -> Kernel | None:
    """Return the fused kernel that the backend of these operands has for them, or None: then compose the operation.

    For `forward`, where nothing is recorded; a `backward` asks `backward_kernel`.
    """
    strided = [x.strided for x in operands]
    return backend_of(strided[0]).kernel(name, *strided)


def backward_kernel(name: str, *operands: "Tensor") -> Kernel | None:
    """Return a kernel as `kernel` does, and None if this backward pass is recorded: nobody could differentiate it."""
    return None if setting.recording else kernel(name, *operands)


def fused_gradient(name: str, grad_output: "Tensor", saved: "Tensor") -> "Tensor | None":
    """Return what a kernel, if there is one, makes of the gradient of the result and one saved tensor."""
    fused = backward_kernel(name, grad_output, saved)
    if fused is None:
        return None
    grad = allocate(saved.shape, saved.dtype, device=saved.device)
    fused(grad.strided, grad_output.strided, saved.strided)
    return grad


def allocate(
    shape: tuple[int, ...], dtype: DType, strides: tuple[int, ...] | None = None, device: Device = cpu
) -> "Tensor":
    """Return a tensor on a storage of its own, row-major unless strides are given; its elements are not set."""
    layout = row_major(tuple(shape)) if strides is None else Layout(tuple(shape), strides)
    return tensors.Tensor(Strided(Storage.empty(math.prod(shape), dtype, device), layout))


def row_major(shape: tuple[int, ...]) -> RowMajor:
    """Return the layout of a new tensor; equal shapes share one object, so that `is` can tell that they are equal."""
    return known_row_major(shape, shapes.contiguous_strides)


@lru_cache(maxsize=4096)
def known_row_major(shape: tuple[int, ...], strides_of: Callable[[tuple[int, ...]], tuple[int, ...]]) -> RowMajor:
    """Return a layout; known by the function as well, because a student may put another one in its place."""
    shape = tuple(map(int, shape))
    return RowMajor(shape, strides_of(shape))


@lru_cache(maxsize=4096)
def known(function: Callable[..., Any], *operands: Any) -> Any:
    """Return function(*operands) of shapes and layouts: the same ones come again and again."""
    return function(*operands)


def like(x: "Tensor", dtype: DType) -> "Tensor":
    """Return an unset tensor of the shape of x, laid out like x if x fills its memory without gaps."""
    storage, layout = x.strided.storage, x.strided.layout
    keep = type(layout) is not RowMajor and is_dense(layout)
    return allocate(layout.shape, dtype, layout.strides if keep else None, storage.device)


def is_dense(layout: Layout) -> bool:
    """Say whether a layout is a contiguous one with its axes in another order."""
    step = 1
    for stride, size in sorted(zip(layout.strides, layout.shape, strict=True)):
        if size != 1 and stride != step:
            return False
        step *= size
    return step > 0


def of_values(array: "NDArray[Any]", device: Device = cpu) -> "Tensor":
    """Return a tensor on the memory of a row-major array, or a copy of it on another device."""
    x = tensors.Tensor(Strided(Storage(array.reshape(-1)), row_major(array.shape)))
    return x if device is cpu else devices.moved(x, device)


def positions(layout: Layout) -> "NDArray[np.int64]":
    """Return where in its storage a tensor keeps each of its elements, in row-major order, as a vector."""
    result = np.full((), layout.offset)
    for size, stride in zip(layout.shape, layout.strides, strict=True):
        result = result[..., None] + np.arange(size) * stride
    return result.reshape(-1)


def operand(value: "Tensor | Scalar") -> "Tensor":
    """Return a tensor as it is, and a Python number as a scalar tensor that gives way to others in `result_type`."""
    if isinstance(value, tensors.Tensor):
        return value
    dtype = dtypes.of_scalar(value)
    dtype = EXACT.get(dtype, dtype)
    scalar = owner(np.array(value, dtype.numpy), row_major(()), dtype)
    scalar.is_wrapped_number = True
    return scalar


def refuse_others(operation: str, **operands: object) -> None:
    """Raise DTypeError (a TypeError) if an operand, given by its name, is no tensor: a NumPy array or a number."""
    for name, value in operands.items():
        if not isinstance(value, tensors.Tensor):
            raise DTypeError(
                f"{operation}(): argument {name!r} must be Tensor, not {type(value).__name__}; make one with tensor()"
            )


EXACT = {dtypes.float32: dtypes.float64, dtypes.complex64: dtypes.complex128}
"""The type in which a Python number that counts as one of these is kept."""


def floating(dtype: DType) -> DType:
    """Return the type itself if it is a floating or complex one, else the default, float32."""
    return dtype if dtype.category >= dtypes.FLOATING else dtypes.float32


def cast(x: "Tensor", dtype: DType) -> "Tensor":
    """Return x itself if its elements are of this type, else a converted copy."""
    if x.strided.storage.dtype is dtype:
        return x
    if (made := cast_small(x.strided, dtype)) is not None:
        return made
    out = like(x, dtype)
    backend_of(out.strided).copy(out.strided, x.strided)
    return out


# fmt: off
REAL_ONLY = frozenset([
    "amax", "amin", "ceil", "erf", "erfinv", "floor", "floor_divide", "fmod", "ge", "gt", "le", "lt", "maximum",
    "minimum", "relu", "remainder", "round", "sign", "trunc",
])
# fmt: on
"""Functions for which complex numbers would need an order."""


def refuse_complex(name: str, dtype: DType) -> None:
    """Raise if a function needs an order of numbers that complex ones do not have."""
    if dtype.is_complex and name in REAL_ONLY:
        raise UnsupportedError(f"{name}: not for complex numbers, which have no order; use abs(), real or imag")


def map_same(name: str, x: "Tensor", dtype: DType | None = None) -> "Tensor":
    """Apply a function to every element; the result has elements of type `dtype`, by default those of x."""
    own = x.strided.storage.dtype
    if own.category == dtypes.COMPLEX:
        refuse_complex(name, own)
    dtype = dtype or own
    if (made := map_small(name, x.strided, dtype)) is not None:
        return made
    out = like(x, dtype)
    backend_of(out.strided).map(name, out.strided, x.strided)
    return out


def map_float(name: str, x: "Tensor") -> "Tensor":
    """Apply a function of real numbers to every element."""
    return map_same(name, cast(x, floating(x.dtype)))


def zip_types(x: "Tensor", y: "Tensor") -> tuple["Tensor", "Tensor", DType]:
    """Return both tensors on one device, in the type that the two promote to, and that type."""
    dtype, other = x.strided.storage.dtype, y.strided.storage.dtype
    if x.is_wrapped_number or not y.is_wrapped_number or other.category > dtype.category:
        dtype = dtypes.result_type(x, y)  # and else a number gives way to a tensor of its category
    if x.strided.storage.device is not y.strided.storage.device:
        x, y = devices.together(x, y)
    return cast(x, dtype), cast(y, dtype), dtype


def zip_to(name: str, x: "Tensor", y: "Tensor", dtype: DType | None = None) -> "Tensor":
    """Apply a function to every pair of elements, broadcast; the result is of type `dtype`, by default the promoted."""
    first, second = x.strided, y.strided
    here, there = first.storage, second.storage
    promoted = here.dtype
    unlike = promoted is not there.dtype or here.device is not there.device
    if unlike or x.is_wrapped_number or y.is_wrapped_number:
        x, y, promoted = zip_types(x, y)
        first, second = x.strided, y.strided
    if promoted.category == dtypes.COMPLEX:
        refuse_complex(name, promoted)
    one, two = first.layout, second.layout
    if type(one) is RowMajor is type(two) and (one is two or not two.shape or not one.shape):
        made = zip_small(name, first, second, one if one.shape else two, promoted if dtype is None else dtype)
        if made is not None:
            return made
    x_shape, y_shape = one.shape, two.shape
    shape = x_shape if x_shape == y_shape else known(shapes.broadcast_shapes, x_shape, y_shape)
    out_dtype = dtype or promoted
    if x_shape == shape and (y_shape != shape or x.stride() == y.stride()):
        out = like(x, out_dtype)
    else:
        out = like(y, out_dtype) if x_shape != shape == y_shape else allocate(shape, out_dtype, device=x.device)
    backend_of(out.strided).zip(name, out.strided, expand(x, shape), expand(y, shape))
    return out


def add_into(x: "Tensor", y: "Tensor") -> None:
    """Add y, broadcast, to x where x lies, unseen: nothing is recorded and no version counted. One type, no overlap."""
    target = x.strided
    if not small_into("add", target, y.strided):
        backend_of(target).zip("add", target, target, expand(y, target.layout.shape))


def expand(x: "Tensor", shape: tuple[int, ...]) -> Strided:
    """Return the storage of x under a larger shape."""
    if x.strided.layout.shape == shape:
        return x.strided
    return Strided(x.strided.storage, known(shapes.expand_layout, x.strided.layout, shape))


def reduce_dims(name: str, x: "Tensor", dims: tuple[int, ...], keepdim: bool, dtype: DType | None = None) -> "Tensor":
    """Combine the elements along some axes, which then have size 1 or, without `keepdim`, are gone."""
    refuse_complex(name, x.dtype)
    shape = x.strided.layout.shape
    kept = tuple([1 if axis in dims else size for axis, size in enumerate(shape)])
    if dtype is None or dtype is x.dtype:
        left = kept if keepdim else tuple([size for axis, size in enumerate(shape) if axis not in dims])
        if (made := reduce_small(name, x.strided, dims, keepdim, row_major(left))) is not None:
            return made
    out = allocate(kept, dtype or x.dtype, device=x.strided.storage.device)
    backend_of(out.strided).reduce(name, out.strided, x.strided, dims)
    return out if keepdim else without_axes(out, dims)


def without_axes(x: "Tensor", dims: tuple[int, ...]) -> "Tensor":
    """Return x without these axes, which have size 1."""
    storage = x.strided.storage
    shape = tuple([size for axis, size in enumerate(x.strided.layout.shape) if axis not in dims])
    return tensors.Tensor(Strided(storage, row_major(shape)))
