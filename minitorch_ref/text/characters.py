"""The simplest tokens: single characters."""

from collections.abc import Iterable

from minitorch_ref.errors import ArgumentError

__all__ = ["CharacterTokenizer"]


class CharacterTokenizer:
    """Numbers for the characters of a text, in the order of their code points.

    Args:
        text: holds every character that will occur, at least once.
    """

    def __init__(self, text: str) -> None:
        self.characters = sorted(set(text))
        self.numbers = {character: number for number, character in enumerate(self.characters)}

    def __len__(self) -> int:
        return len(self.characters)

    def encode(self, text: str) -> list[int]:
        """Return the number of each character.

        Raises: ArgumentError (a ValueError) for a character that the first text did not hold.
        """
        try:
            return [self.numbers[character] for character in text]
        except KeyError as error:
            raise ArgumentError(f"encode: the character {error} does not occur in the text of this tokenizer") from None

    def decode(self, numbers: Iterable[int]) -> str:
        """Return the text of a sequence of numbers."""
        return "".join(self.characters[number] for number in numbers)
