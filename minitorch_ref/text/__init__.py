"""Written language, in the names of torchtext: tokenizers, vocabularies, word vectors, data sets."""

from minitorch_ref.text import datasets, models
from minitorch_ref.text.byte_pairs import BytePairTokenizer
from minitorch_ref.text.characters import CharacterTokenizer
from minitorch_ref.text.datasets import SST2, Names, PythonDocs, TinyShakespeare
from minitorch_ref.text.vectors import GloVe, Vectors
from minitorch_ref.text.vocab import Vocab, build_vocab_from_iterator, vocab
from minitorch_ref.text.words import get_tokenizer

__all__ = [
    "SST2",
    "BytePairTokenizer",
    "CharacterTokenizer",
    "GloVe",
    "Names",
    "PythonDocs",
    "TinyShakespeare",
    "Vectors",
    "Vocab",
    "build_vocab_from_iterator",
    "datasets",
    "get_tokenizer",
    "models",
    "vocab",
]
