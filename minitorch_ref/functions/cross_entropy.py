"""Classification losses: negative log likelihood, and cross-entropy with the softmax inside."""

import math
from typing import TYPE_CHECKING, Any

from minitorch_ref import dtypes
from minitorch_ref.backends.interface import Kernel
from minitorch_ref.errors import ArgumentError, DimensionError, ShapeError, UnsupportedError
from minitorch_ref.functions import dispatch, selection, softmax
from minitorch_ref.functions.function import Context, Function
from minitorch_ref.functions.losses import reduced, reduction_of
from minitorch_ref.storage import cpu

if TYPE_CHECKING:
    from minitorch_ref.tensors.tensor import Tensor

__all__ = ["SoftmaxCrossEntropy", "cross_entropy", "nll_loss"]


class SoftmaxCrossEntropy(Function):
    """The surprise at the right class: logits x (n, C) and classes (n,) -> -log(softmax(x)[class]), (n,).

    `forward` keeps what `backward` needs; `backward` returns the gradient of the logits, (n, C), and None for the
    classes. The loss of each row stands for itself; averaging is up to the caller.
    """

    @staticmethod
    def forward(ctx: Context, x: "Tensor", target: "Tensor") -> "Tensor":
        ctx.save_for_backward(x, target)
        return -softmax.log_softmax(x, 1).gather(1, target.unsqueeze(1)).squeeze(1)

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> tuple[Any, ...]:
        x, target = ctx.saved_tensors
        column = target.unsqueeze(1)
        difference = softmax.softmax(x, 1).scatter_add(1, column, x.new_full(column.shape, -1.0))
        return grad_output.unsqueeze(1) * difference, None


class CrossEntropy(Function):
    """Logits (n, C), classes (n,), some of them ignored -> the losses, their sum or mean, in one pass."""

    @staticmethod
    def forward(
        ctx: Context, x: "Tensor", target: "Tensor", ignore_index: int, reduction: str, fused: Kernel
    ) -> "Tensor":
        ctx.ignore_index, ctx.reduction = ignore_index, reduction
        rows = target.strided.layout.shape
        total, losses, powers = [dispatch.allocate(shape, x.dtype, device=x.device) for shape in ((), rows, rows)]
        counts = dispatch.allocate((2,), dtypes.int64, device=x.device)
        operands = [y.strided for y in (total, losses, powers, counts, x, target)]
        fused(*operands, ignore_index, reduction == "mean")
        if x.device is cpu and counts.strided.array()[1]:  # a device notes it, and says so when the host looks
            checked_classes("cross_entropy", target, x.shape[1], ignore_index)
        ctx.save_for_backward(x, target, powers)
        return losses if reduction == "none" else total

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> tuple[Any, ...]:
        x, target, powers = ctx.saved_tensors
        if (fused := dispatch.backward_kernel("cross_entropy_backward", x, target, powers, grad_output)) is not None:
            grad = dispatch.allocate(x.shape, x.dtype, device=x.device)
            operands = [y.strided for y in (grad, x, target, powers, grad_output)]
            fused(*operands, ctx.ignore_index, ctx.reduction == "mean")
            return grad, None, None, None, None
        counts, safe = checked_classes("cross_entropy", target, x.shape[1], ctx.ignore_index)
        weights = counts.to(x.dtype)
        weights = weights / weights.sum() if ctx.reduction == "mean" else weights
        column = safe.unsqueeze(1)
        difference = softmax.softmax(x, 1).scatter_add(1, column, x.new_full(column.shape, -1.0))
        return (grad_output * weights).unsqueeze(1) * difference, None, None, None, None


def rows_of(name: str, input: "Tensor", target: "Tensor") -> "tuple[Tensor, Tensor]":
    """Return scores (n, C) and classes (n,) of (N, C, ...) and (N, ...), or of (C,) and ()."""
    shape, wanted = target.strided.layout.shape, input.strided.layout.shape
    if len(wanted) == 2 and shape == wanted[:1]:
        return input, target
    if len(wanted) == 1 and not shape:
        return input.unsqueeze(0), target.unsqueeze(0)
    if len(wanted) < 2 or shape != (wanted[0], *wanted[2:]):
        wrong_batch = input.dim() > 0 and tuple(target.shape[:1]) != (input.shape[0],)
        kind: type[Exception] = ArgumentError if wrong_batch else ShapeError
        raise kind(
            f"{name}: scores (N, C, ...) need classes (N, ...), got {tuple(input.shape)} and {tuple(target.shape)}"
        )
    return input.movedim(1, -1).reshape(-1, input.shape[1]), target.reshape(-1)


def checked_classes(name: str, target: "Tensor", classes: int, ignore_index: int) -> "tuple[Tensor, Tensor]":
    """Return which rows count, and classes that may be looked up also in the rows that do not."""
    if target.dtype not in (dtypes.int64, dtypes.uint8):
        raise UnsupportedError(f"{name}: classes must be int64, got {target.dtype}")
    counts = target != ignore_index
    safe = selection.where(counts, target, 0).to(dtypes.int64)
    if safe.device is cpu and safe.numel() and (int(safe.amin()) < 0 or int(safe.amax()) >= classes):
        raise DimensionError(f"{name}: classes must be in [0, {classes}), got {int(safe.amin())} to {int(safe.amax())}")
    return counts, safe


def averaged(loss: "Tensor", weights: "Tensor", reduction: str, shape: tuple[int, ...]) -> "Tensor":
    """Reduce the losses of rows; a mean is by their weights, not by their number."""
    if reduction == "none":
        return loss.reshape(shape)
    return loss.sum() if reduction == "sum" else loss.sum() / weights.sum()


def nll_loss(
    input: "Tensor",
    target: "Tensor",
    weight: "Tensor | None" = None,
    size_average: bool | None = None,
    ignore_index: int = -100,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> "Tensor":
    """Return the negative of the log-probability that is given to the class of each row.

    Args:
        input: log-probabilities (N, C, ...) or (C,).
        target: classes (N, ...) or (), int64, in [0, C).
        weight: (C,), how much each class counts; by default 1.
        size_average: the older way to choose the reduction.
        ignore_index: rows of this class do not count.
        reduce: the older way to choose the reduction.
        reduction: "mean" (by weight), "sum" or "none".

    Returns: a scalar, or the shape of the target for "none".
    """
    reduction = reduction_of("nll_loss", reduction, size_average, reduce)
    rows, classes = rows_of("nll_loss", input, target)
    counts, safe = checked_classes("nll_loss", classes, rows.shape[1], ignore_index)
    weights = counts.to(rows.dtype) if weight is None else weight[safe] * counts.to(rows.dtype)
    chosen = rows.gather(1, safe.unsqueeze(1)).squeeze(1)
    return averaged(selection.where(counts, -chosen, 0.0) * weights, weights, reduction, tuple(target.shape))


def cross_entropy(
    input: "Tensor",
    target: "Tensor",
    weight: "Tensor | None" = None,
    size_average: bool | None = None,
    ignore_index: int = -100,
    reduce: bool | None = None,
    reduction: str = "mean",
    label_smoothing: float = 0.0,
) -> "Tensor":
    """Return the cross-entropy between softmax(input) and the target.

    Args:
        input: logits (N, C, ...) or (C,).
        target: classes (N, ...) or (), int64, in [0, C); or probabilities in the shape and the type of the input.
        weight: (C,), how much each class counts; by default 1.
        size_average: the older way to choose the reduction.
        ignore_index: rows of this class do not count.
        reduce: the older way to choose the reduction.
        reduction: "mean" (by weight), "sum" or "none".
        label_smoothing: how much of the target is spread evenly over all classes, in [0, 1] (Szegedy et al., 2016).

    Returns: a scalar, or the shape (N, ...) for "none".

    Raises:
        ArgumentError: (a ValueError) if the shapes do not fit.
        DimensionError: (an IndexError) if a class is out of range.
    """
    reduction = reduction_of("cross_entropy", reduction, size_average, reduce)
    if not 0 <= label_smoothing <= 1:
        raise UnsupportedError(f"cross_entropy: label_smoothing must be in [0, 1], got {label_smoothing}")
    if target.dtype.is_floating_point and target.shape == input.shape:
        return soft_cross_entropy(input, target, weight, reduction, label_smoothing)
    rows, classes = rows_of("cross_entropy", input, target)
    kernel = None if weight is not None or label_smoothing else dispatch.kernel("cross_entropy", rows, classes)
    if kernel is not None:
        fused: Tensor = CrossEntropy.apply(rows, classes, ignore_index, reduction, kernel)
        return fused.reshape(target.shape) if fused.dim() != target.dim() and reduction == "none" else fused
    counts, safe = checked_classes("cross_entropy", classes, rows.shape[1], ignore_index)
    weights = counts.to(rows.dtype) if weight is None else weight[safe] * counts.to(rows.dtype)
    loss = SoftmaxCrossEntropy.apply(rows, safe) * weights
    if label_smoothing:
        every = -softmax.log_softmax(rows, 1)
        spread = (every if weight is None else every * weight).mean(1) * counts.to(rows.dtype)
        loss = (1 - label_smoothing) * loss + label_smoothing * spread
    return averaged(loss, weights, reduction, tuple(target.shape))


def soft_cross_entropy(
    input: "Tensor", target: "Tensor", weight: "Tensor | None", reduction: str, label_smoothing: float
) -> "Tensor":
    """Return the cross-entropy with probabilities as the target; the mean is by the number of rows."""
    axis = 1 if input.dim() > 1 else 0
    classes = input.shape[axis]
    if label_smoothing:
        target = target * (1 - label_smoothing) + label_smoothing / classes
    every = -softmax.log_softmax(input, axis) * target
    if weight is not None:
        every = every * weight.reshape(-1, *(1,) * (input.dim() - 1 - axis))
    loss = every.sum(axis)
    return loss.sum() / (math.prod(loss.shape)) if reduction == "mean" else reduced(loss, reduction)
