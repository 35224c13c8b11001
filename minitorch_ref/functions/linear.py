"""Linear maps of the last axis."""

import math
from typing import TYPE_CHECKING, Any

from minitorch_ref.autograd.modes import setting
from minitorch_ref.dtypes import FLOATING
from minitorch_ref.functions import dispatch
from minitorch_ref.functions.function import Context, Function, named
from minitorch_ref.functions.matmul import matmul, product_of_two, turned

if TYPE_CHECKING:
    from minitorch_ref.tensors.tensor import Tensor

__all__ = ["Affine", "as_rows", "bilinear", "linear", "product"]


class Affine(Function):
    """x (..., n), weight (m, n), bias (m,) or None -> x @ weight^T + bias, (..., m): one product of two matrices."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor", weight: "Tensor", bias: "Tensor | None") -> "Tensor":
        ctx.save_for_backward(x, weight)
        out = product_of_two(as_rows(x).strided, turned(weight.strided))
        if bias is not None:
            dispatch.add_into(out, bias)
        return out if x.dim() == 2 else out.view((*x.shape[:-1], weight.shape[0]))

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> tuple[Any, ...]:
        x, weight = ctx.saved_tensors
        needs_x, needs_weight, needs_bias = ctx.needs_input_grad
        grad = as_rows(grad_output)
        return (
            as_shaped(product(grad, weight.conj()), x) if needs_x else None,
            product_over_rows(grad, as_rows(x).conj()) if needs_weight else None,
            grad.sum(0) if needs_bias else None,
        )


def product(x: "Tensor", y: "Tensor") -> "Tensor":
    """(n, k) @ (k, m) -> (n, m); what is known to fit needs no check, and what is not recorded no node."""
    return matmul(x, y) if setting.recording else product_of_two(x.strided, y.strided)


def product_over_rows(x: "Tensor", y: "Tensor") -> "Tensor":
    """(n, k)^T @ (n, m) -> (k, m), likewise."""
    return matmul(x.t(), y) if setting.recording else product_of_two(turned(x.strided), y.strided)


def as_shaped(rows: "Tensor", x: "Tensor") -> "Tensor":
    """(rows, n) -> (..., n), the shape of x."""
    return rows if x.dim() == 2 else rows.view(x.shape)


def rows_in(x: "Tensor") -> int:
    """Return how many rows there are: the product of all sizes but the last."""
    return math.prod(x.shape[:-1])


def as_rows(x: "Tensor") -> "Tensor":
    """(..., n) -> (rows, n)."""
    return x if x.dim() == 2 else x.reshape(rows_in(x), x.shape[-1])


def linear(input: "Tensor", weight: "Tensor", bias: "Tensor | None" = None) -> "Tensor":
    """Return input @ weight^T + bias.

    Args:
        input: (..., in_features).
        weight: (out_features, in_features), or (in_features,) for a single output without an axis.
        bias: (out_features,).

    Returns: (..., out_features).

    Raises: ShapeError (a RuntimeError) if the sizes do not fit, DTypeError (a TypeError) for what is no tensor.
    """
    dispatch.refuse_others("linear", input=input, weight=weight)
    if fits(input, weight, bias):
        product: Tensor = Affine.apply(input, weight, bias)
        return named(product, "MmBackward0" if bias is None else "AddmmBackward0") if input.dim() == 2 else product
    product = matmul(input, weight.t() if weight.dim() == 2 else weight)
    return product if bias is None else product + bias


def fits(input: "Tensor", weight: "Tensor", bias: "Tensor | None") -> bool:
    """Say whether this is the usual case; for the others, `matmul` knows what to do or what to say."""
    shape, dtype = weight.strided.layout.shape, weight.strided.storage.dtype
    features = input.strided.layout.shape[-1:]
    if len(shape) != 2 or features != shape[1:] or input.dtype is not dtype or dtype.category < FLOATING:
        return False
    return bias is None or (bias.dtype is dtype and bias.strided.layout.shape == shape[:1])


def bilinear(input1: "Tensor", input2: "Tensor", weight: "Tensor", bias: "Tensor | None" = None) -> "Tensor":
    """Return y[..., k] = sum over i, j of input1[..., i] * weight[k, i, j] * input2[..., j], plus bias.

    Args:
        input1: (..., in1_features).
        input2: (..., in2_features), with the same axes in front.
        weight: (out_features, in1_features, in2_features).
        bias: (out_features,).

    Returns: (..., out_features).
    """
    out_features, in1_features, in2_features = weight.shape
    halfway = matmul(input1, weight.permute(1, 0, 2).reshape(in1_features, out_features * in2_features))
    halfway = halfway.reshape(*input1.shape[:-1], out_features, in2_features)
    product = matmul(halfway, input2.unsqueeze(-1)).squeeze(-1)
    return product if bias is None else product + bias
