"""Small models of text. Knows layers; knows no data set."""

from minitorch_ref import nn
from minitorch_ref.functions.selection import triu
from minitorch_ref.tensors.factories import arange, ones
from minitorch_ref.tensors.tensor import Tensor

__all__ = ["GPT", "BagOfWords", "RecurrentLanguageModel"]


class BagOfWords(nn.Module):
    """The mean of the vectors of a text's words, and one linear layer: what a text says, whatever the order.

    A. Joulin et al., "Bag of tricks for efficient text classification" (fastText), arXiv:1607.01759.

    Args:
        words: how many words the vocabulary has.
        num_classes: how many classes.
        width: the length of a word's vector.
        dropout: the part of numbers dropped before the linear layer.
    """

    def __init__(self, words: int, num_classes: int, width: int = 64, dropout: float = 0.5) -> None:
        super().__init__()
        self.embedding = nn.EmbeddingBag(words, width, mode="mean")
        nn.init.normal_(self.embedding.weight, std=0.1)  # so that a word seen once or twice says little
        self.dropout = nn.Dropout(dropout)
        self.scores = nn.Linear(width, num_classes)

    def forward(self, tokens: Tensor, offsets: Tensor) -> Tensor:
        """Return the scores, (n, num_classes), of n texts: all tokens in a row, and where each text begins."""
        scores: Tensor = self.scores(self.dropout(self.embedding(tokens, offsets)))
        return scores


class RecurrentLanguageModel(nn.Module):
    """A GRU that reads tokens and says after each what the next may be: (n, time) to scores (n, time, tokens).

    Args:
        tokens: how many tokens there are.
        width: the length of a token's vector.
        hidden: the size of the state.
        num_layers: how many GRUs, one above the other.
    """

    def __init__(self, tokens: int, width: int = 32, hidden: int = 128, num_layers: int = 1) -> None:
        super().__init__()
        self.embedding = nn.Embedding(tokens, width)
        self.recurrent = nn.GRU(width, hidden, num_layers, batch_first=True)
        self.scores = nn.Linear(hidden, tokens)

    def forward(self, x: Tensor) -> Tensor:
        """Return the scores of every next token."""
        states, _ = self.recurrent(self.embedding(x))
        scores: Tensor = self.scores(states)
        return scores


class GPT(nn.Module):
    """A transformer that sees only what came before: (n, time) to scores of the next token (n, time, tokens).

    A. Radford et al., "Language models are unsupervised multitask learners" (GPT-2), 2019, made small.

    Args:
        tokens: how many tokens there are.
        context: the longest text it sees.
        width: the length of a vector.
        heads: how many attentions side by side.
        num_layers: how many layers.
        dropout: the part of numbers dropped in every layer.
    """

    def __init__(
        self,
        tokens: int,
        context: int = 64,
        width: int = 128,
        heads: int = 4,
        num_layers: int = 4,
        dropout: float = 0.0,
    ) -> None:
        super().__init__()
        self.token = nn.Embedding(tokens, width)
        self.place = nn.Embedding(context, width)
        for embedding in (self.token, self.place):
            nn.init.normal_(embedding.weight, std=0.02)
        layer = nn.TransformerEncoderLayer(
            width, heads, 4 * width, dropout, activation="gelu", batch_first=True, norm_first=True
        )
        self.layers = nn.TransformerEncoder(layer, num_layers, nn.LayerNorm(width))
        self.scores = nn.Linear(width, tokens, bias=False)
        self.register_buffer("later", triu(ones(context, context), 1).bool(), persistent=False)

    later: Tensor

    def forward(self, x: Tensor) -> Tensor:
        """Return the scores of every next token."""
        time = x.shape[1]
        vectors = self.token(x) + self.place(arange(time))
        scores: Tensor = self.scores(self.layers(vectors, mask=self.later[:time, :time], is_causal=True))
        return scores
