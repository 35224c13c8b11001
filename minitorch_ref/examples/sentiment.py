"""Tell praise from blame: `python -m minitorch_ref.examples.sentiment --data FOLDER` or `--download`.

The words and word pairs of a sentence from a film review are looked up, averaged and weighed; the order beyond pairs
does not count. Tested on the 872 sentences of the dev set.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import minitorch_ref as mt
from minitorch_ref import nn, optim
from minitorch_ref.examples.command import options, plot
from minitorch_ref.examples.training import fit
from minitorch_ref.text import SST2, Vocab, build_vocab_from_iterator, get_tokenizer
from minitorch_ref.text.models import BagOfWords
from minitorch_ref.utils.data import DataLoader

__all__ = ["main"]


class Bags(NamedTuple):
    """Several texts as one row of tokens."""

    tokens: mt.Tensor  # (all tokens,)
    offsets: mt.Tensor  # (n,), where each text begins
    labels: mt.Tensor  # (n,)


def main(arguments: Sequence[str] | None = None) -> dict[str, float]:
    """Train a bag of words; print and return the part of the dev sentences that it judges as people did."""
    chosen = options("Tell praise from blame.", arguments, epochs=2, data=True)
    train, dev = (SST2(chosen.data, split, download=chosen.download) for split in ("train", "dev"))
    examples = train.examples[: 1500 if chosen.small else None]
    vocab = build_vocab_from_iterator((terms(text) for text, _ in examples), min_freq=2, specials=["<unk>"])
    vocab.set_default_index(0)
    model = BagOfWords(len(vocab), 2)
    coded = [(vocab(terms(text)), label) for text, label in examples]
    batches: DataLoader[Any] = DataLoader(coded, batch_size=64, shuffle=True, collate_fn=bags)
    optimizer = optim.AdamW(model.parameters(), lr=2e-2 if chosen.small else 5e-3, weight_decay=0.3)
    loss = nn.CrossEntropyLoss()
    losses = fit(
        model,
        batches,
        optimizer,
        lambda batch: loss(model(batch.tokens, batch.offsets), batch.labels),
        epochs=2 if chosen.small else chosen.epochs,
        seconds=chosen.seconds,
        title="bag of words",
    )
    result = agreement(model, vocab, dev.examples)
    print(f"bag of words: {result:.2%} of {len(dev)} dev sentences judged as people did")
    plot({"bag of words": losses}, chosen.plot)
    return {"bag of words": result}


def terms(text: str) -> list[str]:
    """Return the words of a text and the pairs of neighbouring words."""
    words = get_tokenizer("basic_english")(text)
    return [*words, *(f"{first} {second}" for first, second in pairwise(words))]


def bags(examples: Sequence[tuple[list[int], int]]) -> Bags:
    """Return several texts, given as (tokens, label), in a row."""
    tokens = [token for numbers, _ in examples for token in numbers]
    lengths = mt.tensor([0, *(len(numbers) for numbers, _ in examples)])
    return Bags(mt.tensor(tokens), lengths.cumsum(0)[:-1], mt.tensor([label for _, label in examples]))


def agreement(model: nn.Module, vocab: Vocab, examples: Sequence[tuple[str, int]]) -> float:
    """Return the part of texts to which a model gives the right label the higher score."""
    batch = bags([(vocab(terms(text)), label) for text, label in examples])
    with mt.no_grad():
        judged = model(batch.tokens, batch.offsets).argmax(1)
    return float((judged == batch.labels).float().mean().item())


if __name__ == "__main__":
    main()
