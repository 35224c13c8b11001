"""What four operations send back; PyTorch, too, keeps the rules of its operations in one file, derivatives.yaml."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from minitorch_ref.dtypes import COMPLEX
from minitorch_ref.functions.function import Context

if TYPE_CHECKING:
    from minitorch_ref.tensors.tensor import Tensor

__all__ = ["Rules", "sent_back"]

Gradients = tuple["Tensor | None", ...]


class Rules:
    """What an operation sends back to its inputs when the gradient of its output arrives.

    Each rule takes `ctx`, where `forward` has left what will be needed, and `grad_output`, the gradient of the output,
    of its shape. It returns a tuple with one gradient for each input that is a tensor, computed with operations on
    tensors. An input that was broadcast may be sent the gradient of its broadcast copy.
    """

    @staticmethod
    def mul(ctx: Context, grad_output: "Tensor") -> Gradients:
        """Product, out = x * y; `ctx.saved_tensors` is (x, y).

        `ctx.needs_input_grad` is a pair of booleans: where it is False, None is sent and nothing computed.
        """
        x, y = ctx.saved_tensors
        needs_x, needs_y = ctx.needs_input_grad
        return grad_output * y if needs_x else None, grad_output * x if needs_y else None

    @staticmethod
    def exp(ctx: Context, grad_output: "Tensor") -> Gradients:
        """Exponential, out = e to the power x, for each element; `ctx.saved_tensors` is (out,)."""
        (out,) = ctx.saved_tensors
        return (grad_output * out,)

    @staticmethod
    def log(ctx: Context, grad_output: "Tensor") -> Gradients:
        """Natural logarithm of x, for each element; `ctx.saved_tensors` is (x,)."""
        (x,) = ctx.saved_tensors
        return (grad_output / x,)

    @staticmethod
    def sum(ctx: Context, grad_output: "Tensor") -> Gradients:
        """Sum of x along axes; it saves no tensors.

        `ctx.shape` is the shape of x, and of the gradient that is sent. `ctx.dims` are the axes of x that were
        summed, each 0 or larger, in increasing order. They are gone from `grad_output`, or have size 1 there if
        `ctx.keepdim`.
        """
        if not ctx.keepdim:
            for dim in ctx.dims:
                grad_output = grad_output.unsqueeze(dim)
        return (grad_output.expand(ctx.shape),)


def sent_back(rule: Callable[[Context, "Tensor"], Gradients], ctx: Context, grad_output: "Tensor") -> Gradients:
    """Return what a rule for real numbers sends back, for complex ones as well.

    A gradient of a complex number is the conjugate of what the chain rule multiplies, as in PyTorch. So a rule for real
    numbers serves for complex ones if what comes in is conjugated, and what goes out.
    """
    if grad_output.strided.storage.dtype.category != COMPLEX:
        return rule(ctx, grad_output)
    return tuple([None if grad is None else grad.conj() for grad in rule(ctx, grad_output.conj())])
