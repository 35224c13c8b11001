"""Writing into a tensor that exists: every in-place method ends in `copy_`."""

from typing import TYPE_CHECKING

from minitorch_ref.backends.selection import current_backend
from minitorch_ref.errors import ShapeError, UnsupportedError
from minitorch_ref.functions import arithmetic, dispatch, selection

if TYPE_CHECKING:
    from minitorch_ref.dtypes import Scalar
    from minitorch_ref.tensors.tensor import Tensor

__all__ = ["add_", "clamp_", "copy_", "div_", "fill_", "masked_fill_", "mul_", "pow_", "sub_", "write", "zero_"]


def copy_(input: "Tensor", src: "Tensor", non_blocking: bool = False) -> "Tensor":
    """Write the elements of `src`, broadcast and converted, into the input, and return the input."""
    axes = zip(input.shape, input.stride(), strict=True)
    if [stride for size, stride in axes if stride == 0 and size > 1]:
        raise UnsupportedError(
            f"copy_: several elements of shape {tuple(input.shape)} with strides {input.stride()} are one place "
            "in memory; clone() it before writing"
        )
    source = src.clone() if src.strided.storage is input.strided.storage else src
    expanded = dispatch.expand(source, input.shape)
    current_backend().copy(input.strided, expanded)
    return input


def write(name: str, input: "Tensor", result: "Tensor") -> "Tensor":
    """Write the result of an operation back into its first operand."""
    if result.dtype.category > input.dtype.category:
        raise UnsupportedError(f"{name}: a result of {result.dtype} cannot be written into a tensor of {input.dtype}")
    if result.shape != input.shape:
        raise ShapeError(
            f"{name}: a result of shape {tuple(result.shape)} does not fit the tensor's own shape {tuple(input.shape)}"
        )
    return copy_(input, result)


def fill_(input: "Tensor", value: "Tensor | Scalar") -> "Tensor":
    """Write one number into every element."""
    number = dispatch.operand(value)
    if number.dim():
        raise UnsupportedError(f"fill_: takes one number, got a tensor of shape {tuple(number.shape)}; use copy_")
    return copy_(input, number)


def zero_(input: "Tensor") -> "Tensor":
    """Write 0 into every element."""
    return fill_(input, 0)


def add_(input: "Tensor", other: "Tensor | Scalar", *, alpha: "Scalar" = 1) -> "Tensor":
    """Add alpha * other to the tensor itself."""
    return write("add_", input, arithmetic.add(input, other, alpha=alpha))


def sub_(input: "Tensor", other: "Tensor | Scalar", *, alpha: "Scalar" = 1) -> "Tensor":
    """Subtract alpha * other from the tensor itself."""
    return write("sub_", input, arithmetic.sub(input, other, alpha=alpha))


def mul_(input: "Tensor", other: "Tensor | Scalar") -> "Tensor":
    """Multiply the tensor itself."""
    return write("mul_", input, arithmetic.mul(input, other))


def div_(input: "Tensor", other: "Tensor | Scalar", *, rounding_mode: str | None = None) -> "Tensor":
    """Divide the tensor itself."""
    return write("div_", input, arithmetic.div(input, other, rounding_mode=rounding_mode))


def pow_(input: "Tensor", exponent: "Tensor | Scalar") -> "Tensor":
    """Raise the tensor itself to a power."""
    return write("pow_", input, arithmetic.pow(input, exponent))


def clamp_(input: "Tensor", min: "Tensor | Scalar | None" = None, max: "Tensor | Scalar | None" = None) -> "Tensor":
    """Bound the elements of the tensor itself."""
    return write("clamp_", input, selection.clamp(input, min, max))


def masked_fill_(input: "Tensor", mask: "Tensor", value: "Tensor | Scalar") -> "Tensor":
    """Write `value` where the boolean mask holds."""
    return write("masked_fill_", input, selection.masked_fill(input, mask, value))
