"""Linear maps of the last axis."""

from typing import TYPE_CHECKING

from minitorch_ref.functions.matmul import matmul

if TYPE_CHECKING:
    from minitorch_ref.tensors.tensor import Tensor

__all__ = ["bilinear", "linear"]


def linear(input: "Tensor", weight: "Tensor", bias: "Tensor | None" = None) -> "Tensor":
    """Return input @ weight^T + bias.

    Args:
        input: (..., in_features).
        weight: (out_features, in_features), or (in_features,) for a single output without an axis.
        bias: (out_features,).

    Returns: (..., out_features).

    Raises: ShapeError (a RuntimeError) if the sizes do not fit.
    """
    product = matmul(input, weight.t() if weight.dim() == 2 else weight)
    return product if bias is None else product + bias


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
