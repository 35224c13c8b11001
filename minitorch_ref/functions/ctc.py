"""Connectionist temporal classification: the loss of a sequence whose alignment with the input is not known."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from minitorch_ref import dtypes
from minitorch_ref.errors import ArgumentError, ShapeError
from minitorch_ref.functions import exponential, selection, softmax
from minitorch_ref.functions.function import Context, Function
from minitorch_ref.functions.joining import cat, stack
from minitorch_ref.functions.losses import reduction_of
from minitorch_ref.tensors import factories

if TYPE_CHECKING:
    from minitorch_ref.tensors.tensor import Tensor

__all__ = ["AllAlignments", "ctc_loss", "step_backward", "step_forward", "with_blanks"]

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
    labels = factories.tensor(
        [row + [blank] * (longest - len(row)) for row in rows], dtype=dtypes.int64, device=log_probs.device
    )
    loss = -total_log_prob(log_probs, labels, inputs, sizes, blank)
    infinite = loss.detach() > -IMPOSSIBLE / 2
    loss = selection.where(infinite, 0.0 if zero_infinity else float("inf"), loss)
    if reduction == "mean":
        return (loss / loss.new_tensor([max(size, 1) for size in sizes])).mean()
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
    emitted = log_probs.gather(2, labels.unsqueeze(0).expand(log_probs.shape[0], *labels.shape))
    ends = [[place in (2 * size, 2 * size - 1) for place in range(labels.shape[1])] for size in sizes]
    lengths = labels.new_tensor(inputs).unsqueeze(1)
    at_end = labels.new_tensor(ends, dtype=dtypes.bool_)
    total: Tensor = AllAlignments.apply(emitted.clamp(min=IMPOSSIBLE), may_skip, lengths, at_end)
    return total


class AllAlignments(Function):
    """Log-probabilities at each place (T, N, L) -> that of all paths together, (N,).

    The derivative by a place is the probability of being there, given the labels; it is not differentiated again.
    """

    @staticmethod
    def forward(ctx: Context, emitted: "Tensor", may_skip: "Tensor", lengths: "Tensor", ends: "Tensor") -> "Tensor":
        at_start = factories.arange(emitted.shape[2], device=emitted.device) < 1
        alpha = selection.where(at_start, 0.0, emitted.new_full(ends.shape, IMPOSSIBLE))
        alphas, last = [], alpha
        for frame in range(emitted.shape[0]):
            alpha = step_forward(alpha, emitted[frame], may_skip)
            last = selection.where(lengths > frame, alpha, last)
            alphas.append(alpha)
        total = softmax.logsumexp(selection.where(ends, last, IMPOSSIBLE), 1)
        ctx.save_for_backward(emitted, stack(alphas), total, may_skip, lengths, ends)
        return total

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> tuple[Any, ...]:
        emitted, alphas, total, may_skip, lengths, ends = (tensor.detach() for tensor in ctx.saved_tensors)
        reached = total > IMPOSSIBLE / 2
        beta, there = emitted.new_full(ends.shape, IMPOSSIBLE), []
        stop = selection.where(ends, 0.0, beta)
        for frame in reversed(range(emitted.shape[0])):
            beta = selection.where(lengths == frame + 1, stop, beta)
            there.append(exponential.exp(alphas[frame] + beta - total.unsqueeze(1)))
            beta = step_backward(beta + emitted[frame], may_skip)
        places = stack(there[::-1]) * reached.to(emitted.dtype).unsqueeze(1)
        return grad_output.unsqueeze(1) * places, None, None, None


def step_backward(beta: "Tensor", may_skip: "Tensor") -> "Tensor":
    """Return the log-probabilities of all continuations one frame earlier; equation 10 of Graves et al., 2006.

    Args:
        beta: (N, L), log-probability of what follows from each place on, the label there included.
        may_skip: (N, L), whether a place can be reached from two places before.
    """
    edge = beta.new_full((beta.shape[0], 2), IMPOSSIBLE)
    to_one = cat([beta, edge], 1)[:, 1:-1]
    to_two = cat([selection.where(may_skip, beta, IMPOSSIBLE), edge], 1)[:, 2:]
    return softmax.logsumexp(stack([beta, to_one, to_two]), 0)
