"""Attention: every query collects values, weighted by how well it matches their keys."""

import math
from typing import TYPE_CHECKING, Any

from minitorch_ref import dtypes
from minitorch_ref.errors import ArgumentError
from minitorch_ref.functions import dispatch, dropout, selection, softmax
from minitorch_ref.functions.function import Context, Function
from minitorch_ref.functions.matmul import matmul
from minitorch_ref.storage import Device
from minitorch_ref.tensors import factories

if TYPE_CHECKING:
    from minitorch_ref.tensors.tensor import Tensor

__all__ = ["attention_weights", "causal_mask", "scaled_dot_product_attention"]


def causal_mask(length: int, source: int, device: Device | None = None) -> "Tensor":
    """Return the booleans (length, source) that let position i attend to the positions up to i."""
    return factories.ones((length, source), dtype=dtypes.bool_, device=device).tril()


def masked(scores: "Tensor", attn_mask: "Tensor | None") -> "Tensor":
    """Return the scores with minus infinity where a boolean mask is False, or with a mask of numbers added."""
    if attn_mask is None:
        return scores
    if attn_mask.dtype is dtypes.bool_:
        return selection.where(attn_mask, scores, float("-inf"))
    return scores + attn_mask


def attention_weights(query: "Tensor", key: "Tensor", attn_mask: "Tensor | None", scale: float) -> "Tensor":
    """Return softmax(query @ key^T * scale + mask) along the keys.

    Args:
        query: (..., L, E).
        key: (..., S, E).
        attn_mask: (..., L, S), booleans that say where to look, or numbers to add.
        scale: the factor of the scores.

    Returns: (..., L, S); 0 in a row in which the boolean mask allows nothing.
    """
    weights = softmax.softmax(masked(matmul(query * scale, key.mT), attn_mask), -1)
    if attn_mask is None or attn_mask.dtype is not dtypes.bool_:
        return weights
    return selection.where(attn_mask.any(-1, keepdim=True), weights, 0.0)


def is_fused(query: "Tensor", key: "Tensor", value: "Tensor") -> bool:
    """Say whether the backend has a kernel for these, which have the same axes in front."""
    same = query.shape[:-2] == key.shape[:-2] == value.shape[:-2]
    fits = query.shape[-1] == key.shape[-1] and key.shape[-2] == value.shape[-2]
    return same and fits and dispatch.kernel("attention", query, key, value) is not None


class Attention(Function):
    """Attention in one pass, without a matrix of weights in memory; for operands that `is_fused` accepts."""

    @staticmethod
    def forward(ctx: Context, query: "Tensor", key: "Tensor", value: "Tensor", scale: float, causal: bool) -> "Tensor":
        fused = dispatch.kernel("attention", query, key, value)
        assert fused is not None
        out, logs = (
            dispatch.allocate(shape, query.dtype, device=query.device)
            for shape in ((*query.shape[:-1], value.shape[-1]), query.shape[:-1])
        )
        fused(out.strided, logs.strided, query.strided, key.strided, value.strided, scale, causal)
        ctx.save_for_backward(query, key, value, out)
        ctx.logs, ctx.scale, ctx.causal = logs, scale, causal
        return out

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> tuple[Any, ...]:
        query, key, value, out = ctx.saved_tensors
        operands = (grad_output, out, ctx.logs, query, key, value)
        if (fused := dispatch.backward_kernel("attention_backward", *operands)) is not None:
            grads = [dispatch.allocate(x.shape, x.dtype, device=x.device) for x in (query, key, value)]
            fused(*(x.strided for x in (*grads, *operands)), ctx.scale, ctx.causal)
            return *grads, None, None
        mask = causal_mask(query.shape[-2], key.shape[-2], query.device) if ctx.causal else None
        weights = attention_weights(query, key, mask, ctx.scale)
        grad_weights = matmul(grad_output, value.mT)
        slopes = weights * (grad_weights - (grad_weights * weights).sum(-1, keepdim=True)) * ctx.scale
        return matmul(slopes, key), matmul(slopes.mT, query), matmul(weights.mT, grad_output), None, None


def scaled_dot_product_attention(
    query: "Tensor",
    key: "Tensor",
    value: "Tensor",
    attn_mask: "Tensor | None" = None,
    dropout_p: float = 0.0,
    is_causal: bool = False,
    scale: float | None = None,
    enable_gqa: bool = False,
) -> "Tensor":
    """Return softmax(Q K^T / sqrt(E) + mask) V (Vaswani et al., 2017).

    Args:
        query: (..., L, E).
        key: (..., S, E).
        value: (..., S, V).
        attn_mask: (..., L, S), booleans that say where to look, or numbers to add to the scores.
        dropout_p: the probability with which a weight is dropped; applied whenever it is not 0.
        is_causal: whether position i sees only the positions up to i; not together with a mask.
        scale: the factor of the scores, by default 1 / sqrt(E).
        enable_gqa: whether groups of heads of the query share one head of key and value.

    Returns: (..., L, V).
    """
    if is_causal and attn_mask is not None:
        raise ArgumentError("scaled_dot_product_attention: give a mask or is_causal=True, not both")
    if enable_gqa:
        key, value = repeated_heads(key, query.shape[-3]), repeated_heads(value, query.shape[-3])
    factor = 1 / math.sqrt(query.shape[-1]) if scale is None else scale
    if attn_mask is None and dropout_p == 0 and is_fused(query, key, value):
        return Attention.apply(query, key, value, factor, is_causal)
    if is_causal:
        attn_mask = causal_mask(query.shape[-2], key.shape[-2], query.device)
    weights = attention_weights(query, key, attn_mask, factor)
    return matmul(dropout.dropped(weights, dropout_p), value)


def repeated_heads(x: "Tensor", heads: int) -> "Tensor":
    """(..., H, S, E) -> (..., heads, S, E): each head stands for heads / H heads of the query."""
    times = heads // x.shape[-3]
    wide = x.unsqueeze(-3).expand(*x.shape[:-2], times, *x.shape[-2:])
    return wide.flatten(-4, -3)
