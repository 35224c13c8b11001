"""The Transformer: encoder and decoder layers, and stacks of them (Vaswani et al., 2017)."""

import copy
from collections.abc import Callable
from typing import Any

from minitorch_ref.dtypes import DType
from minitorch_ref.errors import ShapeError, UnsupportedError
from minitorch_ref.functions import activation as activations
from minitorch_ref.functions import attention, selection
from minitorch_ref.nn import init
from minitorch_ref.nn.attention import MultiheadAttention
from minitorch_ref.nn.containers import ModuleList
from minitorch_ref.nn.dropout import Dropout
from minitorch_ref.nn.linear import Linear
from minitorch_ref.nn.module import Module
from minitorch_ref.nn.normalization import LayerNorm
from minitorch_ref.tensors import factories
from minitorch_ref.tensors.tensor import Tensor

__all__ = [
    "Transformer",
    "TransformerDecoder",
    "TransformerDecoderLayer",
    "TransformerEncoder",
    "TransformerEncoderLayer",
]

Activation = str | Callable[[Tensor], Tensor]


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


def is_causal_mask(mask: Tensor | None, is_causal: bool | None) -> bool:
    """Say whether a mask of numbers is the causal one, unless the caller says so."""
    if is_causal is not None or mask is None:
        return bool(is_causal)
    size = mask.shape[-1]
    return tuple(mask.shape) == (size, size) and bool((mask == Transformer.generate_square_subsequent_mask(size)).all())


class TransformerEncoder(Module):
    """Copies of an encoder layer, one after another.

    Args:
        encoder_layer: the layer to copy.
        num_layers: how many.
        norm: a layer norm for the end.
        enable_nested_tensor: accepted; it changes nothing.
        mask_check: accepted; it changes nothing.
    """

    def __init__(
        self,
        encoder_layer: Module,
        num_layers: int,
        norm: Module | None = None,
        enable_nested_tensor: bool = True,
        mask_check: bool = True,
    ) -> None:
        super().__init__()
        self.layers = ModuleList([copy.deepcopy(encoder_layer) for _ in range(num_layers)])
        self.num_layers = num_layers
        self.norm = norm

    def forward(
        self,
        src: Tensor,
        mask: Tensor | None = None,
        src_key_padding_mask: Tensor | None = None,
        is_causal: bool | None = None,
    ) -> Tensor:
        """(L, N, E) -> (L, N, E)."""
        causal = is_causal_mask(mask, is_causal)
        for layer in self.layers:
            src = layer(src, src_mask=mask, src_key_padding_mask=src_key_padding_mask, is_causal=causal)
        return src if self.norm is None else self.norm(src)


class TransformerDecoder(Module):
    """Copies of a decoder layer, one after another.

    Args:
        decoder_layer: the layer to copy.
        num_layers: how many.
        norm: a layer norm for the end.
    """

    def __init__(self, decoder_layer: Module, num_layers: int, norm: Module | None = None) -> None:
        super().__init__()
        self.layers = ModuleList([copy.deepcopy(decoder_layer) for _ in range(num_layers)])
        self.num_layers = num_layers
        self.norm = norm

    def forward(
        self,
        tgt: Tensor,
        memory: Tensor,
        tgt_mask: Tensor | None = None,
        memory_mask: Tensor | None = None,
        tgt_key_padding_mask: Tensor | None = None,
        memory_key_padding_mask: Tensor | None = None,
        tgt_is_causal: bool | None = None,
        memory_is_causal: bool = False,
    ) -> Tensor:
        """(L, N, E), memory (S, N, E) -> (L, N, E)."""
        causal = is_causal_mask(tgt_mask, tgt_is_causal)
        for layer in self.layers:
            tgt = layer(
                tgt,
                memory,
                tgt_mask,
                memory_mask,
                tgt_key_padding_mask,
                memory_key_padding_mask,
                causal,
                memory_is_causal,
            )
        return tgt if self.norm is None else self.norm(tgt)


class Transformer(Module):
    """An encoder that reads one sequence and a decoder that writes another.

    Args:
        d_model: size E of the elements of both sequences.
        nhead: attention heads.
        num_encoder_layers: layers of the encoder.
        num_decoder_layers: layers of the decoder.
        dim_feedforward: see TransformerEncoderLayer, like all that follow.
        dropout: the probability of every dropout inside.
        activation: "relu", "gelu" or a function.
        custom_encoder: used instead of the encoder.
        custom_decoder: used instead of the decoder.
        layer_norm_eps: added to the variance in layer norms.
        batch_first: whether sequences are (N, L, E); else (L, N, E).
        norm_first: whether the norms come first.
        bias: whether linear layers and norms have biases.
        device: where the parameters live.
        dtype: their element type.
    """

    def __init__(
        self,
        d_model: int = 512,
        nhead: int = 8,
        num_encoder_layers: int = 6,
        num_decoder_layers: int = 6,
        dim_feedforward: int = 2048,
        dropout: float = 0.1,
        activation: Activation = activations.relu,
        custom_encoder: Any = None,
        custom_decoder: Any = None,
        layer_norm_eps: float = 1e-5,
        batch_first: bool = False,
        norm_first: bool = False,
        bias: bool = True,
        device: Any = None,
        dtype: DType | None = None,
    ) -> None:
        super().__init__()
        made: dict[str, Any] = {"bias": bias, "device": device, "dtype": dtype}
        block = (d_model, nhead, dim_feedforward, dropout, activation, layer_norm_eps, batch_first, norm_first)
        self.encoder = custom_encoder or TransformerEncoder(
            TransformerEncoderLayer(*block, **made), num_encoder_layers, LayerNorm(d_model, eps=layer_norm_eps, **made)
        )
        self.decoder = custom_decoder or TransformerDecoder(
            TransformerDecoderLayer(*block, **made), num_decoder_layers, LayerNorm(d_model, eps=layer_norm_eps, **made)
        )
        for parameter in self.parameters():
            if parameter.dim() > 1:
                init.xavier_uniform_(parameter)
        self.d_model = d_model
        self.nhead = nhead
        self.batch_first = batch_first

    def forward(
        self,
        src: Tensor,
        tgt: Tensor,
        src_mask: Tensor | None = None,
        tgt_mask: Tensor | None = None,
        memory_mask: Tensor | None = None,
        src_key_padding_mask: Tensor | None = None,
        tgt_key_padding_mask: Tensor | None = None,
        memory_key_padding_mask: Tensor | None = None,
        src_is_causal: bool | None = None,
        tgt_is_causal: bool | None = None,
        memory_is_causal: bool = False,
    ) -> Tensor:
        """Source (S, N, E), target (T, N, E) -> (T, N, E)."""
        if src.shape[-1] != self.d_model or tgt.shape[-1] != self.d_model:
            raise ShapeError(
                f"Transformer: the feature number of src and tgt must be equal to d_model, {self.d_model}, "
                f"got {src.shape[-1]} and {tgt.shape[-1]}"
            )
        memory = self.encoder(src, src_mask, src_key_padding_mask, src_is_causal)
        masks = (tgt_mask, memory_mask, tgt_key_padding_mask, memory_key_padding_mask)
        return self.decoder(tgt, memory, *masks, tgt_is_causal, memory_is_causal)  # type: ignore[no-any-return]

    @staticmethod
    def generate_square_subsequent_mask(sz: int, device: Any = None, dtype: DType | None = None) -> Tensor:
        """Return the causal mask as numbers to add, (sz, sz): 0 where to look, minus infinity elsewhere."""
        zeros = factories.zeros((sz, sz), dtype=dtype)
        return selection.where(attention.causal_mask(sz, sz), zeros, float("-inf"))
