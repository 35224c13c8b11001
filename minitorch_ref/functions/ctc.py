"""Connectionist temporal classification: the loss of a sequence whose alignment with the input is not known."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from minitorch_ref import dtypes
from minitorch_ref.errors import ArgumentError, ShapeError
from minitorch_ref.functions import selection, softmax
from minitorch_ref.functions.joining import cat, stack
from minitorch_ref.functions.losses import reduction_of
from minitorch_ref.tensors import factories

if TYPE_CHECKING:
    from minitorch_ref.tensors.tensor import Tensor

__all__ = ["ctc_loss", "with_blanks"]

IMPOSSIBLE = -1e30
"""A log-probability that counts as minus infinity, and of which differences are still numbers."""


def with_blanks(targets: Sequence[int], blank: int) -> list[int]:
    """Return the labels with a blank before, between and behind them.

    Args:
        targets: labels, (S,).
        blank: the label that stands for nothing.

    Returns: 2 S + 1 labels.
    """
    result = [blank]
    for label in targets:
        result += [label, blank]
    return result


def label_rows(targets: "Tensor", lengths: list[int]) -> list[list[int]]:
    """Return the labels of each example, from (N, S) or from one vector with all of them."""
    if targets.dim() == 2:
        return [row[:length] for row, length in zip(targets.tolist(), lengths, strict=True)]
    flat, rows = targets.tolist(), []
    for length in lengths:
        rows.append(flat[:length])
        flat = flat[length:]
    return rows


def step_forward(alpha: "Tensor", log_prob: "Tensor", may_skip: "Tensor") -> "Tensor":
    """Return the log-probabilities of all prefixes after one more frame; equation 6 of Graves et al., 2006.

    Args:
        alpha: (N, L), log-probability of being at each place of the labels with blanks.
        log_prob: (N, L), that of the label at each place in the new frame.
        may_skip: (N, L), whether a place can be reached from two places before.
    """
    edge = alpha.new_full((alpha.shape[0], 2), IMPOSSIBLE)
    longer = cat([edge, alpha], 1)
    from_one, from_two = longer[:, 1:-1], selection.where(may_skip, longer[:, :-2], IMPOSSIBLE)
    return softmax.logsumexp(stack([alpha, from_one, from_two]), 0) + log_prob


def ctc_loss(
    log_probs: "Tensor",
    targets: "Tensor",
    input_lengths: "Tensor | Sequence[int]",
    target_lengths: "Tensor | Sequence[int]",
    blank: int = 0,
    reduction: str = "mean",
    zero_infinity: bool = False,
) -> "Tensor":
    """Return the negative log-probability of the labels, summed over all alignments with the frames.

    Args:
        log_probs: (T, N, C) or (T, C), log-probabilities of the C labels in every frame, as of `log_softmax`.
        targets: (N, S), or (sum of target_lengths,) without gaps; no blanks.
        input_lengths: (N,), how many frames of each example count.
        target_lengths: (N,), how many labels.
        blank: the label that stands for nothing.
        reduction: "mean" (each loss is first divided by its number of labels), "sum" or "none".
        zero_infinity: whether a loss is 0, with its gradient, where the labels need more frames than there are.

    Returns: a scalar, or (N,) for "none".

    Source: Graves, Fernandez, Gomez and Schmidhuber, 2006.
    """
    reduction_of("ctc_loss", reduction)
    if log_probs.dim() == 2:
        result = ctc_loss(
            log_probs.unsqueeze(1),
            targets.reshape(1, -1),
            numbers(input_lengths),
            numbers(target_lengths),
            blank,
            reduction,
            zero_infinity,
        )
        return result.squeeze(0) if reduction == "none" else result
    frames, batch, classes = log_probs.shape
    inputs, sizes = numbers(input_lengths), numbers(target_lengths)
    if len(inputs) != batch or len(sizes) != batch:
        raise ShapeError(f"ctc_loss: {batch} examples need as many lengths, got {len(inputs)} and {len(sizes)}")
    if not 0 <= blank < classes or max(inputs, default=0) > frames:
        raise ArgumentError(f"ctc_loss: blank {blank} or a length of {inputs} is out of range for {log_probs.shape}")
    rows = [with_blanks(row, blank) for row in label_rows(targets, sizes)]
    longest = max(map(len, rows))
    labels = factories.tensor([row + [blank] * (longest - len(row)) for row in rows], dtype=dtypes.int64)
    loss = -total_log_prob(log_probs, labels, inputs, sizes, blank)
    infinite = loss.detach() > -IMPOSSIBLE / 2
    loss = selection.where(infinite, 0.0 if zero_infinity else float("inf"), loss)
    if reduction == "mean":
        return (loss / factories.tensor([max(size, 1) for size in sizes], dtype=loss.dtype)).mean()
    return loss.sum() if reduction == "sum" else loss


def numbers(lengths: "Tensor | Sequence[int] | int") -> list[int]:
    """Return lengths as a list."""
    if isinstance(lengths, int | list | tuple):
        return [lengths] if isinstance(lengths, int) else [int(length) for length in lengths]
    listed: list[int] = lengths.reshape(-1).tolist()  # type: ignore[union-attr]
    return listed


def total_log_prob(log_probs: "Tensor", labels: "Tensor", inputs: list[int], sizes: list[int], blank: int) -> "Tensor":
    """Return the log-probability of the labels (N, L), blanks included, of each example: (N,)."""
    before = cat([labels.new_full((labels.shape[0], 2), blank), labels[:, :-2]], 1)[:, : labels.shape[1]]
    may_skip = (labels != blank) & (labels != before)
    may_skip[:, :2] = False
    places = factories.arange(labels.shape[1])
    alpha = selection.where(places == 0, 0.0, log_probs.new_full(labels.shape, IMPOSSIBLE))
    lengths = factories.tensor(inputs, dtype=dtypes.int64).unsqueeze(1)
    for frame in range(max(inputs, default=0)):
        after = step_forward(alpha, log_probs[frame].gather(1, labels), may_skip)
        alpha = selection.where(lengths > frame, after, alpha)
    ends = factories.tensor([[2 * size, max(2 * size - 1, 0)] for size in sizes], dtype=dtypes.int64)
    finals = alpha.gather(1, ends)
    only = factories.tensor([[False, size == 0] for size in sizes], dtype=dtypes.bool_)
    return softmax.logsumexp(selection.where(only, IMPOSSIBLE, finals), 1)
