"""Matrix products in all their shapes."""

from typing import TYPE_CHECKING

from minitorch_ref import dtypes, shapes
from minitorch_ref.backends.selection import backend_of
from minitorch_ref.errors import ShapeError, UnsupportedError
from minitorch_ref.functions import devices, dispatch
from minitorch_ref.functions.function import Context, Function, named
from minitorch_ref.functions.rules import sent_back
from minitorch_ref.functions.small import product_small
from minitorch_ref.shapes import Layout
from minitorch_ref.storage import Strided

if TYPE_CHECKING:
    from minitorch_ref.tensors.tensor import Tensor

__all__ = ["Matmul", "bmm", "dot", "matmul", "mm", "mv", "outer", "product_of_two", "turned"]


NAMES = {(3, 3): "BmmBackward0"}
"""What PyTorch calls the product of tensors with so many axes, where that is not the general name."""


class Matmul(Function):
    """The matrix product (..., n, k) @ (..., k, m) -> (..., n, m); the axes in front are broadcast.

    `forward` keeps both for `backward` and returns their `product`. `backward` returns the gradients of x and y, None
    for one that `ctx.needs_input_grad` does not ask for; the axes in front may stay as they are in `grad_output`.
    """

    @staticmethod
    def forward(ctx: Context, x: "Tensor", y: "Tensor") -> "Tensor":
        ctx.save_for_backward(x, y)
        return product(x, y)

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "tuple[Tensor | None, ...]":
        x, y = ctx.saved_tensors
        needs_x, needs_y = ctx.needs_input_grad
        return grad_output @ y.mT if needs_x else None, x.mT @ grad_output if needs_y else None


class ComplexMatmul(Matmul):
    """The matrix product of complex numbers."""

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "tuple[Tensor | None, ...]":
        return sent_back(Matmul.backward, ctx, grad_output)


def product(x: "Tensor", y: "Tensor") -> "Tensor":
    """Return the matrix product of (..., n, k) and (..., k, m), the axes in front broadcast; nothing is recorded."""
    x_shape, y_shape = x.strided.layout.shape, y.strided.layout.shape
    if x_shape[-1] != y_shape[-2]:
        raise ShapeError(
            f"matmul: inner sizes must match, got {tuple(x.shape)} @ {tuple(y.shape)} "
            f"({x.shape[-1]} != {y.shape[-2]}); transpose one?"
        )
    if len(x_shape) == len(y_shape) == 2 and x.device is y.device:
        return product_of_two(x.strided, y.strided)
    if x.strided.storage.device is not y.strided.storage.device:
        x, y = devices.together(x, y)
    batch = shapes.broadcast_shapes(x_shape[:-2], y_shape[:-2])
    out = dispatch.allocate((*batch, x_shape[-2], y_shape[-1]), x.dtype, device=x.device)
    backend_of(out.strided).matmul(out.strided, x.strided, y.strided)
    return out


def product_of_two(x: Strided, y: Strided) -> "Tensor":
    """Return the product of two matrices that fit, (n, k) and (k, m), of one type on one device."""
    if (made := product_small(x, y, dispatch.row_major)) is not None:
        return made
    out = dispatch.allocate((x.layout.shape[0], y.layout.shape[1]), x.storage.dtype, device=x.storage.device)
    backend_of(out.strided).matmul(out.strided, x, y)
    return out


def turned(x: Strided) -> Strided:
    """Return a matrix with its axes exchanged, on the same storage."""
    shape, strides, offset = x.layout
    return Strided(x.storage, Layout(shape[::-1], strides[::-1], offset))


def matmul(input: "Tensor", other: "Tensor") -> "Tensor":
    """Return the matrix product.

    Args:
        input: (..., n, k), or a vector (k,), which counts as one row.
        other: (..., k, m), or a vector (k,), which counts as one column. The axes in front are broadcast.

    Returns: (..., n, m), without the axis of a vector: (k,) @ (k,) is a scalar.

    Raises:
        ShapeError: if the inner sizes differ or the axes in front do not broadcast.
        UnsupportedError: (a RuntimeError) for a scalar, for booleans, or if the element types differ.
        DTypeError: (a TypeError) for what is no tensor.
    """
    dispatch.refuse_others("matmul", input=input, other=other)
    x_dim, y_dim, dtype = input.dim(), other.dim(), input.dtype
    if x_dim == 0 or y_dim == 0:
        raise UnsupportedError(
            f"matmul: both must have at least one axis, got {tuple(input.shape)} @ {tuple(other.shape)}; use *"
        )
    if dtype is not other.dtype:
        raise UnsupportedError(f"matmul: element types must be the same, got {dtype} and {other.dtype}")
    if dtype is dtypes.bool_:
        raise UnsupportedError("matmul: booleans have no matrix product; convert with .float() or .int()")
    operation = ComplexMatmul if dtype.category == dtypes.COMPLEX else Matmul
    if x_dim == y_dim == 2:
        return named(operation.apply(input, other), "MmBackward0")
    x = input.unsqueeze(0) if x_dim == 1 else input
    y = other.unsqueeze(1) if y_dim == 1 else other
    if x.dim() > 2 == y.dim() and x.numel():  # one large product instead of many small ones
        out = named(operation.apply(x.reshape(-1, x.shape[-1]), y), "MatmulBackward0")
        out = out.view((*x.shape[:-1], y.shape[-1]))
    else:
        out = named(operation.apply(x, y), NAMES.get((x.dim(), y.dim()), "MatmulBackward0"))
    if y_dim == 1:
        out = out.squeeze(-1)
    return out.squeeze(-1 if y_dim == 1 else -2) if x_dim == 1 else out


def mm(input: "Tensor", mat2: "Tensor") -> "Tensor":
    """Return the product of two matrices; nothing is broadcast."""
    return of_dims("mm", input, 2, mat2, 2)


def bmm(input: "Tensor", mat2: "Tensor") -> "Tensor":
    """Return the products of two stacks of matrices (b, n, k) and (b, k, m); nothing is broadcast."""
    dispatch.refuse_others("bmm", input=input, mat2=mat2)
    if input.dim() == 3 and mat2.dim() == 3 and input.shape[0] != mat2.shape[0]:
        raise ShapeError(f"bmm: the stacks must have the same size, got {tuple(input.shape)} and {tuple(mat2.shape)}")
    return of_dims("bmm", input, 3, mat2, 3)


def mv(input: "Tensor", vec: "Tensor") -> "Tensor":
    """Return the product of a matrix (n, k) and a vector (k,)."""
    return of_dims("mv", input, 2, vec, 1)


def dot(input: "Tensor", tensor: "Tensor") -> "Tensor":
    """Return the inner product of two vectors."""
    return of_dims("dot", input, 1, tensor, 1)


def outer(input: "Tensor", vec2: "Tensor") -> "Tensor":
    """Return the outer product of two vectors, (n,) and (m,) to (n, m)."""
    if input.dim() != 1 or vec2.dim() != 1:
        raise ShapeError(f"outer: takes two vectors, got shapes {tuple(input.shape)} and {tuple(vec2.shape)}")
    return input.unsqueeze(1) * vec2


def of_dims(name: str, x: "Tensor", x_ndim: int, y: "Tensor", y_ndim: int) -> "Tensor":
    """Multiply tensors that must have these numbers of axes."""
    dispatch.refuse_others(name, first=x, second=y)
    if x.dim() != x_ndim or y.dim() != y_ndim:
        raise ShapeError(
            f"{name}: takes {x_ndim} and {y_ndim} axes, got shapes {tuple(x.shape)} and {tuple(y.shape)}; use matmul"
        )
    return matmul(x, y)
