"""Byte pairs: tokens that grow out of bytes, learned from a text.

P. Gage, "A new algorithm for data compression", C Users Journal 1994; for words R. Sennrich, B. Haddow, A. Birch,
"Neural machine translation of rare words with subword units", ACL 2016 (arXiv:1508.07909); on bytes A. Radford et al.,
"Language models are unsupervised multitask learners" (GPT-2), 2019.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise

from minitorch_ref.errors import ArgumentError

__all__ = ["BytePairTokenizer", "best_pair", "count_pairs", "merge_pair"]

Pair = tuple[int, int]
PIECES = re.compile(r" ?[^\W\d_]+| ?\d+| ?[^\s\w]+| ?_+|\s+(?!\S)|\s+")  # a word with the space before it, and so on


def count_pairs(pieces: dict[tuple[int, ...], int]) -> Counter[Pair]:
    """Return how often each pair of tokens stands side by side.

    Args:
        pieces: sequences of tokens, and how often each sequence occurs.
    """
    counts: Counter[Pair] = Counter()
    for tokens, times in pieces.items():
        for pair in pairwise(tokens):
            counts[pair] += times
    return counts


def best_pair(counts: Counter[Pair]) -> Pair:
    """Return the most frequent pair; of equally frequent ones the one with the smallest tokens."""
    return min(counts, key=lambda pair: (-counts[pair], pair))


def merge_pair(tokens: Sequence[int], pair: Pair, new: int) -> tuple[int, ...]:
    """Return tokens with every occurrence of a pair, from left to right, replaced by one new token."""
    merged: list[int] = []
    at = 0
    while at < len(tokens):
        if tuple(tokens[at : at + 2]) == pair:
            merged.append(new)
            at += 2
        else:
            merged.append(tokens[at])
            at += 1
    return tuple(merged)


class BytePairTokenizer:
    """Tokens 0 to 255 are the bytes of UTF-8; token 256 + i stands for the i-th merged pair.

    So every text can be encoded, and `decode(encode(text)) == text`. A text is first cut into words with the space
    before them, numbers, punctuation and white space; merges never cross these cuts.

    Args:
        merges: pairs of tokens in the order in which they were learned; `train` learns them.
    """

    def __init__(self, merges: Iterable[Pair] = ()) -> None:
        self.merges = [(first, second) for first, second in merges]
        self.ranks = {pair: rank for rank, pair in enumerate(self.merges)}
        self.meaning = [bytes([value]) for value in range(256)]
        for first, second in self.merges:
            self.meaning.append(self.meaning[first] + self.meaning[second])
        self.known: dict[str, tuple[int, ...]] = {}

    def __len__(self) -> int:
        return len(self.meaning)

    @classmethod
    def train(cls, text: str, vocab_size: int) -> "BytePairTokenizer":
        """Return a tokenizer that has learned its merges from a text.

        Args:
            text: what to learn from.
            vocab_size: how many tokens there may be, at least 256; fewer if no pair is left that occurs twice.
        """
        if vocab_size < 256:
            raise ArgumentError(f"train: the 256 bytes are tokens already, got vocab_size {vocab_size}")
        counted = Counter(tuple(piece.encode()) for piece in PIECES.findall(text))
        pieces, times = list(counted), list(counted.values())
        counts, where = count_pairs(counted), places_of_pairs(pieces)
        merges: list[Pair] = []
        while 256 + len(merges) < vocab_size and counts:
            pair = best_pair(counts)
            if counts[pair] < 2:
                break
            for place in where.pop(pair):
                merged = merge_pair(pieces[place], pair, 256 + len(merges))
                for old in pairwise(pieces[place]):
                    counts[old] -= times[place]
                for new in pairwise(merged):
                    counts[new] += times[place]
                    where[new].add(place)
                pieces[place] = merged
            del counts[pair]
            merges.append(pair)
        return cls(merges)

    def encode(self, text: str) -> list[int]:
        """Return the tokens of a text."""
        tokens: list[int] = []
        for piece in PIECES.findall(text):
            if piece not in self.known:
                self.known[piece] = self.encode_piece(piece)
            tokens += self.known[piece]
        return tokens

    def encode_piece(self, piece: str) -> tuple[int, ...]:
        """Return the tokens of a piece of text: its bytes, merged in the order in which the merges were learned."""
        tokens = tuple(piece.encode(errors="surrogatepass"))
        while len(tokens) > 1:
            pair = min(pairwise(tokens), key=lambda pair: self.ranks.get(pair, len(self.ranks)))
            if pair not in self.ranks:
                break
            tokens = merge_pair(tokens, pair, 256 + self.ranks[pair])
        return tokens

    def decode(self, tokens: Iterable[int]) -> str:
        """Return the text of tokens; bytes that are no UTF-8 become the replacement character."""
        return b"".join(self.meaning[token] for token in tokens).decode(errors="replace")


def places_of_pairs(pieces: Sequence[tuple[int, ...]]) -> dict[Pair, set[int]]:
    """Return for each pair the numbers of the pieces it occurs in."""
    where: dict[Pair, set[int]] = defaultdict(set)
    for place, tokens in enumerate(pieces):
        for pair in pairwise(tokens):
            where[pair].add(place)
    return where
