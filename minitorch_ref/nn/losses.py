"""Losses as layers. `reduction` is "mean", "sum" or "none"; see the functions of the same names for the formulas."""

from typing import Any

from minitorch_ref.errors import ArgumentError
from minitorch_ref.functions import cross_entropy, ctc, distance_losses, losses
from minitorch_ref.nn.module import Module
from minitorch_ref.tensors.tensor import Tensor

__all__ = [
    "BCELoss",
    "BCEWithLogitsLoss",
    "CTCLoss",
    "CosineEmbeddingLoss",
    "CosineSimilarity",
    "CrossEntropyLoss",
    "GaussianNLLLoss",
    "HingeEmbeddingLoss",
    "HuberLoss",
    "KLDivLoss",
    "L1Loss",
    "MSELoss",
    "MarginRankingLoss",
    "NLLLoss",
    "PairwiseDistance",
    "PoissonNLLLoss",
    "SmoothL1Loss",
    "SoftMarginLoss",
    "TripletMarginLoss",
]


class Loss(Module):
    """What the losses have in common: the reduction."""

    def __init__(self, size_average: bool | None = None, reduce: bool | None = None, reduction: str = "mean") -> None:
        super().__init__()
        if reduction == "batchmean" and isinstance(self, KLDivLoss):
            self.reduction = reduction
        else:
            self.reduction = losses.reduction_of(type(self).__name__, reduction, size_average, reduce)


class WeightedLoss(Loss):
    """What the losses with weights have in common: the weights are a buffer."""

    weight: Tensor | None

    def __init__(
        self,
        weight: Tensor | None = None,
        size_average: bool | None = None,
        reduce: bool | None = None,
        reduction: str = "mean",
    ) -> None:
        super().__init__(size_average, reduce, reduction)
        self.register_buffer("weight", weight)


class MSELoss(Loss):
    """(x - y)^2."""

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        """Both in one shape -> a scalar."""
        return losses.mse_loss(input, target, reduction=self.reduction)


class L1Loss(Loss):
    """|x - y|."""

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        """Both in one shape -> a scalar."""
        return losses.l1_loss(input, target, reduction=self.reduction)


class SmoothL1Loss(Loss):
    """d^2 / (2 beta) where d = |x - y| is less than beta, else d - beta / 2."""

    def __init__(
        self,
        size_average: bool | None = None,
        reduce: bool | None = None,
        reduction: str = "mean",
        beta: float = 1.0,
    ) -> None:
        super().__init__(size_average, reduce, reduction)
        self.beta = beta

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        """Both in one shape -> a scalar."""
        return losses.smooth_l1_loss(input, target, reduction=self.reduction, beta=self.beta)


class HuberLoss(Loss):
    """d^2 / 2 where d = |x - y| is at most delta, else delta * (d - delta / 2)."""

    def __init__(self, reduction: str = "mean", delta: float = 1.0) -> None:
        super().__init__(reduction=reduction)
        self.delta = delta

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        """Both in one shape -> a scalar."""
        return losses.huber_loss(input, target, self.reduction, self.delta)


class CrossEntropyLoss(WeightedLoss):
    """The cross-entropy of softmax(input) and the target: logits in, no softmax before.

    Args:
        weight: (C,), how much each class counts.
        size_average: the older way to choose the reduction.
        ignore_index: rows of this class do not count.
        reduce: the older way to choose the reduction.
        reduction: "mean", "sum" or "none".
        label_smoothing: how much of the target is spread evenly over all classes.

    Shapes: logits (N, C, ...) or (C,); classes (N, ...) or (), int64, or probabilities shaped like the logits.
    """

    def __init__(
        self,
        weight: Tensor | None = None,
        size_average: bool | None = None,
        ignore_index: int = -100,
        reduce: bool | None = None,
        reduction: str = "mean",
        label_smoothing: float = 0.0,
    ) -> None:
        super().__init__(weight, size_average, reduce, reduction)
        self.ignore_index = ignore_index
        self.label_smoothing = label_smoothing

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        """(N, C), (N,) -> a scalar."""
        settings: dict[str, Any] = {"ignore_index": self.ignore_index, "reduction": self.reduction}
        return cross_entropy.cross_entropy(input, target, self.weight, label_smoothing=self.label_smoothing, **settings)


class NLLLoss(WeightedLoss):
    """The negative of the log-probability of the class: what is left of cross-entropy behind a LogSoftmax."""

    def __init__(
        self,
        weight: Tensor | None = None,
        size_average: bool | None = None,
        ignore_index: int = -100,
        reduce: bool | None = None,
        reduction: str = "mean",
    ) -> None:
        super().__init__(weight, size_average, reduce, reduction)
        self.ignore_index = ignore_index

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        """(N, C), (N,) -> a scalar."""
        return cross_entropy.nll_loss(
            input, target, self.weight, ignore_index=self.ignore_index, reduction=self.reduction
        )


class BCELoss(WeightedLoss):
    """-(y log x + (1 - y) log(1 - x)) for probabilities x."""

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        """Both in one shape -> a scalar."""
        return losses.binary_cross_entropy(input, target, self.weight, reduction=self.reduction)


class BCEWithLogitsLoss(WeightedLoss):
    """The binary cross-entropy of sigmoid(x) and y, from the logits x, without overflow."""

    pos_weight: Tensor | None

    def __init__(
        self,
        weight: Tensor | None = None,
        size_average: bool | None = None,
        reduce: bool | None = None,
        reduction: str = "mean",
        pos_weight: Tensor | None = None,
    ) -> None:
        super().__init__(weight, size_average, reduce, reduction)
        self.register_buffer("pos_weight", pos_weight)

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        """Both in one shape -> a scalar."""
        return losses.binary_cross_entropy_with_logits(
            input, target, self.weight, reduction=self.reduction, pos_weight=self.pos_weight
        )


class KLDivLoss(Loss):
    """y * (log y - x) for log-probabilities x; the reduction may also be "batchmean"."""

    def __init__(
        self,
        size_average: bool | None = None,
        reduce: bool | None = None,
        reduction: str = "mean",
        log_target: bool = False,
    ) -> None:
        super().__init__(size_average, reduce, reduction)
        self.log_target = log_target

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        """Both in one shape -> a scalar."""
        return losses.kl_div(input, target, reduction=self.reduction, log_target=self.log_target)


class PoissonNLLLoss(Loss):
    """exp(x) - y x, or x - y log(x + eps) without `log_input`."""

    def __init__(
        self,
        log_input: bool = True,
        full: bool = False,
        size_average: bool | None = None,
        eps: float = 1e-8,
        reduce: bool | None = None,
        reduction: str = "mean",
    ) -> None:
        super().__init__(size_average, reduce, reduction)
        self.log_input = log_input
        self.full = full
        self.eps = eps

    def forward(self, log_input: Tensor, target: Tensor) -> Tensor:
        """Both in one shape -> a scalar."""
        settings: dict[str, Any] = {"full": self.full, "eps": self.eps, "reduction": self.reduction}
        return losses.poisson_nll_loss(log_input, target, self.log_input, **settings)


class GaussianNLLLoss(Loss):
    """(log v + (x - y)^2 / v) / 2, v being the variance."""

    def __init__(self, *, full: bool = False, eps: float = 1e-6, reduction: str = "mean") -> None:
        super().__init__(reduction=reduction)
        self.full = full
        self.eps = eps

    def forward(self, input: Tensor, target: Tensor, var: Tensor) -> Tensor:
        """All in one shape -> a scalar."""
        return losses.gaussian_nll_loss(input, target, var, self.full, self.eps, self.reduction)


class SoftMarginLoss(Loss):
    """log(1 + exp(-y x)) for y in {-1, 1}."""

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        """Both in one shape -> a scalar."""
        return losses.soft_margin_loss(input, target, reduction=self.reduction)


class CTCLoss(Loss):
    """The negative log-probability of labels, summed over all alignments with the frames (Graves et al., 2006)."""

    def __init__(self, blank: int = 0, reduction: str = "mean", zero_infinity: bool = False) -> None:
        super().__init__(reduction=reduction)
        self.blank = blank
        self.zero_infinity = zero_infinity

    def forward(self, log_probs: Tensor, targets: Tensor, input_lengths: Any, target_lengths: Any) -> Tensor:
        """(T, N, C), (N, S), (N,), (N,) -> a scalar."""
        lengths = (input_lengths, target_lengths)
        return ctc.ctc_loss(log_probs, targets, *lengths, self.blank, self.reduction, self.zero_infinity)


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
