"""Write plays, letter by letter: `python -m minitorch_ref.examples.shakespeare --data FOLDER` or `--download`.

A small GPT learns from nine tenths of Shakespeare's plays to say each next character; tested by how surprised it is by
the last tenth. Without `--data` and `--download` it reads the Python documentation, which needs no network.
"""

from collections.abc import Sequence
from typing import Any

import minitorch_ref as mt
from minitorch_ref import nn, optim
from minitorch_ref.examples.command import options, plot
from minitorch_ref.examples.training import fit
from minitorch_ref.optim.lr_scheduler.cosine import cosine_with_warmup
from minitorch_ref.text import CharacterTokenizer, PythonDocs, TinyShakespeare
from minitorch_ref.text.models import GPT
from minitorch_ref.utils.data import DataLoader, Dataset

__all__ = ["main"]


class Windows(Dataset[tuple[mt.Tensor, mt.Tensor]]):
    """Pieces of a text from random places, and the same moved on by one character.

    Args:
        tokens: (length,).
        context: the length of a piece.
        size: how many pieces a pass has.
    """

    def __init__(self, tokens: mt.Tensor, context: int, size: int) -> None:
        self.tokens = tokens
        self.context = context
        self.size = size

    def __len__(self) -> int:
        return self.size

    def __getitem__(self, index: int) -> tuple[mt.Tensor, mt.Tensor]:
        start = int(mt.randint(0, len(self.tokens) - self.context, (1,)).item())
        piece = self.tokens[start : start + self.context + 1]
        return piece[:-1], piece[1:]


def main(arguments: Sequence[str] | None = None) -> dict[str, float]:
    """Train a GPT; print what it writes; return its nats per character on held-out text."""
    chosen = options(
        "Write plays, letter by letter.", arguments, epochs=1, data=True, steps=(2500, "batches in a pass")
    )
    if chosen.data or chosen.download:
        every, train, test = (
            TinyShakespeare(chosen.data, part, download=chosen.download).text for part in ("all", "train", "test")
        )
    else:
        every, train, test = (PythonDocs(part).text for part in ("all", "train", "test"))
    tokenizer = CharacterTokenizer(every)
    context = 64
    model = GPT(len(tokenizer), context, width=32, num_layers=1) if chosen.small else GPT(len(tokenizer), context)
    count, rows, rate = (30, 4, 1e-2) if chosen.small else (chosen.steps, 16, 2e-3)
    batches: DataLoader[Any] = DataLoader(
        Windows(mt.tensor(tokenizer.encode(train)), context, rows * count), batch_size=rows
    )
    optimizer = optim.AdamW(model.parameters(), lr=rate, weight_decay=0.1, betas=(0.9, 0.99))
    total = chosen.epochs * count
    schedule = optim.lr_scheduler.LambdaLR(
        optimizer, lambda t: cosine_with_warmup(t, warmup=total // 10, total=total, lowest=0.01)
    )
    losses = fit(
        model,
        batches,
        optimizer,
        lambda batch: surprise(model, *batch),
        epochs=chosen.epochs,
        seconds=chosen.seconds,
        schedule=schedule,
        clip=1.0,
        title="GPT",
    )
    result = held_out(model, mt.tensor(tokenizer.encode(test[: 1_000 if chosen.small else None])), context)
    print(f"GPT: {result:.3f} nats per character of held-out text\n")
    print(written(model, tokenizer, "\n", 20 if chosen.small else 300, context))
    plot({"GPT": losses}, chosen.plot)
    return {"GPT": result}


def surprise(model: nn.Module, seen: mt.Tensor, coming: mt.Tensor) -> mt.Tensor:
    """Return the mean of -log p of the characters that come."""
    return nn.functional.cross_entropy(model(seen).flatten(0, 1), coming.flatten())


def held_out(model: nn.Module, tokens: mt.Tensor, context: int) -> float:
    """Return the mean of -log p over a text, cut into pieces one after another."""
    pieces = (len(tokens) - 1) // context
    seen = tokens[: pieces * context].reshape(pieces, context)
    coming = tokens[1 : pieces * context + 1].reshape(pieces, context)
    with mt.no_grad():
        parts = [surprise(model, seen[at : at + 64], coming[at : at + 64]).item() * len(seen[at : at + 64])
                 for at in range(0, pieces, 64)]  # fmt: skip
    return float(sum(parts)) / pieces


def written(model: nn.Module, tokenizer: CharacterTokenizer, text: str, count: int, context: int) -> str:
    """Return a text continued by a number of characters, each drawn from what the model expects."""
    tokens = tokenizer.encode(text)
    with mt.no_grad():
        for _ in range(count):
            chances = nn.functional.softmax(model(mt.tensor([tokens[-context:]]))[0, -1], -1)
            tokens.append(int(mt.multinomial(chances, 1).item()))
    return tokenizer.decode(tokens)


if __name__ == "__main__":
    main()
