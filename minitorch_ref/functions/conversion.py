"""The methods that convert elements or move them: x.float(), x.long(), x.to(torch.float64), x.to("cuda")."""

from typing import TYPE_CHECKING, Any

from minitorch_ref import dtypes
from minitorch_ref.dtypes import DType
from minitorch_ref.errors import DTypeError
from minitorch_ref.functions.devices import moved
from minitorch_ref.functions.function import Context, Function, named
from minitorch_ref.functions.reshaping import clone, convert
from minitorch_ref.storage import Device, on
from minitorch_ref.tensors import tensor as tensors

if TYPE_CHECKING:
    from minitorch_ref.tensors.tensor import Tensor

# fmt: off
__all__ = [
    "Move", "bool_", "byte", "char", "cpu", "cuda", "double", "float_", "half", "int_", "is_pinned", "long", "move",
    "pin_memory", "short", "to", "type_as",
]
# fmt: on


class Move(Function):
    """A copy on another device."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor", device: Device) -> "Tensor":
        ctx.device = x.device
        return moved(x, device)

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> tuple[Any, ...]:
        return move(grad_output, ctx.device), None


def move(input: "Tensor", device: Device) -> "Tensor":
    """Return a copy on another device, or the tensor itself if it is there."""
    if input.strided.storage.device is device:
        return input
    return named(Move.apply(input, device), "ToCopyBackward0")


def to(
    input: "Tensor",
    *targets: "DType | Device | str | int | Tensor",
    dtype: DType | None = None,
    device: "Device | str | int | None" = None,
    non_blocking: bool = False,
    copy: bool = False,
) -> "Tensor":
    """Return the tensor with another element type or on another device; itself if nothing changes.

    Args:
        input: the tensor.
        targets: an element type, a device, or a tensor whose type and device are wanted.
        dtype: the element type, by name.
        device: the device, by name.
        non_blocking: accepted; kernels launched later wait for the copy in any case.
        copy: whether to copy even if nothing changes.
    """
    for target in targets:
        if isinstance(target, tensors.Tensor):
            dtype, device = target.dtype, target.device
        elif isinstance(target, DType):
            dtype = target
        elif isinstance(target, str | Device | int) and not isinstance(target, bool):
            device = target
        else:
            raise DTypeError(f"to: takes an element type, a device or a tensor, got {target!r}")
    result = convert(input, dtypes.chosen(dtype, input.dtype))
    if device is not None:
        result = move(result, on(device))
    return clone(result) if copy and result is input else result


def cpu(input: "Tensor") -> "Tensor":
    """Return a copy on the CPU, or the tensor itself if it is there."""
    return move(input, on("cpu"))


def cuda(input: "Tensor", device: "Device | str | int | None" = None, non_blocking: bool = False) -> "Tensor":
    """Return a copy on a GPU, or the tensor itself if it is there."""
    return move(input, on("cuda" if device is None else device))


def pin_memory(input: "Tensor") -> "Tensor":
    """Return the tensor itself: copies to the device read it from where it is."""
    return input


def is_pinned(input: "Tensor") -> "bool":
    """Return False: see `pin_memory`."""
    return False


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
