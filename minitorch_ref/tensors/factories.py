"""Making tensors: from Python data, from NumPy arrays, filled with one value, counted."""

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from minitorch_ref import dtypes, memory
from minitorch_ref.dtypes import DType, Real, Scalar
from minitorch_ref.errors import ArgumentError, DTypeError, UnsupportedError
from minitorch_ref.functions import devices, dispatch
from minitorch_ref.functions.sizes import Sizes, as_sizes
from minitorch_ref.shapes import Layout
from minitorch_ref.storage import Place, Storage, Strided, cpu, on
from minitorch_ref.tensors import tensor as tensors

if TYPE_CHECKING:
    from minitorch_ref.tensors.tensor import Tensor

__all__ = [
    "arange",
    "as_tensor",
    "empty",
    "empty_like",
    "eye",
    "from_dlpack",
    "from_numpy",
    "full",
    "full_like",
    "linspace",
    "ones",
    "ones_like",
    "tensor",
    "zeros",
    "zeros_like",
]


def tensor(data: Any, *, dtype: DType | None = None, device: Place = None, requires_grad: bool = False) -> "Tensor":
    """Return a tensor with a copy of the data.

    Args:
        data: a number, nested sequences of numbers, a NumPy array or a tensor.
        dtype: the element type; by default that of the array or tensor, and for Python numbers bool, int64 or float32.
        device: where it is put; by default the CPU.
        requires_grad: whether gradients are recorded for it.

    Raises:
        ArgumentError: (a ValueError) if the sequences are not all of one length.
        DTypeError: if something is not a number.
    """
    if isinstance(data, tensors.Tensor):
        return leaf(data.detach().to(dtypes.chosen(dtype, data.dtype)).clone(), requires_grad, device)
    if isinstance(data, np.ndarray | np.generic):
        array, natural = np.asarray(data), None
    else:
        array, natural = array_of(data)
    if dtype is None:
        dtype = natural or dtypes.from_numpy_dtype(array.dtype)
    dtype = dtypes.chosen(dtype, dtypes.float32)
    with np.errstate(all="ignore"):
        return leaf(of_array(np.array(array, dtype=dtype.numpy, order="C")), requires_grad, device)


def array_of(data: Any) -> tuple[NDArray[Any], DType]:
    """Return nested sequences of numbers as an array, and the element type that they suggest."""
    plain = unpacked(data)
    try:
        array = np.asarray(plain)
    except ValueError as error:
        raise ArgumentError("tensor: the sequences at one level must all have the same length") from error
    if array.size == 0:
        return array.astype(np.float32), dtypes.float32
    if array.dtype.kind in "Ou" and all(isinstance(number, int) for number in array.flat):
        raise UnsupportedError(f"tensor: a number is too large for int64 in {data!r:.60}; make it a float")
    if array.dtype.kind not in "bifc":
        raise DTypeError(f"tensor: the elements must be numbers, got {array.dtype} from {data!r:.60}")
    natural = {"b": dtypes.bool_, "i": dtypes.int64, "f": dtypes.float32, "c": dtypes.complex64}[array.dtype.kind]
    return array, natural


def unpacked(data: Any) -> Any:
    """Return nested sequences with tensors in them as nested lists of numbers."""
    if isinstance(data, tensors.Tensor):
        return data.tolist()
    return [unpacked(part) for part in data] if isinstance(data, list | tuple | range) else data


def of_array(array: NDArray[Any]) -> "Tensor":
    """Return a tensor that takes over a C-contiguous array."""
    return dispatch.of_values(array)


def from_numpy(ndarray: NDArray[Any]) -> "Tensor":
    """Return a tensor on the memory of a NumPy array: each sees the other's writes.

    Raises:
        DTypeError: if it is not an array, or tensors have no such elements.
        ArgumentError: (a ValueError) if a stride is negative or not a whole number of elements; copy the array.
    """
    if not isinstance(ndarray, np.ndarray):
        raise DTypeError(f"from_numpy: expected a NumPy array, got {type(ndarray).__name__}")
    dtypes.from_numpy_dtype(ndarray.dtype)
    itemsize = ndarray.itemsize
    if [step for step in ndarray.strides if step < 0 or step % itemsize]:
        raise ArgumentError(
            f"from_numpy: strides must be whole numbers of elements, not negative, got {ndarray.strides} bytes; "
            "use array.copy()"
        )
    if ndarray.size == 0 or ndarray.flags.c_contiguous:
        return of_array(ndarray)
    strides = tuple(step // itemsize for step in ndarray.strides)
    layout = Layout(ndarray.shape, strides)
    span = 1 + sum((size - 1) * step for size, step in zip(ndarray.shape, strides, strict=True))
    flat = np.lib.stride_tricks.as_strided(ndarray, (span,), (itemsize,), writeable=ndarray.flags.writeable)
    return tensors.Tensor(Strided(Storage(flat), layout))


def as_tensor(data: Any, dtype: DType | None = None, device: Place = None) -> "Tensor":
    """Return the data as a tensor, without a copy where it is a tensor or a NumPy array of the right type."""
    if isinstance(data, tensors.Tensor):
        dtype = dtypes.chosen(dtype, data.dtype)
        return data.to(dtype) if device is None else data.to(on(device), dtype)
    if dtype is not None:
        dtype = dtypes.chosen(dtype, dtypes.float32)
    if isinstance(data, np.ndarray) and (dtype is None or dtype.numpy == data.dtype) and not negative(data):
        return devices.moved(from_numpy(data), on(device))
    return tensor(data, dtype=dtype, device=device)


def from_dlpack(ext_tensor: Any) -> "Tensor":
    """Return a tensor on the memory of a tensor or an array of another library that speaks DLPack."""
    return from_numpy(np.from_dlpack(ext_tensor))


def negative(array: NDArray[Any]) -> bool:
    """Say whether an array runs backwards along an axis, which tensors cannot."""
    return min(array.strides, default=0) < 0


def leaf(x: "Tensor", requires_grad: bool, device: Place = None) -> "Tensor":
    """Return x, a new tensor, as a leaf that may require gradients, on a device if one is named."""
    if device is not None:
        x = devices.moved(x, on(device))
    return x.requires_grad_() if requires_grad else x


# ---- filled ----


def empty(*size: Sizes, dtype: DType | None = None, device: Place = None, requires_grad: bool = False) -> "Tensor":
    """Return a tensor whose elements are whatever the memory holds."""
    dtype = dtypes.chosen(dtype, dtypes.float32)
    return leaf(dispatch.allocate(as_sizes(size), dtype, device=on(device)), requires_grad)


def full(
    size: Sizes,
    fill_value: Scalar,
    *,
    dtype: DType | None = None,
    device: Place = None,
    requires_grad: bool = False,
) -> "Tensor":
    """Return a tensor with every element the same."""
    out = empty(size, dtype=dtypes.chosen(dtype, dtypes.of_scalar(fill_value)), device=device)
    out.storage().data[...] = fill_value
    return leaf(out, requires_grad)


def zeros(*size: Sizes, dtype: DType | None = None, device: Place = None, requires_grad: bool = False) -> "Tensor":
    """Return a tensor of zeros."""
    return leaf(full(as_sizes(size), 0, dtype=dtypes.chosen(dtype, dtypes.float32), device=device), requires_grad)


def ones(*size: Sizes, dtype: DType | None = None, device: Place = None, requires_grad: bool = False) -> "Tensor":
    """Return a tensor of ones."""
    return leaf(full(as_sizes(size), 1, dtype=dtypes.chosen(dtype, dtypes.float32), device=device), requires_grad)


def empty_like(
    input: "Tensor",
    *,
    dtype: DType | None = None,
    device: Place = None,
    requires_grad: bool = False,
) -> "Tensor":
    """Return an unset tensor of the shape, and by default the type, of another."""
    return leaf(dispatch.like(input, dtypes.chosen(dtype, input.dtype)), requires_grad, device)


def full_like(
    input: "Tensor",
    fill_value: Scalar,
    *,
    dtype: DType | None = None,
    device: Place = None,
    requires_grad: bool = False,
) -> "Tensor":
    """Return a tensor of one value in the shape, and by default the type, of another."""
    out = empty_like(input, dtype=dtype)
    out.storage().data[...] = fill_value
    return leaf(out, requires_grad, device)


def zeros_like(
    input: "Tensor",
    *,
    dtype: DType | None = None,
    device: Place = None,
    requires_grad: bool = False,
) -> "Tensor":
    """Return zeros in the shape, and by default the type, of another."""
    return leaf(full_like(input, 0, dtype=dtype), requires_grad, device)


def ones_like(
    input: "Tensor",
    *,
    dtype: DType | None = None,
    device: Place = None,
    requires_grad: bool = False,
) -> "Tensor":
    """Return ones in the shape, and by default the type, of another."""
    return leaf(full_like(input, 1, dtype=dtype), requires_grad, device)


@memory.reports_exhaustion
def eye(
    n: int,
    m: int | None = None,
    *,
    dtype: DType | None = None,
    device: Place = None,
    requires_grad: bool = False,
) -> "Tensor":
    """Return an (n, m) matrix, by default square, with 1 on the diagonal and 0 elsewhere."""
    return leaf(of_array(np.eye(n, m, dtype=dtypes.chosen(dtype, dtypes.float32).numpy)), requires_grad, device)


# ---- counted ----


@memory.reports_exhaustion
def arange(
    start: Real,
    end: Real | None = None,
    step: Real = 1,
    *,
    dtype: DType | None = None,
    device: Place = None,
    requires_grad: bool = False,
) -> "Tensor":
    """Return the numbers from `start`, by default 0, up to, not including, `end`; integers if all arguments are."""
    if end is None:
        start, end = 0, start
    if step == 0 or (end - start) * step < 0:
        raise UnsupportedError(f"arange: the step {step} does not lead from {start} to {end}")
    floats = [number for number in (start, end, step) if isinstance(number, float | np.floating)]
    dtype = dtypes.chosen(dtype, dtypes.float32 if floats else dtypes.int64)
    count = math.ceil((end - start) / step)
    if on(device) is not cpu:
        out = empty(count, dtype=dtype, device=device)
        out.storage().data.count_up(start, step)
        return leaf(out, requires_grad)
    counted = start + np.arange(count) * step
    return leaf(of_array(counted.astype(dtype.numpy)), requires_grad, device)


@memory.reports_exhaustion
def linspace(
    start: Real,
    end: Real,
    steps: int,
    *,
    dtype: DType | None = None,
    device: Place = None,
    requires_grad: bool = False,
) -> "Tensor":
    """Return `steps` numbers at equal distances from `start` to `end`, both included."""
    if steps < 0:
        raise UnsupportedError(f"linspace: the number of steps must not be negative, got {steps}")
    dtype = dtypes.chosen(dtype, dtypes.float32)
    return leaf(of_array(np.linspace(start, end, steps).astype(dtype.numpy)), requires_grad, device)
