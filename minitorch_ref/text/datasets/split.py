"""Which examples are held out, where the published files do not say."""

from typing import TypeVar

from minitorch_ref.errors import ArgumentError

__all__ = ["by_part"]

T = TypeVar("T")


def by_part(what: str, split: str, examples: list[T], every: int) -> list[T]:
    """Return the examples for training, those held out (one of every `every`, the first first), or all."""
    if split not in ("train", "test", "all"):
        raise ArgumentError(f'{what}: split is "train", "test" or "all", got {split!r}')
    if split == "all":
        return examples
    return [example for at, example in enumerate(examples) if (at % every == 0) == (split == "test")]
