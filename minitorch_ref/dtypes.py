"""Element types and the rules by which two of them meet."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np

from minitorch_ref.errors import DTypeError

if TYPE_CHECKING:
    from minitorch_ref.tensors.tensor import Tensor

__all__ = [
    "DType",
    "Real",
    "Scalar",
    "bfloat16",
    "bool_",
    "complex64",
    "complex128",
    "complex_type",
    "finfo",
    "float16",
    "float32",
    "float64",
    "from_numpy_dtype",
    "get_default_dtype",
    "iinfo",
    "int8",
    "int16",
    "int32",
    "int64",
    "of_scalar",
    "promote_types",
    "real_type",
    "result_type",
    "uint8",
]

Real = bool | int | float
Scalar = Real | complex

BOOL, INTEGER, FLOATING, COMPLEX = range(4)


class DType:
    """The type of a tensor's elements; prints as PyTorch's does."""

    __slots__ = ("category", "name", "numpy")

    numpy: np.dtype[Any]

    def __init__(self, name: str, numpy: np.dtype[Any] | None, category: int) -> None:
        self.name = name
        self.category = category
        if numpy is not None:
            self.numpy = numpy

    @property
    def is_floating_point(self) -> bool:
        """Whether elements are floating-point numbers."""
        return self.category == FLOATING

    @property
    def is_complex(self) -> bool:
        """Whether elements are complex numbers."""
        return self.category == COMPLEX

    @property
    def is_signed(self) -> bool:
        """Whether elements can be negative."""
        return self.name not in ("bool", "uint8")

    @property
    def itemsize(self) -> int:
        """Bytes of one element."""
        return self.numpy.itemsize

    def __repr__(self) -> str:
        return f"torch.{self.name}"

    def __reduce__(self) -> str:
        return "bool_" if self.name == "bool" else self.name


class BFloat16(DType):
    """The one type that NumPy does not have: the package that adds it is imported when an array needs it."""

    __slots__ = ()

    def __getattr__(self, name: str) -> Any:
        if name != "numpy":
            raise AttributeError(f"DType has no attribute {name!r}")
        import ml_dtypes

        self.numpy = np.dtype(ml_dtypes.bfloat16)
        BY_NUMPY[self.numpy] = self
        return self.numpy


bool_ = DType("bool", np.dtype(np.bool_), BOOL)
uint8 = DType("uint8", np.dtype(np.uint8), INTEGER)
int8 = DType("int8", np.dtype(np.int8), INTEGER)
int16 = DType("int16", np.dtype(np.int16), INTEGER)
int32 = DType("int32", np.dtype(np.int32), INTEGER)
int64 = DType("int64", np.dtype(np.int64), INTEGER)
float16 = DType("float16", np.dtype(np.float16), FLOATING)
bfloat16 = BFloat16("bfloat16", None, FLOATING)
float32 = DType("float32", np.dtype(np.float32), FLOATING)
float64 = DType("float64", np.dtype(np.float64), FLOATING)
complex64 = DType("complex64", np.dtype(np.complex64), COMPLEX)
complex128 = DType("complex128", np.dtype(np.complex128), COMPLEX)

ALL = (bool_, uint8, int8, int16, int32, int64, float16, bfloat16, float32, float64, complex64, complex128)
BY_NUMPY = {dtype.numpy: dtype for dtype in ALL if dtype is not bfloat16}


class finfo:  # noqa: N801  PyTorch's name
    """The limits of a floating type, or of the parts of a complex one: bits, eps, max, min, tiny, resolution."""

    def __init__(self, type: DType | None = None) -> None:
        import ml_dtypes

        limits: Any = ml_dtypes.finfo(real_type(type or float32).numpy)  # type: ignore[no-untyped-call]
        self.bits = int(limits.bits)
        self.eps, self.max, self.min = float(limits.eps), float(limits.max), float(limits.min)
        self.tiny = self.smallest_normal = float(limits.tiny)
        self.resolution = float(limits.resolution)
        self.dtype = real_type(type or float32).name


class iinfo:  # noqa: N801  PyTorch's name
    """The limits of an integer type: bits, max, min."""

    def __init__(self, type: DType) -> None:
        limits = np.iinfo(type.numpy)
        self.bits, self.max, self.min, self.dtype = limits.bits, limits.max, limits.min, type.name


def get_default_dtype() -> DType:
    """Return the type of new floating-point tensors."""
    return float32


def from_numpy_dtype(numpy_dtype: np.dtype[Any]) -> DType:
    """Return the element type that NumPy calls `numpy_dtype`.

    Raises: DTypeError if tensors have no such elements.
    """
    dtype = BY_NUMPY.get(numpy_dtype)
    if dtype is None and numpy_dtype == bfloat16.numpy:
        return bfloat16
    if dtype is None:
        names = ", ".join(dtype.name for dtype in ALL)
        raise DTypeError(f"a tensor cannot hold elements of type {numpy_dtype}; the element types are {names}")
    return dtype


OF_NUMBERS: dict[type, DType] = {bool: bool_, int: int64, float: float32, complex: complex64}


def of_scalar(value: Scalar) -> DType:
    """Return the element type of a Python number: bool, int64, float32 or complex64."""
    known = OF_NUMBERS.get(type(value))
    if known is not None:
        return known
    if isinstance(value, bool | np.bool_):
        return bool_
    if isinstance(value, int | np.integer):
        return int64
    if isinstance(value, float | np.floating):
        return float32
    if isinstance(value, complex | np.complexfloating):
        return complex64
    raise DTypeError(f"expected a number or a tensor, got {value!r} of type {type(value).__name__}")


OF_PYTHON: dict[type, DType] = {bool: bool_, int: int64, float: float64, complex: complex128}
"""What Python's own types stand for where an element type is asked for."""


def chosen(dtype: DType | type | None, default: DType) -> DType:
    """Return the element type that a user asks for, or the default if it is None.

    Raises: DTypeError (a TypeError) if it is none; `float` and the like stand for float64 and the like, as in PyTorch.
    """
    if dtype is None:
        return default
    if isinstance(dtype, DType):
        return dtype
    if isinstance(dtype, type) and dtype in OF_PYTHON:
        return OF_PYTHON[dtype]
    names = ", ".join(known.name for known in ALL)
    raise DTypeError(f"dtype: an element type is one of {names} of this package, got {dtype!r}")


def real_type(dtype: DType) -> DType:
    """Return the type of the real and the imaginary part of complex elements; other types as they are."""
    return {complex64: float32, complex128: float64}.get(dtype, dtype)


def complex_type(dtype: DType) -> DType:
    """Return the type of complex numbers whose parts are of this type: complex128 for float64, else complex64."""
    return complex128 if dtype in (float64, complex128) else complex64


def promote_types(type1: DType, type2: DType) -> DType:
    """Return the smallest type that holds both.

    The higher category wins (bool < integer < floating < complex), then the size; float16 and bfloat16 meet in float32.
    """
    if type1.category != type2.category:
        higher, lower = (type1, type2) if type1.category > type2.category else (type2, type1)
        return complex128 if higher.is_complex and lower is float64 else higher
    if {type1, type2} == {float16, bfloat16}:
        return float32
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
        if isinstance(operand, bool | int | float | complex):
            numbers.append(of_scalar(operand))
        elif operand.is_wrapped_number:
            numbers.append({FLOATING: float32, COMPLEX: complex64}.get(operand.dtype.category, operand.dtype))
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
    if higher.is_floating_point and lower.is_complex:
        return complex_type(higher)
    return lower if lower.category > higher.category else higher
