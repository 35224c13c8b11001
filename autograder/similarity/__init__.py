"""Find answers that are more alike than answers of people who worked alone."""

from autograder.similarity.pairs import Pair, similar_pairs

__all__ = ["Pair", "similar_pairs"]
