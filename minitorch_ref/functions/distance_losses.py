"""Losses on pairs and triples of vectors, and the distances they use."""

from typing import TYPE_CHECKING

from minitorch_ref.errors import ArgumentError
from minitorch_ref.functions import norm, selection
from minitorch_ref.functions.extremes import minimum
from minitorch_ref.functions.losses import reduced, reduction_of

if TYPE_CHECKING:
    from minitorch_ref.tensors.tensor import Tensor

__all__ = [
    "cosine_embedding_loss",
    "cosine_similarity",
    "margin_ranking_loss",
    "pairwise_distance",
    "triplet_margin_loss",
]


def cosine_similarity(x1: "Tensor", x2: "Tensor", dim: int = 1, eps: float = 1e-8) -> "Tensor":
    """Return the cosine of the angle between two vectors along an axis; norms count as `eps` at least."""
    unit1 = x1 / norm.norm(x1, 2, dim, keepdim=True).clamp(min=eps)
    unit2 = x2 / norm.norm(x2, 2, dim, keepdim=True).clamp(min=eps)
    return (unit1 * unit2).sum(dim)


def pairwise_distance(x1: "Tensor", x2: "Tensor", p: float = 2.0, eps: float = 1e-6, keepdim: bool = False) -> "Tensor":
    """Return the p-norm of x1 - x2 + eps along the last axis."""
    return norm.norm(x1 - x2 + eps, p, -1, keepdim=keepdim)


def cosine_embedding_loss(
    input1: "Tensor",
    input2: "Tensor",
    target: "Tensor",
    margin: float = 0.0,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> "Tensor":
    """Return 1 - cos(x1, x2) where y is 1, and max(0, cos(x1, x2) - margin) where y is -1.

    Args:
        input1: (N, d) or (d,).
        input2: (N, d) or (d,).
        target: (N,) or (), 1 or -1.
        margin: in [-1, 1].
        size_average: the older way to choose the reduction.
        reduce: the older way to choose the reduction.
        reduction: "mean", "sum" or "none".
    """
    if target.dim() + 1 != input1.dim() or target.dim() + 1 != input2.dim():
        raise ArgumentError(f"cosine_embedding_loss: a target of {target.dim()} axes needs inputs with one more")
    eps = 1e-12
    product = (input1 * input2).sum(-1)
    cosine = product / (((input1 * input1).sum(-1) + eps) * ((input2 * input2).sum(-1) + eps)).sqrt()
    alike = selection.where(target == 1, 1 - cosine, 0.0)
    loss = alike + selection.where(target == -1, (cosine - margin).clamp(min=0), 0.0)
    return reduced(loss, reduction_of("cosine_embedding_loss", reduction, size_average, reduce))


def margin_ranking_loss(
    input1: "Tensor",
    input2: "Tensor",
    target: "Tensor",
    margin: float = 0.0,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> "Tensor":
    """Return max(0, -y (x1 - x2) + margin) for y in {-1, 1}: 1 says that x1 should be the larger."""
    loss = (-target * (input1 - input2) + margin).clamp(min=0)
    return reduced(loss, reduction_of("margin_ranking_loss", reduction, size_average, reduce))


def triplet_margin_loss(
    anchor: "Tensor",
    positive: "Tensor",
    negative: "Tensor",
    margin: float = 1.0,
    p: float = 2,
    eps: float = 1e-6,
    swap: bool = False,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> "Tensor":
    """Return max(0, d(anchor, positive) - d(anchor, negative) + margin) (Balntas et al., 2016).

    Args:
        anchor: (N, d) or (d,).
        positive: one of the same kind, same shape.
        negative: one of another kind, same shape.
        margin: how much farther the negative should be.
        p: the norm that measures distances.
        eps: added to differences.
        swap: whether the distance from positive to negative counts if it is the smaller one.
        size_average: the older way to choose the reduction.
        reduce: the older way to choose the reduction.
        reduction: "mean", "sum" or "none".
    """
    near = pairwise_distance(anchor, positive, p, eps)
    far = pairwise_distance(anchor, negative, p, eps)
    if swap:
        far = minimum(far, pairwise_distance(positive, negative, p, eps))
    loss = (near - far + margin).clamp(min=0)
    return reduced(loss, reduction_of("triplet_margin_loss", reduction, size_average, reduce))
