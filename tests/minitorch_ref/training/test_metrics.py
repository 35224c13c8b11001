"""Counting which classes are taken for which; the oracle is scikit-learn."""

import numpy as np
import pytest
from sklearn import metrics

import minitorch_ref as mt
from minitorch_ref.training import confusion_matrix


@pytest.mark.parametrize("classes", [2, 3, 10])
def test_pairs_are_counted_as_scikit_learn_does(classes):
    pairs = np.random.default_rng(0).integers(0, classes, size=(200, 2))
    table = confusion_matrix(mt.tensor(pairs)[:, 0], mt.tensor(pairs)[:, 1], classes)
    assert table.dtype is mt.int64
    wanted = metrics.confusion_matrix(pairs[:, 1], pairs[:, 0], labels=range(classes))
    assert np.array_equal(table.numpy(), wanted)


def test_nothing_is_counted_of_nothing():
    nothing = mt.zeros(0, dtype=mt.int64)
    assert confusion_matrix(nothing, nothing, 2).tolist() == [[0, 0], [0, 0]]


@pytest.mark.parametrize(("predicted", "target"), [([3], [0]), ([-1], [1]), ([0], [3]), ([0], [-1])])
def test_classes_out_of_range_are_refused(predicted, target):
    with pytest.raises(IndexError, match="from 0 to 2"):
        confusion_matrix(mt.tensor(predicted), mt.tensor(target), 3)


def test_scores_are_refused_with_the_way_out():
    with pytest.raises(RuntimeError, match="argmax"):
        confusion_matrix(mt.zeros(4, 3), mt.zeros(4, dtype=mt.int64), 3)
