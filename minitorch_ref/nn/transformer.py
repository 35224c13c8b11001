"""The Transformer: encoder and decoder layers, and stacks of them (Vaswani et al., 2017)."""

import copy
from typing import Any

from minitorch_ref.dtypes import DType
from minitorch_ref.errors import ShapeError
from minitorch_ref.functions import activation as activations
from minitorch_ref.functions import attention, selection
from minitorch_ref.nn import init
from minitorch_ref.nn.containers import ModuleList
from minitorch_ref.nn.module import Module
from minitorch_ref.nn.normalization import LayerNorm
from minitorch_ref.nn.transformer_layers import Activation, TransformerDecoderLayer, TransformerEncoderLayer
from minitorch_ref.tensors import factories
from minitorch_ref.tensors.tensor import Tensor

__all__ = ["Transformer", "TransformerDecoder", "TransformerEncoder"]


def is_causal_mask(mask: Tensor | None, is_causal: bool | None) -> bool:
    """Say whether a mask of numbers is the causal one, unless the caller says so."""
    if is_causal is not None or mask is None:
        return bool(is_causal)
    size = mask.shape[-1]
    return tuple(mask.shape) == (size, size) and bool(
        (mask == Transformer.generate_square_subsequent_mask(size, mask.device)).all()
    )


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
        zeros = factories.zeros((sz, sz), dtype=dtype, device=device)
        return selection.where(attention.causal_mask(sz, sz, zeros.device), zeros, float("-inf"))
