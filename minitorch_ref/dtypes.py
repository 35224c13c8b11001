"""Element types and the rules by which two of them meet."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from minitorch_ref.errors import DTypeError

if TYPE_CHECKING:
    from minitorch_ref.tensors.tensor import Tensor

__all__ = [
    "DType",
    "Scalar",
    "bool_",
    "float16",
    "float32",
    "float64",
    "from_numpy_dtype",
    "int8",
    "int16",
    "int32",
    "int64",
    "of_scalar",
    "promote_types",
    "result_type",
    "uint8",
]

Scalar = bool | int | float

BOOL, INTEGER, FLOATING = range(3)


@dataclass(frozen=True, eq=False, slots=True)
class DType:
    """The type of a tensor's elements; prints as PyTorch's does."""

    name: str
    numpy: np.dtype[Any]
    category: int

    @property
    def is_floating_point(self) -> bool:
        """Whether elements are floating-point numbers."""
        return self.category == FLOATING

    @property
    def itemsize(self) -> int:
        """Bytes of one element."""
        return self.numpy.itemsize

    def __repr__(self) -> str:
        return f"torch.{self.name}"

    def __reduce__(self) -> str:
        return "bool_" if self.name == "bool" else self.name


bool_ = DType("bool", np.dtype(np.bool_), BOOL)
uint8 = DType("uint8", np.dtype(np.uint8), INTEGER)
int8 = DType("int8", np.dtype(np.int8), INTEGER)
int16 = DType("int16", np.dtype(np.int16), INTEGER)
int32 = DType("int32", np.dtype(np.int32), INTEGER)
int64 = DType("int64", np.dtype(np.int64), INTEGER)
float16 = DType("float16", np.dtype(np.float16), FLOATING)
float32 = DType("float32", np.dtype(np.float32), FLOATING)
float64 = DType("float64", np.dtype(np.float64), FLOATING)

ALL = (bool_, uint8, int8, int16, int32, int64, float16, float32, float64)
BY_NUMPY = {dtype.numpy: dtype for dtype in ALL}


def from_numpy_dtype(numpy_dtype: np.dtype[Any]) -> DType:
    """Return the element type that NumPy calls `numpy_dtype`.

    Raises: DTypeError if tensors have no such elements.
    """
    dtype = BY_NUMPY.get(numpy_dtype)
    if dtype is None:
        names = ", ".join(dtype.name for dtype in ALL)
        raise DTypeError(f"a tensor cannot hold elements of type {numpy_dtype}; the element types are {names}")
    return dtype


def of_scalar(value: Scalar) -> DType:
    """Return the element type of a Python number: bool, int64 or float32."""
    if isinstance(value, bool | np.bool_):
        return bool_
    if isinstance(value, int | np.integer):
        return int64
    if isinstance(value, float | np.floating):
        return float32
    raise DTypeError(f"expected a number or a tensor, got {value!r} of type {type(value).__name__}")


def promote_types(type1: DType, type2: DType) -> DType:
    """Return the smallest type that holds both: the higher category wins (bool < integer < floating), then the size."""
    if type1.category != type2.category:
        return type1 if type1.category > type2.category else type2
    return from_numpy_dtype(np.promote_types(type1.numpy, type2.numpy))


def result_type(*operands: "Tensor | Scalar") -> DType:
    """Return the type in which an operation on these operands is computed.

    Tensors with axes decide; a scalar tensor counts only if its category is higher, and a Python number only if its
    category is higher than both.
    """
    with_axes: list[DType] = []
    without_axes: list[DType] = []
    numbers: list[DType] = []
    for operand in operands:
        if isinstance(operand, bool | int | float):
            numbers.append(of_scalar(operand))
        elif operand.is_wrapped_number:
            numbers.append(float32 if operand.dtype.is_floating_point else operand.dtype)
        else:
            (with_axes if operand.dim() else without_axes).append(operand.dtype)
    return combine(combine(promote_all(with_axes), promote_all(without_axes)), promote_all(numbers)) or float32


def promote_all(types: Iterable[DType]) -> DType | None:
    """Promote a group of equal rank; None for an empty group."""
    result = None
    for dtype in types:
        result = dtype if result is None else promote_types(result, dtype)
    return result


def combine(higher: DType | None, lower: DType | None) -> DType | None:
    """Let a group of lower rank speak only if its category is higher."""
    if higher is None or lower is None:
        return higher or lower
    return lower if lower.category > higher.category else higher
