"""Decoding against adding up every path."""

from collections import defaultdict
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import minitorch_ref as mt
from minitorch_ref.audio import ctc_beam_decode, ctc_greedy_decode
from minitorch_ref.audio.ctc import collapse, prefix_beam_search
from minitorch_ref.audio.functional import edit_distance


def log_softmax(scores: np.ndarray) -> np.ndarray:
    return scores - np.log(np.exp(scores).sum(axis=-1, keepdims=True))


def every_path(log_probs: np.ndarray, blank: int) -> dict[tuple[int, ...], float]:
    total: dict[tuple[int, ...], float] = defaultdict(lambda: -np.inf)
    for path in product(range(log_probs.shape[1]), repeat=len(log_probs)):
        labels = tuple(collapse(path, blank))
        total[labels] = np.logaddexp(total[labels], sum(log_probs[t, label] for t, label in enumerate(path)))
    return total


@pytest.mark.parametrize(
    ("path", "labels"),
    [([0, 1, 1, 0, 1, 2, 2, 0], [1, 1, 2]), ([], []), ([0, 0], []), ([1, 1], [1]), ([2, 1, 0, 0, 1], [2, 1, 1])],
)
def test_runs_count_once_and_blanks_not_at_all(path, labels):
    assert collapse(path) == labels


def test_the_blank_can_be_any_label():
    assert collapse([2, 0, 0, 2, 0, 1], blank=2) == [0, 0, 1]


@given(st.integers(0, 10_000), st.integers(1, 5), st.integers(2, 4), st.integers(0, 1))
def test_a_wide_beam_finds_the_most_probable_text_and_its_probability(seed, time, labels, blank):
    log_probs = log_softmax(np.random.default_rng(seed).normal(0, 2, (time, labels)))
    wanted = every_path(log_probs, blank)
    found = prefix_beam_search(log_probs, 10_000, blank)
    assert {tuple(text): pytest.approx(wanted[tuple(text)], abs=1e-9) for text, _ in found} == {
        tuple(text): log_prob for text, log_prob in found
    }
    assert len(found) == len(wanted)
    assert tuple(found[0][0]) == max(wanted, key=lambda text: wanted[text])


def test_many_paths_together_beat_the_best_one():
    probs = np.array([[0.6, 0.4], [0.6, 0.4]])  # blank, a: "" has 0.36, "a" has 0.64 on three paths
    log_probs = mt.tensor(np.log(probs)).unsqueeze(1)
    assert ctc_greedy_decode(log_probs) == [[]]
    assert ctc_beam_decode(log_probs) == [[1]]


def test_examples_end_at_their_lengths():
    labels = mt.tensor([[1, 2, 2, 1], [1, 0, 1, 2]])
    log_probs = mt.full((4, 2, 3), -9.0)
    for n in range(2):
        for t in range(4):
            log_probs[t, n, labels[n, t].item()] = 0.0
    assert ctc_greedy_decode(log_probs) == [[1, 2, 1], [1, 1, 2]]
    assert ctc_greedy_decode(log_probs, mt.tensor([3, 2])) == [[1, 2], [1]]
    assert ctc_beam_decode(log_probs, mt.tensor([4, 3]), beam_size=3) == [[1, 2, 1], [1, 1]]


def test_what_does_not_fit_is_refused():
    with pytest.raises(RuntimeError, match="time, n, labels"):
        ctc_greedy_decode(mt.zeros(3, 4))
    with pytest.raises(RuntimeError, match="lengths"):
        ctc_greedy_decode(mt.zeros(3, 2, 4), mt.tensor([3]))
    with pytest.raises(ValueError, match="beam_size"):
        ctc_beam_decode(mt.zeros(3, 2, 4), beam_size=0)


@pytest.mark.parametrize(
    ("one", "other", "distance"),
    [("kitten", "sitting", 3), ("", "abc", 3), ("abc", "abc", 0), ("flaw", "lawn", 2), ("ab", "ba", 2)],
)
def test_edit_distances_known_from_textbooks(one, other, distance):
    assert edit_distance(one, other) == edit_distance(other, one) == distance
