"""Numbers for words."""

from collections import Counter, OrderedDict
from collections.abc import Iterable, Mapping, Sequence

from minitorch_ref.errors import ArgumentError, UnsupportedError

__all__ = ["Vocab", "build_vocab_from_iterator", "vocab"]


class Vocab:
    """Tokens and their numbers, 0, 1, 2, ... in a given order; the names are torchtext's.

    Args:
        tokens: the tokens in order, each once.

    Raises: ArgumentError (a ValueError) if a token occurs twice.
    """

    def __init__(self, tokens: Iterable[str]) -> None:
        self.itos = list(tokens)
        self.stoi = {token: number for number, token in enumerate(self.itos)}
        self.default_index: int | None = None
        if len(self.stoi) < len(self.itos):
            twice = [token for token, times in Counter(self.itos).items() if times > 1]
            raise ArgumentError(f"Vocab: each token must occur once, got {twice[:5]} more often")

    def __len__(self) -> int:
        return len(self.itos)

    def __contains__(self, token: str) -> bool:
        return token in self.stoi

    def __getitem__(self, token: str) -> int:
        number = self.stoi.get(token, self.default_index)
        if number is None:
            raise UnsupportedError(f"Vocab: there is no token {token!r}; set_default_index says what stands for such")
        return number

    def __call__(self, tokens: Sequence[str]) -> list[int]:
        """Return the number of each token."""
        return self.lookup_indices(tokens)

    def set_default_index(self, index: int | None) -> None:
        """Say which number unknown tokens have; None makes them an error."""
        self.default_index = index

    def get_default_index(self) -> int | None:
        """Return the number of unknown tokens, or None."""
        return self.default_index

    def insert_token(self, token: str, index: int) -> None:
        """Put a new token at a place; those from there on move up by one."""
        if token in self.stoi:
            raise UnsupportedError(f"Vocab: the token {token!r} is there already")
        if not 0 <= index <= len(self):
            raise UnsupportedError(f"Vocab: the place must be from 0 to {len(self)}, got {index}")
        self.itos.insert(index, token)
        self.stoi = {token: number for number, token in enumerate(self.itos)}

    def append_token(self, token: str) -> None:
        """Put a new token at the end."""
        self.insert_token(token, len(self))

    def lookup_token(self, index: int) -> str:
        """Return the token with a number."""
        if not 0 <= index < len(self):
            raise UnsupportedError(f"Vocab: there are tokens from 0 to {len(self) - 1}, got {index}")
        return self.itos[index]

    def lookup_tokens(self, indices: Iterable[int]) -> list[str]:
        """Return the tokens with these numbers."""
        return [self.lookup_token(index) for index in indices]

    def lookup_indices(self, tokens: Iterable[str]) -> list[int]:
        """Return the number of each token."""
        return [self[token] for token in tokens]

    def get_stoi(self) -> dict[str, int]:
        """Return all tokens with their numbers."""
        return dict(self.stoi)

    def get_itos(self) -> list[str]:
        """Return all tokens in order."""
        return list(self.itos)


def vocab(
    ordered_dict: Mapping[str, int],
    min_freq: int = 1,
    specials: Sequence[str] | None = None,
    special_first: bool = True,
) -> Vocab:
    """Return the vocabulary of counted tokens, in the order in which they are given.

    Args:
        ordered_dict: tokens and how often each occurs.
        min_freq: how often a token must occur to be taken.
        specials: tokens to add, such as "<unk>".
        special_first: whether these come first, otherwise last.
    """
    special = list(specials or ())
    tokens = [token for token, times in ordered_dict.items() if times >= min_freq and token not in special]
    return Vocab(special + tokens if special_first else tokens + special)


def build_vocab_from_iterator(
    iterator: Iterable[Iterable[str]],
    min_freq: int = 1,
    specials: Sequence[str] | None = None,
    special_first: bool = True,
    max_tokens: int | None = None,
) -> Vocab:
    """Return the vocabulary of many lines of tokens, the most frequent first, equally frequent ones in their order.

    Args:
        iterator: gives the tokens of one line after another.
        min_freq: how often a token must occur to be taken.
        specials: tokens to add, such as "<unk>".
        special_first: whether these come first, otherwise last.
        max_tokens: how many tokens there may be, with the special ones.
    """
    counts = Counter(token for tokens in iterator for token in tokens)
    ordered = sorted(counts.items(), key=lambda counted: (-counted[1], counted[0]))
    if max_tokens is not None:
        room = max_tokens - len(specials or ())
        if room <= 0:
            raise ArgumentError(f"build_vocab_from_iterator: {max_tokens} tokens leave no room beside {specials}")
        ordered = ordered[:room]
    return vocab(OrderedDict(ordered), min_freq, specials, special_first)
