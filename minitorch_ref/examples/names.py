"""Invent given names: `python -m minitorch_ref.examples.names --data FOLDER` or `--download`.

A GRU learns from nine tenths of 32,033 names to say each next letter; tested by how surprised it is by the last tenth.
"""

from collections.abc import Sequence
from typing import Any

import minitorch_ref as mt
from minitorch_ref import nn, optim
from minitorch_ref.examples.command import options, plot
from minitorch_ref.examples.training import fit
from minitorch_ref.text import CharacterTokenizer, Names
from minitorch_ref.text.models import RecurrentLanguageModel
from minitorch_ref.utils.data import DataLoader, TensorDataset

__all__ = ["main"]

END = "."  # begins and ends every name
PAD = -100  # what the loss leaves out


def main(arguments: Sequence[str] | None = None) -> dict[str, float]:
    """Train a language model of names; print some it invents; return its nats per character on held-out names."""
    chosen = options("Invent given names.", arguments, epochs=6, data=True)
    train, test = (Names(chosen.data, split, download=chosen.download) for split in ("train", "test"))
    tokenizer = CharacterTokenizer(END + "abcdefghijklmnopqrstuvwxyz")
    model = RecurrentLanguageModel(len(tokenizer), hidden=32 if chosen.small else 160)
    names = train.names[:: 40 if chosen.small else 1]
    held_out = test.names[:: 10 if chosen.small else 1]
    batches: DataLoader[Any] = DataLoader(TensorDataset(*coded(names, tokenizer)), batch_size=64, shuffle=True)
    epochs = 2 if chosen.small else chosen.epochs
    optimizer = optim.AdamW(model.parameters(), lr=5e-3)
    schedule = optim.lr_scheduler.OneCycleLR(optimizer, 5e-3, total_steps=epochs * len(batches))
    losses = fit(
        model,
        batches,
        optimizer,
        lambda batch: surprise(model, *batch),
        epochs=epochs,
        seconds=chosen.seconds,
        schedule=schedule,
        clip=1.0,
        title="GRU",
    )
    with mt.no_grad():
        result = surprise(model, *coded(held_out, tokenizer)).item()
    print(f"GRU: {result:.3f} nats per character of {len(held_out):,} held-out names")
    print("invented:", ", ".join(invented(model, tokenizer) for _ in range(3 if chosen.small else 8)))
    plot({"GRU": losses}, chosen.plot)
    return {"GRU": result}


def coded(names: Sequence[str], tokenizer: CharacterTokenizer) -> tuple[mt.Tensor, mt.Tensor]:
    """Return names as letters seen and letters to come, both (n, longest + 1), filled up with END and PAD."""
    longest = max(map(len, names))
    seen = mt.tensor([tokenizer.encode((END + name).ljust(longest + 1, END)) for name in names])
    coming = [tokenizer.encode(name + END) + [PAD] * (longest - len(name)) for name in names]
    return seen, mt.tensor(coming)


def surprise(model: nn.Module, seen: mt.Tensor, coming: mt.Tensor) -> mt.Tensor:
    """Return the mean of -log p of the letters that come."""
    return nn.functional.cross_entropy(model(seen).flatten(0, 1), coming.flatten(), ignore_index=PAD)


def invented(model: nn.Module, tokenizer: CharacterTokenizer, longest: int = 20) -> str:
    """Return a name drawn letter by letter."""
    letters = tokenizer.encode(END)
    with mt.no_grad():
        while len(letters) < longest + 1 and (len(letters) == 1 or letters[-1] != letters[0]):
            chances = nn.functional.softmax(model(mt.tensor([letters]))[0, -1], -1)
            letters.append(int(mt.multinomial(chances, 1).item()))
    return tokenizer.decode(letters).strip(END)


if __name__ == "__main__":
    main()
