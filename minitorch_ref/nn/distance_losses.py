"""Losses and distances of pairs and triples as layers. `reduction` is "mean", "sum" or "none"."""

from minitorch_ref.errors import ArgumentError
from minitorch_ref.functions import distance_losses, losses
from minitorch_ref.nn.losses import Loss
from minitorch_ref.nn.module import Module
from minitorch_ref.tensors.tensor import Tensor

__all__ = [
    "CosineEmbeddingLoss",
    "CosineSimilarity",
    "HingeEmbeddingLoss",
    "MarginLoss",
    "MarginRankingLoss",
    "PairwiseDistance",
    "TripletMarginLoss",
]


class MarginLoss(Loss):
    """What the losses with only a margin have in common."""

    usual_margin = 0.0

    def __init__(
        self,
        margin: float | None = None,
        size_average: bool | None = None,
        reduce: bool | None = None,
        reduction: str = "mean",
    ) -> None:
        super().__init__(size_average, reduce, reduction)
        self.margin = self.usual_margin if margin is None else margin


class HingeEmbeddingLoss(MarginLoss):
    """x where y is 1, and max(0, margin - x) where y is -1; the margin is 1 by default."""

    usual_margin = 1.0

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        """Both in one shape -> a scalar."""
        return losses.hinge_embedding_loss(input, target, self.margin, reduction=self.reduction)


class CosineEmbeddingLoss(MarginLoss):
    """1 - cos(x1, x2) where y is 1, and max(0, cos(x1, x2) - margin) where y is -1."""

    def forward(self, input1: Tensor, input2: Tensor, target: Tensor) -> Tensor:
        """(N, d), (N, d), (N,) -> a scalar."""
        return distance_losses.cosine_embedding_loss(input1, input2, target, self.margin, reduction=self.reduction)


class MarginRankingLoss(MarginLoss):
    """max(0, -y (x1 - x2) + margin)."""

    def forward(self, input1: Tensor, input2: Tensor, target: Tensor) -> Tensor:
        """All in one shape -> a scalar."""
        return distance_losses.margin_ranking_loss(input1, input2, target, self.margin, reduction=self.reduction)


class TripletMarginLoss(Loss):
    """max(0, d(anchor, positive) - d(anchor, negative) + margin)."""

    def __init__(
        self,
        margin: float = 1.0,
        p: float = 2.0,
        eps: float = 1e-6,
        swap: bool = False,
        size_average: bool | None = None,
        reduce: bool | None = None,
        reduction: str = "mean",
    ) -> None:
        super().__init__(size_average, reduce, reduction)
        if margin <= 0:
            raise ArgumentError(f"TripletMarginLoss: expected margin to be greater than 0, got {margin}")
        self.margin = margin
        self.p = p
        self.eps = eps
        self.swap = swap

    def forward(self, anchor: Tensor, positive: Tensor, negative: Tensor) -> Tensor:
        """(N, d), (N, d), (N, d) -> a scalar."""
        settings = (self.margin, self.p, self.eps, self.swap)
        return distance_losses.triplet_margin_loss(anchor, positive, negative, *settings, reduction=self.reduction)


class CosineSimilarity(Module):
    """The cosine of the angle between two vectors along an axis."""

    def __init__(self, dim: int = 1, eps: float = 1e-8) -> None:
        super().__init__()
        self.dim = dim
        self.eps = eps

    def forward(self, x1: Tensor, x2: Tensor) -> Tensor:
        """(N, d), (N, d) -> (N,)."""
        return distance_losses.cosine_similarity(x1, x2, self.dim, self.eps)


class PairwiseDistance(Module):
    """The p-norm of x1 - x2 + eps along the last axis."""

    def __init__(self, p: float = 2.0, eps: float = 1e-6, keepdim: bool = False) -> None:
        super().__init__()
        self.norm = p
        self.eps = eps
        self.keepdim = keepdim

    def forward(self, x1: Tensor, x2: Tensor) -> Tensor:
        """(N, d), (N, d) -> (N,)."""
        return distance_losses.pairwise_distance(x1, x2, self.norm, self.eps, self.keepdim)
