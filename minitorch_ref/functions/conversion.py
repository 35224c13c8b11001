"""The methods that convert elements: x.float(), x.long(), x.to(torch.float64)."""

from typing import TYPE_CHECKING

from minitorch_ref import dtypes
from minitorch_ref.dtypes import DType
from minitorch_ref.errors import DTypeError
from minitorch_ref.functions.reshaping import clone, convert
from minitorch_ref.storage import Device, on
from minitorch_ref.tensors import tensor as tensors

if TYPE_CHECKING:
    from minitorch_ref.tensors.tensor import Tensor

__all__ = ["bool_", "byte", "char", "cpu", "double", "float_", "half", "int_", "long", "short", "to", "type_as"]


def to(
    input: "Tensor",
    *targets: "DType | Device | str | Tensor",
    dtype: DType | None = None,
    device: "Device | str | None" = None,
    copy: bool = False,
) -> "Tensor":
    """Return the tensor with another element type or on another device; itself if nothing changes.

    Args:
        input: the tensor.
        targets: an element type, a device, or a tensor whose type and device are wanted.
        dtype: the element type, by name.
        device: the device, by name; there is only "cpu".
        copy: whether to copy even if nothing changes.
    """
    for target in targets:
        if isinstance(target, tensors.Tensor):
            dtype = target.dtype
        elif isinstance(target, DType):
            dtype = target
        elif isinstance(target, str | Device):
            device = target
        else:
            raise DTypeError(f"to: takes an element type, a device or a tensor, got {target!r}")
    on(device)
    result = convert(input, dtype or input.dtype)
    return clone(result) if copy and result is input else result


def cpu(input: "Tensor") -> "Tensor":
    """Return the tensor itself: it is on the CPU."""
    return input


def type_as(input: "Tensor", other: "Tensor") -> "Tensor":
    """Return the tensor with the element type of another one."""
    return convert(input, other.dtype)


def bool_(input: "Tensor") -> "Tensor":
    """Return whether each element is not 0."""
    return convert(input, dtypes.bool_)


def byte(input: "Tensor") -> "Tensor":
    """Convert to uint8."""
    return convert(input, dtypes.uint8)


def char(input: "Tensor") -> "Tensor":
    """Convert to int8."""
    return convert(input, dtypes.int8)


def short(input: "Tensor") -> "Tensor":
    """Convert to int16."""
    return convert(input, dtypes.int16)


def int_(input: "Tensor") -> "Tensor":
    """Convert to int32."""
    return convert(input, dtypes.int32)


def long(input: "Tensor") -> "Tensor":
    """Convert to int64."""
    return convert(input, dtypes.int64)


def half(input: "Tensor") -> "Tensor":
    """Convert to float16."""
    return convert(input, dtypes.float16)


def bfloat16(input: "Tensor") -> "Tensor":
    """Convert to bfloat16."""
    return convert(input, dtypes.bfloat16)


def float_(input: "Tensor") -> "Tensor":
    """Convert to float32."""
    return convert(input, dtypes.float32)


def double(input: "Tensor") -> "Tensor":
    """Convert to float64."""
    return convert(input, dtypes.float64)
