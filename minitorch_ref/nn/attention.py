"""Multi-head attention."""

import math
from typing import Any

from minitorch_ref import dtypes
from minitorch_ref.dtypes import DType
from minitorch_ref.errors import ArgumentError, ShapeError
from minitorch_ref.functions import attention, dropout, selection
from minitorch_ref.functions.joining import cat
from minitorch_ref.functions.linear import linear
from minitorch_ref.functions.matmul import matmul
from minitorch_ref.nn import init
from minitorch_ref.nn.linear import NonDynamicallyQuantizableLinear
from minitorch_ref.nn.module import Module
from minitorch_ref.nn.parameter import Parameter
from minitorch_ref.tensors import factories
from minitorch_ref.tensors.tensor import Tensor

__all__ = ["MultiheadAttention"]


class MultiheadAttention(Module):
    """Attention in several heads, each on its own projection of query, key and value (Vaswani et al., 2017).

    Args:
        embed_dim: size E of query and output; the heads share it.
        num_heads: how many heads; divides E.
        dropout: the probability with which a weight is dropped while training.
        bias: whether the projections have biases.
        add_bias_kv: whether a learned key and value are added to each sequence.
        add_zero_attn: whether a key and value of zeros are added to each sequence.
        kdim: size of the keys, by default E.
        vdim: size of the values, by default E.
        batch_first: whether sequences are (N, L, E); else (L, N, E).
        device: where the parameters live.
        dtype: their element type.

    Parameters: `in_proj_weight` (3 E, E) for query, key and value, or `q_proj_weight`, `k_proj_weight`, `v_proj_weight`
    if their sizes differ; `in_proj_bias` (3 E,); `out_proj.weight`, `out_proj.bias`.
    """

    in_proj_weight: Parameter | None
    in_proj_bias: Parameter | None
    bias_k: Parameter | None
    bias_v: Parameter | None

    def __init__(
        self,
        embed_dim: int,
        num_heads: int,
        dropout: float = 0.0,
        bias: bool = True,
        add_bias_kv: bool = False,
        add_zero_attn: bool = False,
        kdim: int | None = None,
        vdim: int | None = None,
        batch_first: bool = False,
        device: Any = None,
        dtype: DType | None = None,
    ) -> None:
        super().__init__()
        if embed_dim <= 0 or num_heads <= 0:
            raise ArgumentError(f"MultiheadAttention: sizes must be greater than 0, got {embed_dim} and {num_heads}")
        assert embed_dim % num_heads == 0, "embed_dim must be divisible by num_heads"  # PyTorch's class and words
        self.embed_dim = embed_dim
        self.kdim = embed_dim if kdim is None else kdim
        self.vdim = embed_dim if vdim is None else vdim
        self.num_heads = num_heads
        self.dropout = dropout
        self.batch_first = batch_first
        self.head_dim = embed_dim // num_heads
        self.add_zero_attn = add_zero_attn
        same = self.kdim == self.vdim == embed_dim
        sizes = {"q_proj_weight": embed_dim, "k_proj_weight": self.kdim, "v_proj_weight": self.vdim}
        if same:
            self.in_proj_weight = Parameter(factories.empty((3 * embed_dim, embed_dim), dtype=dtype, device=device))
        for name, size in sizes.items():
            weight = None if same else Parameter(factories.empty((embed_dim, size), dtype=dtype, device=device))
            self.register_parameter(name, weight)
        if not same:
            self.register_parameter("in_proj_weight", None)
        in_bias = Parameter(factories.empty(3 * embed_dim, dtype=dtype, device=device)) if bias else None
        self.register_parameter("in_proj_bias", in_bias)
        self.out_proj = NonDynamicallyQuantizableLinear(embed_dim, embed_dim, bias=bias, device=device, dtype=dtype)
        for name in ("bias_k", "bias_v"):
            added = Parameter(factories.empty((1, 1, embed_dim), dtype=dtype, device=device)) if add_bias_kv else None
            self.register_parameter(name, added)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw the projections anew; biases start as 0."""
        for name, parameter in self.named_parameters(recurse=False):
            if name.endswith("weight"):
                init.xavier_uniform_(parameter)
            elif name == "in_proj_bias":
                init.zeros_(parameter)
            else:
                init.xavier_normal_(parameter)
        if self.out_proj.bias is not None:
            init.zeros_(self.out_proj.bias)

    def projected(self, query: Tensor, key: Tensor, value: Tensor) -> list[Tensor]:
        """Return the projections of query, key and value, each (L, N, E)."""
        if self.in_proj_weight is not None:
            weights = self.in_proj_weight.chunk(3)
        else:
            weights = (self.q_proj_weight, self.k_proj_weight, self.v_proj_weight)
        biases = (None,) * 3 if self.in_proj_bias is None else self.in_proj_bias.chunk(3)
        return [linear(x, w, b) for x, w, b in zip((query, key, value), weights, biases, strict=True)]

    def heads(self, x: Tensor) -> Tensor:
        """(L, N, E) -> (N, heads, L, E / heads)."""
        return x.reshape(x.shape[0], x.shape[1], self.num_heads, self.head_dim).permute(1, 2, 0, 3)

    def forward(
        self,
        query: Tensor,
        key: Tensor,
        value: Tensor,
        key_padding_mask: Tensor | None = None,
        need_weights: bool = True,
        attn_mask: Tensor | None = None,
        average_attn_weights: bool = True,
        is_causal: bool = False,
    ) -> tuple[Tensor, Tensor | None]:
        """Return (output, weights).

        Args:
            query: (L, N, E), (N, L, E) with `batch_first`, or (L, E) without a batch.
            key: (S, N, kdim) and so on.
            value: (S, N, vdim) and so on.
            key_padding_mask: (N, S), True where a key is to be ignored, or numbers to add.
            need_weights: whether the weights are wanted; else they are None.
            attn_mask: (L, S) or (N * heads, L, S), True where NOT to look, or numbers to add.
            average_attn_weights: whether the weights are the mean over the heads.
            is_causal: a hint that the mask is the causal one; it must come with the mask.

        Returns: the output in the shape of the query, and weights (N, L, S) or (N, heads, L, S).
        """
        if is_causal and attn_mask is None:
            raise ShapeError("MultiheadAttention: is_causal=True is a hint only; give attn_mask as well")
        if query.dim() not in (2, 3) or query.shape[-1] != self.embed_dim:
            raise ShapeError(f"MultiheadAttention: the query must be (L, N, {self.embed_dim}), got {query.shape}")
        single = query.dim() == 2
        if single:
            query, key, value = (x.unsqueeze(1) for x in (query, key, value))
            key_padding_mask = None if key_padding_mask is None else key_padding_mask.unsqueeze(0)
        elif self.batch_first:
            query, key, value = (x.transpose(0, 1) for x in (query, key, value))
        output, weights = self.attend(query, key, value, key_padding_mask, attn_mask)
        if single:
            output = output.squeeze(1)
        elif self.batch_first:
            output = output.transpose(0, 1)
        if not need_weights:
            return output, None
        weights = weights.mean(1) if average_attn_weights else weights
        return output, weights.squeeze(0) if single else weights

    def attend(
        self, query: Tensor, key: Tensor, value: Tensor, key_padding_mask: Tensor | None, attn_mask: Tensor | None
    ) -> tuple[Tensor, Tensor]:
        """Return the output (L, N, E) and the weights (N, heads, L, S) for sequences (L, N, E)."""
        length, batch, _ = query.shape
        q, k, v = self.projected(query, key, value)
        if self.bias_k is not None and self.bias_v is not None:
            k = cat([k, self.bias_k.expand(1, batch, self.embed_dim)])
            v = cat([v, self.bias_v.expand(1, batch, self.embed_dim)])
        if self.add_zero_attn:
            k, v = (cat([x, x.new_zeros(1, batch, self.embed_dim)]) for x in (k, v))
        mask = self.merged_mask(attn_mask, key_padding_mask, batch, k.shape[0] - key.shape[0], q.dtype)
        weights = attention.attention_weights(self.heads(q), self.heads(k), mask, 1 / math.sqrt(self.head_dim))
        weights = dropout.dropped(weights, self.dropout, self.training)
        collected = matmul(weights, self.heads(v)).permute(2, 0, 1, 3).reshape(length, batch, self.embed_dim)
        return self.out_proj(collected), weights

    def merged_mask(
        self, attn_mask: Tensor | None, padding: Tensor | None, batch: int, added: int, dtype: DType
    ) -> Tensor | None:
        """Return both masks as numbers to add to the scores (N, heads, L, S + added)."""
        masks = []
        if attn_mask is not None:
            mask = as_numbers(attn_mask, dtype)
            masks.append(mask.unflatten(0, (batch, self.num_heads)) if mask.dim() == 3 else mask)
        if padding is not None:
            masks.append(as_numbers(padding, dtype).reshape(batch, 1, 1, padding.shape[-1]))
        if not masks:
            return None
        total = masks[0] if len(masks) == 1 else masks[0] + masks[1]
        if added:
            total = cat([total, total.new_zeros(*total.shape[:-1], added)], -1)
        return total


def as_numbers(mask: Tensor, dtype: DType) -> Tensor:
    """Return a mask whose True means "do not look" as numbers to add; numbers stay."""
    if mask.dtype is not dtypes.bool_:
        return mask
    return selection.where(mask, float("-inf"), mask.new_zeros((), dtype=dtype))
