"""Losses: one number that says how far predictions are from their targets."""

import math
import warnings
from typing import TYPE_CHECKING

from minitorch_ref import shapes
from minitorch_ref.errors import ArgumentError, UnsupportedError
from minitorch_ref.functions import activation, exponential, selection
from minitorch_ref.storage import cpu

if TYPE_CHECKING:
    from minitorch_ref.tensors.tensor import Tensor

__all__ = [
    "binary_cross_entropy",
    "binary_cross_entropy_with_logits",
    "gaussian_nll_loss",
    "hinge_embedding_loss",
    "huber_loss",
    "kl_div",
    "l1_loss",
    "logistic_loss",
    "mse_loss",
    "poisson_nll_loss",
    "reduced",
    "reduction_of",
    "smooth_l1_loss",
    "soft_margin_loss",
    "squared_error",
]


def reduction_of(name: str, reduction: str, size_average: bool | None = None, reduce: bool | None = None) -> str:
    """Return the reduction, also where it is given in PyTorch's older way.

    Raises: ArgumentError (a ValueError) if there is no such reduction.
    """
    if size_average is not None or reduce is not None:
        return "none" if reduce is False else "sum" if size_average is False else "mean"
    if reduction not in ("none", "mean", "sum"):
        raise ArgumentError(f"{name}: reduction must be none, mean or sum, got {reduction!r}")
    return reduction


def reduced(loss: "Tensor", reduction: str) -> "Tensor":
    """Return the losses as they are, their mean or their sum."""
    if reduction_of("loss", reduction) == "none":
        return loss
    return loss.mean() if reduction == "mean" else loss.sum()


def pair(name: str, input: "Tensor", target: "Tensor") -> tuple["Tensor", "Tensor"]:
    """Return prediction and target in one shape; different shapes are broadcast, with a warning."""
    if target.shape == input.shape:
        return input, target
    warnings.warn(
        f"Using a target size ({target.shape}) that is different to the input size ({input.shape}) in {name}. "
        "This will likely lead to incorrect results due to broadcasting. Please ensure they have the same size.",
        stacklevel=3,
    )
    shape = shapes.broadcast_shapes(input.shape, target.shape)
    return input.expand(*shape), target.expand(*shape)


def same_shape(name: str, input: "Tensor", target: "Tensor") -> None:
    """Raise unless both have one shape."""
    if input.shape != target.shape:
        raise ArgumentError(
            f"{name}: the target must have the shape of the input, got {tuple(target.shape)} and {tuple(input.shape)}"
        )


# ---- distances ----


def squared_error(x: "Tensor", y: "Tensor", reduction: str = "mean") -> "Tensor":
    """Return (x - y)^2 of each element, their mean or their sum.

    The mean is over all elements, whatever the shape. Gradients flow to both, x and y.

    Args:
        x: predictions, of any shape.
        y: what they should be, of the same shape.
        reduction: "mean", "sum" or "none", which gives one number for each element.

    Raises: ArgumentError (a ValueError) if the shapes differ, also where they could be broadcast.
    """
    same_shape("squared_error", x, y)
    difference = x - y
    square = difference * difference
    if reduction == "none":
        return square
    return square.mean() if reduction == "mean" else square.sum()


def mse_loss(
    input: "Tensor",
    target: "Tensor",
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
    weight: "Tensor | None" = None,
) -> "Tensor":
    """Return (x - y)^2, averaged, summed or as it is; different shapes are broadcast, with a warning."""
    input, target = pair("mse_loss", input, target)
    reduction = reduction_of("mse_loss", reduction, size_average, reduce)
    if weight is None:
        return squared_error(input, target, reduction)
    square = squared_error(input, target, "none") * weight
    return square.sum() / weight.sum() if reduction == "mean" else reduced(square, reduction)


def l1_loss(
    input: "Tensor",
    target: "Tensor",
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> "Tensor":
    """Return |x - y|, averaged, summed or as it is."""
    input, target = pair("l1_loss", input, target)
    return reduced((input - target).abs(), reduction_of("l1_loss", reduction, size_average, reduce))


def smooth_l1_loss(
    input: "Tensor",
    target: "Tensor",
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
    beta: float = 1.0,
) -> "Tensor":
    """Return d^2 / (2 beta) where d = |x - y| is less than beta, else d - beta / 2 (Girshick, 2015)."""
    if beta < 0:
        raise UnsupportedError(f"smooth_l1_loss: beta must not be negative, got {beta}")
    input, target = pair("smooth_l1_loss", input, target)
    distance = (input - target).abs()
    if beta:
        distance = selection.where(distance < beta, 0.5 / beta * distance * distance, distance - 0.5 * beta)
    return reduced(distance, reduction_of("smooth_l1_loss", reduction, size_average, reduce))


def huber_loss(
    input: "Tensor", target: "Tensor", reduction: str = "mean", delta: float = 1.0, weight: "Tensor | None" = None
) -> "Tensor":
    """Return d^2 / 2 where d = |x - y| is at most delta, else delta * (d - delta / 2) (Huber, 1964)."""
    if delta <= 0:
        raise UnsupportedError(f"huber_loss: delta must be greater than 0, got {delta}")
    input, target = pair("huber_loss", input, target)
    distance = (input - target).abs()
    loss = selection.where(distance <= delta, 0.5 * distance * distance, delta * (distance - 0.5 * delta))
    if weight is None:
        return reduced(loss, reduction)
    return (loss * weight).sum() / weight.sum() if reduction == "mean" else reduced(loss * weight, reduction)


# ---- probabilities ----


def binary_cross_entropy(
    input: "Tensor",
    target: "Tensor",
    weight: "Tensor | None" = None,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> "Tensor":
    """Return -(y log x + (1 - y) log(1 - x)) for probabilities x; logarithms count as -100 at least."""
    same_shape("binary_cross_entropy", input, target)
    if input.device is cpu and input.numel() and not bool(((input >= 0) & (input <= 1)).all()):
        raise UnsupportedError("binary_cross_entropy: all elements of input should be between 0 and 1")
    yes = exponential.log(input).clamp(min=-100)
    no = exponential.log1p(-input).clamp(min=-100)
    loss = (target - 1) * no - target * yes
    loss = loss if weight is None else loss * weight
    return reduced(loss, reduction_of("binary_cross_entropy", reduction, size_average, reduce))


def logistic_loss(x: "Tensor", y: "Tensor") -> "Tensor":
    """Return -(y log p + (1 - y) log(1 - p)) with p = sigmoid(x) = 1 / (1 + exp(-x)), element by element.

    For finite logits loss and gradient are finite, a loss near 0 keeps its digits, and the gradient is sigmoid(x) - y,
    also at x = 0.

    Args:
        x: logits, of any shape.
        y: what they should be, from 0 (no) to 1 (yes), of the same shape.
    """
    positive = x > 0
    rest = selection.where(positive, -x, x)  # -|x|, whose slope at 0 counts as 1
    return selection.where(positive, x, 0.0) - x * y + exponential.log1p(exponential.exp(rest))


def binary_cross_entropy_with_logits(
    input: "Tensor",
    target: "Tensor",
    weight: "Tensor | None" = None,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
    pos_weight: "Tensor | None" = None,
) -> "Tensor":
    """Return the binary cross-entropy of sigmoid(x) and y, computed from the logits x without overflow.

    Args:
        input: logits, any shape.
        target: probabilities in the same shape.
        weight: how much each element counts; broadcast.
        size_average: the older way to choose the reduction.
        reduce: the older way to choose the reduction.
        reduction: "mean", "sum" or "none".
        pos_weight: how much a positive counts; broadcast.
    """
    same_shape("binary_cross_entropy_with_logits", input, target)
    if pos_weight is None:
        loss = logistic_loss(input, target)
    else:
        no, yes = activation.log1p_exp(input), activation.log1p_exp(-input)
        loss = (1 - target) * no + pos_weight * target * yes
    loss = loss if weight is None else loss * weight
    return reduced(loss, reduction_of("binary_cross_entropy_with_logits", reduction, size_average, reduce))


def kl_div(
    input: "Tensor",
    target: "Tensor",
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
    log_target: bool = False,
) -> "Tensor":
    """Return y * (log y - x) for log-probabilities x and probabilities y (log-probabilities with `log_target`).

    `reduction` may also be "batchmean": the sum divided by the size of the first axis.
    """
    if log_target:
        loss = exponential.exp(target) * (target - input)
    else:
        positive = target > 0
        log = exponential.log(selection.where(positive, target, 1.0))
        loss = selection.where(positive, target * log, 0.0) - target * input
    if reduction == "batchmean":
        return loss.sum() / input.shape[0] if input.dim() else loss.sum()
    return reduced(loss, reduction_of("kl_div", reduction, size_average, reduce))


def poisson_nll_loss(
    input: "Tensor",
    target: "Tensor",
    log_input: bool = True,
    full: bool = False,
    size_average: bool | None = None,
    eps: float = 1e-8,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> "Tensor":
    """Return exp(x) - y x, or x - y log(x + eps) without `log_input`; `full` adds Stirling's term where y > 1."""
    loss = exponential.exp(input) - target * input if log_input else input - target * exponential.log(input + eps)
    if full:
        stirling = target * exponential.log(target) - target + 0.5 * exponential.log(2 * math.pi * target)
        loss = loss + selection.where(target > 1, stirling, 0.0)
    return reduced(loss, reduction_of("poisson_nll_loss", reduction, size_average, reduce))


def gaussian_nll_loss(
    input: "Tensor",
    target: "Tensor",
    var: "Tensor",
    full: bool = False,
    eps: float = 1e-6,
    reduction: str = "mean",
) -> "Tensor":
    """Return (log v + (x - y)^2 / v) / 2, v being the variance, at least eps; `full` adds log(2 pi) / 2."""
    with_floor = selection.where(var.detach() < eps, eps, var)
    loss = 0.5 * (exponential.log(with_floor) + (input - target) ** 2 / with_floor)
    return reduced(loss + 0.5 * math.log(2 * math.pi) if full else loss, reduction)


# ---- margins ----


def soft_margin_loss(
    input: "Tensor",
    target: "Tensor",
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> "Tensor":
    """Return log(1 + exp(-y x)) for y in {-1, 1}."""
    loss = activation.log1p_exp(-target * input)
    return reduced(loss, reduction_of("soft_margin_loss", reduction, size_average, reduce))


def hinge_embedding_loss(
    input: "Tensor",
    target: "Tensor",
    margin: float = 1.0,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> "Tensor":
    """Return x where y is 1, and max(0, margin - x) where y is -1."""
    far = selection.where(target == 1, 0.0, (margin - input).clamp(min=0))
    loss = far + selection.where(target == -1, 0.0, input)
    return reduced(loss, reduction_of("hinge_embedding_loss", reduction, size_average, reduce))
