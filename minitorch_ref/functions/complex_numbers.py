"""Complex numbers: their parts, their absolute value and direction, and the way between them and pairs of reals.

The gradient of a real loss L with respect to z = a + ib is dL/da + i dL/db, as in PyTorch; so the derivative of a
function that has a complex one, f', turns a gradient g into g * conj(f').
"""

from typing import TYPE_CHECKING

import numpy as np

from minitorch_ref import dtypes
from minitorch_ref.dtypes import DType
from minitorch_ref.errors import ShapeError, UnsupportedError
from minitorch_ref.functions import dispatch, movement, rounding, selection, trigonometry
from minitorch_ref.functions.function import Context, Function
from minitorch_ref.functions.joining import stack
from minitorch_ref.shapes import Layout
from minitorch_ref.storage import Storage, Strided, cpu
from minitorch_ref.tensors import tensor as tensors

if TYPE_CHECKING:
    from minitorch_ref.tensors.tensor import Tensor

__all__ = [
    "Angle",
    "Conj",
    "Sgn",
    "ViewAsComplex",
    "ViewAsReal",
    "angle",
    "complex_",
    "conj",
    "imag",
    "is_complex",
    "polar",
    "real",
    "sgn",
    "view_as_complex",
    "view_as_real",
]


def is_complex(input: "Tensor") -> bool:
    """Return whether the elements are complex numbers."""
    return input.dtype.is_complex


class Conj(Function):
    """a - ib."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor") -> "Tensor":
        return dispatch.map_same("conj", x)

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "Tensor":
        return conj(grad_output)


def conj(input: "Tensor") -> "Tensor":
    """Return the conjugate of each element; real numbers as they are."""
    return Conj.apply(input) if input.dtype.is_complex else input


class ViewAsReal(Function):
    """Each complex number as two real ones, in a new last axis."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor") -> "Tensor":
        shape, strides, offset = x.strided.layout
        layout = Layout((*shape, 2), (*(2 * step for step in strides), 1), 2 * offset)
        return seen_as(x, dtypes.real_type(x.dtype), layout)

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "Tensor":
        return view_as_complex(grad_output.contiguous())


def view_as_real(input: "Tensor") -> "Tensor":
    """Return a view of complex numbers as pairs (real, imaginary) in a new last axis of size 2."""
    if not input.dtype.is_complex:
        raise UnsupportedError(f"view_as_real: takes complex numbers, got {input.dtype}")
    return ViewAsReal.apply(input)


class ViewAsComplex(Function):
    """The pairs in the last axis as complex numbers."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor") -> "Tensor":
        shape, strides, offset = x.strided.layout
        layout = Layout(shape[:-1], tuple(step // 2 for step in strides[:-1]), offset // 2)
        return seen_as(x, dtypes.complex_type(x.dtype), layout)

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "Tensor":
        return view_as_real(grad_output)


def view_as_complex(input: "Tensor") -> "Tensor":
    """Return a view of pairs (real, imaginary), in the last axis, as complex numbers.

    Raises: ShapeError (a RuntimeError) if the last axis has not size 2, or pairs do not lie side by side in memory.
    """
    if input.dtype not in (dtypes.float32, dtypes.float64):
        raise UnsupportedError(f"view_as_complex: takes float32 or float64, got {input.dtype}")
    shape, strides, offset = input.strided.layout
    if not shape or shape[-1] != 2:
        raise ShapeError(f"view_as_complex: the last axis must have size 2, got {tuple(shape)}")
    if strides[-1] != 1 or offset % 2 or [step for step in strides[:-1] if step % 2]:
        raise ShapeError(f"view_as_complex: strides {strides} do not keep pairs side by side; use .contiguous()")
    return ViewAsComplex.apply(input)


def seen_as(x: "Tensor", dtype: DType, layout: Layout) -> "Tensor":
    """Return a tensor on the same memory that reads it as elements of another type."""
    data = x.strided.storage.data
    if x.strided.storage.device is not cpu:
        raise UnsupportedError(f"complex numbers: there are none on {x.device}; use x.cpu() first")
    whole = data[: data.nbytes // dtype.itemsize * dtype.itemsize // data.itemsize]
    return tensors.Tensor(Strided(Storage(whole.view(dtype.numpy)), layout))


def real(input: "Tensor") -> "Tensor":
    """Return a view of the real parts; of real numbers, themselves."""
    return movement.select(view_as_real(input), -1, 0) if input.dtype.is_complex else input


def imag(input: "Tensor") -> "Tensor":
    """Return a view of the imaginary parts.

    Raises: UnsupportedError (a RuntimeError) for real numbers.
    """
    return movement.select(view_as_real(input), -1, 1)


def complex_(real: "Tensor", imag: "Tensor") -> "Tensor":
    """Return real + i * imag, of two tensors of the same floating type."""
    if real.dtype is not imag.dtype:
        raise UnsupportedError(f"complex: both parts must be of one type, got {real.dtype} and {imag.dtype}")
    shape = np.broadcast_shapes(real.shape, imag.shape)
    return view_as_complex(stack([real.expand(shape), imag.expand(shape)], -1))


def polar(abs: "Tensor", angle: "Tensor") -> "Tensor":
    """Return the complex numbers with these absolute values and angles, in radians."""
    return complex_(abs * trigonometry.cos(angle), abs * trigonometry.sin(angle))


class Sgn(Function):
    """z / |z|, 0 for 0."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor") -> "Tensor":
        out = dispatch.map_same("sgn", x)
        ctx.save_for_backward(x, out)
        return out

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "Tensor":
        x, out = ctx.saved_tensors
        along = real(grad_output * conj(out))
        return selection.where(x == 0, grad_output.new_zeros(()), (grad_output - along * out) / rounding.abs(x))


def sgn(input: "Tensor") -> "Tensor":
    """Return the direction of each element: z / |z|, 0 for 0; of real numbers the sign."""
    return Sgn.apply(input) if input.dtype.is_complex else rounding.sign(input)


class Angle(Function):
    """The angle of z in the plane, from -pi to pi."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor") -> "Tensor":
        ctx.save_for_backward(x)
        return dispatch.map_same("angle", x, dtypes.real_type(x.dtype))

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "Tensor":
        (x,) = ctx.saved_tensors
        if not x.dtype.is_complex:
            return grad_output.new_zeros(grad_output.shape)
        square = real(x * conj(x))
        slope = grad_output * x * 1j / square
        return selection.where(square == 0, x.new_zeros(()), slope)


def angle(input: "Tensor") -> "Tensor":
    """Return the angle of each complex number, in radians; of real numbers pi below 0 and 0 from there on."""
    return Angle.apply(dispatch.cast(input, dispatch.floating(input.dtype)))
