"""The nearest known example; the oracle is a loop over NumPy arrays."""

import numpy as np
import pytest

import minitorch_ref as mt
from minitorch_ref.data.neighbours import nearest_labels
from minitorch_ref.functions import distance


@pytest.mark.parametrize("rows", [1, 3, 7, 100])
def test_block_size_does_not_change_the_labels(rows: int) -> None:
    rng = np.random.default_rng(0)
    x, train = rng.normal(size=(7, 2)).astype(np.float32), rng.normal(size=(9, 2)).astype(np.float32)
    labels = rng.integers(0, 5, size=9)
    wanted = [labels[np.argmin([np.sum((a - b) ** 2) for b in train])] for a in x]
    got = nearest_labels(mt.tensor(x), mt.tensor(train), mt.tensor(labels), rows)
    assert got.tolist() == wanted
    assert got.dtype == mt.int64


def test_the_first_of_equally_near_rows_counts() -> None:
    assert nearest_labels(mt.tensor([[1.0]]), mt.tensor([[2.0], [0.0]]), mt.tensor([5, 6])).tolist() == [5]


def test_no_more_rows_are_compared_at_once_than_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes, compare = [], distance.squared_distances
    monkeypatch.setattr(distance, "squared_distances", lambda x, y: sizes.append(x.shape[0]) or compare(x, y))
    nearest_labels(mt.zeros(5, 2), mt.zeros(3, 2), mt.tensor([1, 2, 3]), rows=2)
    assert sizes == [2, 2, 1]


def test_the_handwritten_digits_are_read_with_more_than_97_per_cent() -> None:
    from minitorch_ref.data.standardize import standardize
    from minitorch_ref.vision import load_digits

    images, labels = load_digits()
    order = np.random.default_rng(0).permutation(1797)
    table, names = images.reshape(1797, 64).numpy()[order], labels.numpy()[order]
    train, test = standardize(mt.tensor(table[:1500]), mt.tensor(table[1500:]))
    read = nearest_labels(test, train, mt.tensor(names[:1500]))
    assert (read.numpy() == names[1500:]).mean() > 0.97
