"""Writing into a tensor that exists: every in-place method ends in `store`, or works on the memory itself."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from minitorch_ref.autograd.modes import enable_grad, setting
from minitorch_ref.autograd.saved import Saved
from minitorch_ref.backends.selection import backend_of
from minitorch_ref.errors import ShapeError, UnsupportedError
from minitorch_ref.functions import arithmetic, devices, dispatch, powers, reshaping, selection, strided
from minitorch_ref.functions.function import Context, Function
from minitorch_ref.shapes import Layout

if TYPE_CHECKING:
    from minitorch_ref.autograd.node import Node
    from minitorch_ref.dtypes import Scalar
    from minitorch_ref.tensors.tensor import Tensor

__all__ = ["add_", "clamp_", "copy_", "div_", "fill_", "masked_fill_", "mul_", "pow_", "sub_", "write", "zero_"]


class Overwrite(Function):
    """The elements of y, broadcast and converted, in place of those of x."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor", y: "Tensor") -> "Tensor":
        out = dispatch.like(x, x.dtype)
        y = devices.moved(y, x.device)
        backend_of(out.strided).copy(out.strided, dispatch.expand(y, x.strided.layout.shape))
        return out

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "tuple[Tensor, Tensor]":
        return grad_output.new_zeros(grad_output.shape), grad_output


def copy_(input: "Tensor", src: "Tensor", non_blocking: bool = False) -> "Tensor":
    """Write the elements of `src`, broadcast and converted, into the input, and return the input."""
    if setting.recording and (input.requires_grad or src.requires_grad):
        return write("copy_", input, Overwrite.apply(input, src))
    if setting.recording:
        refuse_leaf("copy_", input)
    return store("copy_", input, src)


def store(name: str, input: "Tensor", src: "Tensor") -> "Tensor":
    """Write the elements of `src` into memory, and count that."""
    axes = zip(input.shape, input.stride(), strict=True)
    if [stride for size, stride in axes if stride == 0 and size > 1]:
        raise UnsupportedError(
            f"{name}: several elements of shape {tuple(input.shape)} with strides {input.stride()} are one place "
            "in memory; clone() it before writing"
        )
    src = devices.moved(src, input.strided.storage.device) if src.dim() else devices.scalar_on(input.device, src)
    source = src.detach().clone() if src.strided.storage is input.strided.storage else src
    expanded = dispatch.expand(source, input.shape)
    backend_of(input.strided).copy(input.strided, expanded)
    input.strided.storage.version += 1
    return input


def combine(name: str, operation: "Callable[..., Tensor]", input: "Tensor", other: "Tensor | Scalar") -> "Tensor":
    """Write operation(input, other) into the input, in one pass over its memory where nothing stands against it.

    Args:
        name: the backend's name of the operation.
        operation: the same for tensors: what is recorded, broadcast, promoted or refused goes through it.
        input: the tensor that changes.
        other: a tensor or a number.
    """
    y = dispatch.operand(other)
    if setting.recording or not fits_into(input, y):
        return write(f"{name}_", input, operation(input, other))
    target = input.strided
    dtype = target.storage.dtype
    backend_of(target).zip(name, target, target, dispatch.expand(dispatch.cast(y, dtype), target.layout.shape))
    target.storage.version += 1
    return input


def fits_into(x: "Tensor", y: "Tensor") -> bool:
    """Say whether x can take the result element by element, before the next one is read.

    Both have floating-point elements of one type and one shape, or y is a number; each element of x has a place of its
    own, in which y, if at all, has the same element.
    """
    target, source = x.strided, y.strided
    dtype = target.storage.dtype
    if not dtype.is_floating_point or target.storage.device is not source.storage.device:
        return False
    if not dispatch.is_dense(target.layout):
        return False
    if y.is_wrapped_number:
        return not source.storage.dtype.is_complex
    if source.storage.dtype is not dtype or source.layout.shape != target.layout.shape:
        return False
    return source.storage is not target.storage or source.layout == target.layout


def write(name: str, input: "Tensor", result: "Tensor") -> "Tensor":
    """Write the result of an operation back into its first operand, which takes over the history of the result."""
    if result.dtype.category > input.dtype.category:
        raise UnsupportedError(f"{name}: a result of {result.dtype} cannot be written into a tensor of {input.dtype}")
    if result.shape != input.shape:
        raise ShapeError(
            f"{name}: a result of shape {tuple(result.shape)} does not fit the tensor's own shape {tuple(input.shape)}"
        )
    if not setting.recording:
        return store(name, input, result)
    refuse_leaf(name, input)
    if not result.needs_grad:
        return store(name, input, result)
    if result.node is not None:
        keep_old_values(result.node, input)
    store(name, input, result)
    take_history(input, reshaping.convert(result, input.dtype))
    return input


def refuse_leaf(name: str, x: "Tensor") -> None:
    """Raise if x is a leaf whose gradient is wanted, or a view of one: its old value would be lost."""
    if x.requires_grad and x.node is None:
        raise UnsupportedError(
            f"{name}: a leaf Variable that requires grad is being used in an in-place operation; write inside no_grad()"
        )
    if x.base is not None and x.base.needs_grad and x.base.node is None:
        raise UnsupportedError(
            f"{name}: a view of a leaf Variable that requires grad is being used in an in-place operation; write "
            "inside no_grad()"
        )
    if x.base is not None and x.base.needs_grad and not x.needs_grad:
        raise UnsupportedError(
            f"{name}: a view that was created in no_grad mode is being modified inplace with grad mode enabled; make "
            "the view outside of no_grad()"
        )


def keep_old_values(node: "Node", x: "Tensor") -> None:
    """Give a node that has saved x a copy, with the same history, before x is written to."""
    if not isinstance(node, Context) or node.saved is None:
        return
    records = node.saved
    for number, record in enumerate(records):
        if isinstance(record, Saved) and record.tensor is x:
            copied = x.detach().clone()
            if x.needs_grad and (history := x.history()) is not None:
                copied.set_history(history, x.output_number)
            records = (*records[:number], Saved(copied, 0, -1), *records[number + 1 :])
            node.saved = records


# ---- the history of what was written to ----


class WritePart(Function):
    """The tensor x after y was written to the part of it that has another layout; PyTorch's CopySlices."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor", y: "Tensor", part: Layout) -> "Tensor":
        ctx.places = places_of(part, x.strided.layout)
        ctx.shape = part.shape
        return x.detach()

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "tuple[Tensor | None, ...]":
        kept = np.ones(grad_output.numel(), np.bool_)
        kept[ctx.places] = False
        mask = dispatch.of_values(kept.reshape(grad_output.shape), grad_output.device)
        grad_y = selection.Take.apply(grad_output.reshape(-1), (ctx.places,)) if ctx.needs_input_grad[1] else None
        return grad_output * mask, None if grad_y is None else grad_y.reshape(ctx.shape), None

    @classmethod
    def backward_name(cls) -> str:
        """Return PyTorch's name."""
        return "CopySlices"


def places_of(part: Layout, whole: Layout) -> "np.ndarray[tuple[int, ...], np.dtype[np.int64]]":
    """Return, for each element of a part of a tensor, which element of the whole it is, in row-major order."""
    positions = dispatch.positions(whole)
    number = np.zeros(positions.max(initial=-1) + 1, np.int64)
    number[positions] = np.arange(positions.size)
    return number[dispatch.positions(part)]


def take_history(x: "Tensor", result: "Tensor") -> None:
    """Let x be an output of the node that made `result`; where x is a view, so is the tensor of which it is one.

    All other views of that tensor get their new history when somebody asks for it.
    """
    if result.node is None:
        return
    base = x.base
    if base is None:
        x.set_history(result.node, result.output_number)
        x.rebased += 1
        return
    before = base.detach()
    if base.node is not None:
        before.set_history(base.node, base.output_number)
    node = WritePart.apply(before, result, x.strided.layout).node
    assert node is not None
    base.set_history(node, 0)
    base.rebased += 1
    view_again(x)


def view_again(x: "Tensor") -> None:
    """Give a view the history of what it shows now, after something was written to the tensor it is a view of."""
    base = x.base
    if base is None or base.rebased == x.based_on:
        return
    x.based_on = base.rebased
    with enable_grad():
        node = strided.AsStrided.apply(base, x.strided.layout).node
    if node is not None:
        x.set_history(node, 0)


# ---- the operations ----


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
    return combine(
        "add", arithmetic.add, input, other if alpha == 1 else arithmetic.mul(dispatch.operand(other), alpha)
    )


def sub_(input: "Tensor", other: "Tensor | Scalar", *, alpha: "Scalar" = 1) -> "Tensor":
    """Subtract alpha * other from the tensor itself."""
    return combine(
        "sub", arithmetic.sub, input, other if alpha == 1 else arithmetic.mul(dispatch.operand(other), alpha)
    )


def mul_(input: "Tensor", other: "Tensor | Scalar") -> "Tensor":
    """Multiply the tensor itself."""
    return combine("mul", arithmetic.mul, input, other)


def div_(input: "Tensor", other: "Tensor | Scalar", *, rounding_mode: str | None = None) -> "Tensor":
    """Divide the tensor itself."""
    if rounding_mode is None:
        return combine("div", arithmetic.div, input, other)
    return write("div_", input, arithmetic.div(input, other, rounding_mode=rounding_mode))


def pow_(input: "Tensor", exponent: "Tensor | Scalar") -> "Tensor":
    """Raise the tensor itself to a power."""
    return write("pow_", input, powers.pow(input, exponent))


def clamp_(input: "Tensor", min: "Tensor | Scalar | None" = None, max: "Tensor | Scalar | None" = None) -> "Tensor":
    """Bound the elements of the tensor itself."""
    return write("clamp_", input, selection.clamp(input, min, max))


def masked_fill_(input: "Tensor", mask: "Tensor", value: "Tensor | Scalar") -> "Tensor":
    """Write `value` where the boolean mask holds."""
    return write("masked_fill_", input, selection.masked_fill(input, mask, value))
