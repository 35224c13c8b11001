"""Powers."""

from typing import TYPE_CHECKING

from minitorch_ref import dtypes
from minitorch_ref.errors import UnsupportedError
from minitorch_ref.functions import dispatch
from minitorch_ref.functions.function import Context, Function

if TYPE_CHECKING:
    from minitorch_ref.dtypes import Scalar
    from minitorch_ref.tensors.tensor import Tensor

__all__ = [
    "Pow",
    "pow",
    "square",
]


class Pow(Function):
    """x to the power y."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor", y: "Tensor") -> "Tensor":
        if dtypes.result_type(x, y).category < dtypes.FLOATING and (y.strided.array() < 0).any():
            raise UnsupportedError("pow: integers to negative integer powers are not allowed; use a float base")
        out = dispatch.zip_to("pow", x, y)
        ctx.save_for_backward(x, y, out)
        return out

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "tuple[Tensor | None, ...]":
        x, y, out = ctx.saved_tensors
        grad_x = grad_y = None
        if ctx.needs_input_grad[0]:
            grad_x = grad_output * slope_of_power(x, y).conj()
        if ctx.needs_input_grad[1]:
            grad_y = (grad_output * (out * x.log()).conj()).masked_fill((x == 0) & (y >= 0), 0)
        return grad_x, grad_y


def slope_of_power(x: "Tensor", y: "Tensor") -> "Tensor":
    """Return y * x ** (y - 1), and 0 where y is 0, whatever x is."""
    if not y.is_wrapped_number:
        return (y * x ** (y - 1)).masked_fill(y == 0, 0)
    number = y.item()
    return x ** (number - 1) * number if number else x.new_zeros(x.shape)


def pow(input: "Tensor | Scalar", exponent: "Tensor | Scalar") -> "Tensor":
    """Return input to the power exponent."""
    return Pow.apply(dispatch.operand(input), dispatch.operand(exponent))


def square(input: "Tensor") -> "Tensor":
    """Return input to the power 2."""
    return pow(input, 2)
