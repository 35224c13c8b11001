"""Vectors for words, in the text format in which GloVe publishes them."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from minitorch_ref.downloads import cache_folder
from minitorch_ref.downloads.cache import find
from minitorch_ref.errors import DataError
from minitorch_ref.functions.joining import stack
from minitorch_ref.tensors.factories import from_numpy, zeros
from minitorch_ref.tensors.tensor import Tensor

__all__ = ["GloVe", "Vectors"]


class Vectors:
    """Words and their vectors, from a text file: a word and its numbers on each line, separated by spaces.

    A word may hold spaces itself (some of GloVe's do), so the numbers are counted from the end of the line. A first
    line of two whole numbers, as word2vec writes it, is left out.

    Args:
        name: the file, or its name inside `cache`.
        cache: the folder it is in; by default the folder of fetched files.
        max_vectors: how many lines to read at most; the files start with the most frequent words.

    Attributes:
        itos: the words in order.
        stoi: the number of each word.
        vectors: (words, dim), float32.
        dim: the length of a vector.

    Raises: DataError (a RuntimeError) if the file is missing, or a line does not fit the first.
    """

    def __init__(self, name: str | Path, cache: str | Path | None = None, max_vectors: int | None = None) -> None:
        path = Path(name)
        if not path.is_file():
            path = find("Vectors", Path(cache or cache_folder()), [str(name)])
        self.itos: list[str] = []
        self.dim = 0
        rows: list[np.ndarray[tuple[int, ...], np.dtype[np.float32]]] = []
        with open(path, encoding="utf-8") as file:
            for number, line in enumerate(file, 1):
                parts = line.rstrip().split(" ")
                if number == 1 and len(parts) == 2:
                    continue
                if max_vectors is not None and len(rows) >= max_vectors:
                    break
                self.dim = self.dim or len(parts) - 1
                rows.append(self.numbers_in(parts, f"{path}, line {number}"))
                self.itos.append(" ".join(parts[: -self.dim]))
        self.stoi = {word: number for number, word in reversed(list(enumerate(self.itos)))}
        self.vectors = from_numpy(np.stack(rows)) if rows else zeros(0, 0)

    def numbers_in(self, parts: list[str], where: str) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
        """Return the vector on a line; raise DataError if it is not one."""
        try:
            if len(parts) <= self.dim:
                raise ValueError(f"expected a word and {self.dim} numbers, got {len(parts)} parts")
            return np.array(parts[-self.dim :], dtype=np.float64).astype(np.float32)
        except ValueError as error:
            raise DataError(f"Vectors: {where}: {error}") from None

    def __len__(self) -> int:
        return len(self.itos)

    def __contains__(self, token: str) -> bool:
        return token in self.stoi

    def __getitem__(self, token: str) -> Tensor:
        number = self.stoi.get(token)
        return zeros(self.dim) if number is None else self.vectors[number]

    def get_vecs_by_tokens(self, tokens: str | Sequence[str], lower_case_backup: bool = False) -> Tensor:
        """Return the vector of a word, (dim,), or of several, (n, dim); zeros for words that are not there.

        Args:
            tokens: one word or a list of them.
            lower_case_backup: whether a word that is not there is looked for in lower case.
        """
        if isinstance(tokens, str):
            known = tokens in self or not lower_case_backup
            return self[tokens if known else tokens.lower()]
        return stack([self.get_vecs_by_tokens(token, lower_case_backup) for token in tokens])


class GloVe(Vectors):
    """GloVe: vectors whose products follow how often words stand near one another.

    J. Pennington, R. Socher, C. D. Manning, "GloVe: Global Vectors for Word Representation", EMNLP 2014. The files are
    large (822 MB for "6B"): get `glove.6B.zip` from https://nlp.stanford.edu/projects/glove and unpack it into `cache`.

    Args:
        name: the collection: "6B", "42B", "840B" or "twitter.27B".
        dim: the length of a vector, of those that the collection has.
        cache: the folder of the unpacked files; by default the folder of fetched files.
        max_vectors: how many words to read at most.
    """

    def __init__(
        self, name: str = "840B", dim: int = 300, cache: str | Path | None = None, max_vectors: int | None = None
    ) -> None:
        super().__init__(f"glove.{name}.{dim}d.txt", cache, max_vectors)
