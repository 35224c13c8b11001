"""Losses of classes as layers. `reduction` is "mean", "sum" or "none"."""

from typing import Any

from minitorch_ref.functions import cross_entropy, ctc, losses
from minitorch_ref.nn.losses import Loss
from minitorch_ref.tensors.tensor import Tensor

__all__ = ["BCELoss", "BCEWithLogitsLoss", "CTCLoss", "CrossEntropyLoss", "NLLLoss"]


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
