"""One layer of a Transformer: of the encoder, or of the decoder (Vaswani et al., 2017)."""

from collections.abc import Callable
from typing import Any

from minitorch_ref.dtypes import DType
from minitorch_ref.errors import UnsupportedError
from minitorch_ref.functions import activation as activations
from minitorch_ref.nn.attention import MultiheadAttention
from minitorch_ref.nn.dropout import Dropout
from minitorch_ref.nn.linear import Linear
from minitorch_ref.nn.module import Module
from minitorch_ref.nn.normalization import LayerNorm
from minitorch_ref.tensors.tensor import Tensor

Activation = str | Callable[[Tensor], Tensor]

__all__ = ["TransformerDecoderLayer", "TransformerEncoderLayer"]


def activation_named(activation: Activation) -> Callable[[Tensor], Tensor]:
    """Return the function that "relu" or "gelu" names; a function as it is."""
    if not isinstance(activation, str):
        return activation
    known: dict[str, Callable[[Tensor], Tensor]] = {"relu": activations.relu, "gelu": activations.gelu}
    if activation not in known:
        raise UnsupportedError(f"activation should be relu/gelu, not {activation}")
    return known[activation]


class Block(Module):
    """What encoder and decoder layers have in common."""

    def __init__(self) -> None:
        super().__init__()
        self.activation: Callable[[Tensor], Tensor] = activations.relu

    def attended(
        self,
        layer: MultiheadAttention,
        x: Tensor,
        source: Tensor,
        mask: Tensor | None,
        padding: Tensor | None,
        causal: bool,
        out: Dropout,
    ) -> Tensor:
        """Return what attention from x to the source adds."""
        collected, _ = layer(
            x, source, source, attn_mask=mask, key_padding_mask=padding, is_causal=causal, need_weights=False
        )
        return out(collected)  # type: ignore[no-any-return]

    def fed_forward(self, x: Tensor, out: Dropout) -> Tensor:
        """Return what the two linear layers add."""
        return out(self.linear2(self.dropout(self.activation(self.linear1(x)))))  # type: ignore[no-any-return]


class TransformerEncoderLayer(Block):
    """Self-attention and a two-layer network, each with a residual connection and a layer norm.

    Args:
        d_model: size E of the elements of a sequence.
        nhead: attention heads; divides E.
        dim_feedforward: size of the hidden layer of the network.
        dropout: the probability of every dropout inside.
        activation: "relu", "gelu" or a function.
        layer_norm_eps: added to the variance in layer norms.
        batch_first: whether sequences are (N, L, E); else (L, N, E).
        norm_first: whether the norms come before attention and network; else behind them.
        bias: whether linear layers and norms have biases.
        device: where the parameters live.
        dtype: their element type.
    """

    def __init__(
        self,
        d_model: int,
        nhead: int,
        dim_feedforward: int = 2048,
        dropout: float = 0.1,
        activation: Activation = activations.relu,
        layer_norm_eps: float = 1e-5,
        batch_first: bool = False,
        norm_first: bool = False,
        bias: bool = True,
        device: Any = None,
        dtype: DType | None = None,
    ) -> None:
        super().__init__()
        made: dict[str, Any] = {"bias": bias, "device": device, "dtype": dtype}
        self.self_attn = MultiheadAttention(d_model, nhead, dropout=dropout, batch_first=batch_first, **made)
        self.linear1 = Linear(d_model, dim_feedforward, **made)
        self.dropout = Dropout(dropout)
        self.linear2 = Linear(dim_feedforward, d_model, **made)
        self.norm_first = norm_first
        self.norm1 = LayerNorm(d_model, eps=layer_norm_eps, **made)
        self.norm2 = LayerNorm(d_model, eps=layer_norm_eps, **made)
        self.dropout1 = Dropout(dropout)
        self.dropout2 = Dropout(dropout)
        self.activation = activation_named(activation)

    def forward(
        self,
        src: Tensor,
        src_mask: Tensor | None = None,
        src_key_padding_mask: Tensor | None = None,
        is_causal: bool = False,
    ) -> Tensor:
        """(L, N, E) -> (L, N, E); the masks are those of MultiheadAttention."""

        def attend(x: Tensor) -> Tensor:
            masks = (src_mask, src_key_padding_mask, is_causal)
            return self.attended(self.self_attn, x, x, *masks, self.dropout1)

        if self.norm_first:
            src = src + attend(self.norm1(src))
            return src + self.fed_forward(self.norm2(src), self.dropout2)
        src = self.norm1(src + attend(src))
        return self.norm2(src + self.fed_forward(src, self.dropout2))  # type: ignore[no-any-return]


class TransformerDecoderLayer(Block):
    """Self-attention, attention to the encoder's output, and a two-layer network; see TransformerEncoderLayer."""

    def __init__(
        self,
        d_model: int,
        nhead: int,
        dim_feedforward: int = 2048,
        dropout: float = 0.1,
        activation: Activation = activations.relu,
        layer_norm_eps: float = 1e-5,
        batch_first: bool = False,
        norm_first: bool = False,
        bias: bool = True,
        device: Any = None,
        dtype: DType | None = None,
    ) -> None:
        super().__init__()
        made: dict[str, Any] = {"bias": bias, "device": device, "dtype": dtype}
        self.self_attn = MultiheadAttention(d_model, nhead, dropout=dropout, batch_first=batch_first, **made)
        self.multihead_attn = MultiheadAttention(d_model, nhead, dropout=dropout, batch_first=batch_first, **made)
        self.linear1 = Linear(d_model, dim_feedforward, **made)
        self.dropout = Dropout(dropout)
        self.linear2 = Linear(dim_feedforward, d_model, **made)
        self.norm_first = norm_first
        self.norm1 = LayerNorm(d_model, eps=layer_norm_eps, **made)
        self.norm2 = LayerNorm(d_model, eps=layer_norm_eps, **made)
        self.norm3 = LayerNorm(d_model, eps=layer_norm_eps, **made)
        self.dropout1 = Dropout(dropout)
        self.dropout2 = Dropout(dropout)
        self.dropout3 = Dropout(dropout)
        self.activation = activation_named(activation)

    def forward(
        self,
        tgt: Tensor,
        memory: Tensor,
        tgt_mask: Tensor | None = None,
        memory_mask: Tensor | None = None,
        tgt_key_padding_mask: Tensor | None = None,
        memory_key_padding_mask: Tensor | None = None,
        tgt_is_causal: bool = False,
        memory_is_causal: bool = False,
    ) -> Tensor:
        """(L, N, E), memory (S, N, E) -> (L, N, E); the masks are those of MultiheadAttention."""

        def attend(x: Tensor) -> Tensor:
            masks = (tgt_mask, tgt_key_padding_mask, tgt_is_causal)
            return self.attended(self.self_attn, x, x, *masks, self.dropout1)

        def remember(x: Tensor) -> Tensor:
            masks = (memory_mask, memory_key_padding_mask, memory_is_causal)
            return self.attended(self.multihead_attn, x, memory, *masks, self.dropout2)

        if self.norm_first:
            tgt = tgt + attend(self.norm1(tgt))
            tgt = tgt + remember(self.norm2(tgt))
            return tgt + self.fed_forward(self.norm3(tgt), self.dropout3)
        tgt = self.norm1(tgt + attend(tgt))
        tgt = self.norm2(tgt + remember(tgt))
        return self.norm3(tgt + self.fed_forward(tgt, self.dropout3))  # type: ignore[no-any-return]
