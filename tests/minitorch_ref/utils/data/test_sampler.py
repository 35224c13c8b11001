"""Samplers: every example as often as promised, in groups of the right size, repeatable by seed."""

from collections import Counter

import pytest

import minitorch_ref as mt
from minitorch_ref.utils.data import (
    BatchSampler,
    RandomSampler,
    Sampler,
    SequentialSampler,
    SubsetRandomSampler,
    WeightedRandomSampler,
)


def seeded(seed=0):
    return mt.Generator().manual_seed(seed)


def test_in_order():
    assert list(SequentialSampler("abc")) == [0, 1, 2]
    assert len(SequentialSampler("abc")) == 3


def test_a_random_pass_has_every_number_once_and_the_next_another_order():
    sampler = RandomSampler(range(50), generator=seeded())
    first, second = list(sampler), list(sampler)
    assert sorted(first) == sorted(second) == list(range(50))
    assert first != second
    assert list(RandomSampler(range(50), generator=seeded())) == first


def test_more_numbers_than_examples_come_in_whole_passes():
    assert Counter(RandomSampler(range(3), num_samples=9, generator=seeded())) == {0: 3, 1: 3, 2: 3}
    assert len(set(RandomSampler(range(9), num_samples=4, generator=seeded()))) == 4


def test_with_replacement_some_come_twice():
    drawn = list(RandomSampler(range(100), replacement=True, generator=seeded()))
    assert len(drawn) == 100
    assert len(set(drawn)) < 80


def test_a_subset_in_random_order():
    assert sorted(SubsetRandomSampler([7, 3, 5], seeded())) == [3, 5, 7]
    assert len(SubsetRandomSampler([7, 3, 5])) == 3


def test_weights_are_probabilities():
    drawn = Counter(WeightedRandomSampler([1.0, 0.0, 3.0], 4000, generator=seeded()))
    assert drawn[1] == 0
    assert drawn[2] / drawn[0] == pytest.approx(3, rel=0.15)
    assert sorted(WeightedRandomSampler(mt.tensor([1.0, 0.0, 3.0]), 2, replacement=False, generator=seeded())) == [0, 2]


@pytest.mark.parametrize(
    ("drop_last", "batches"), [(False, [[0, 1, 2], [3, 4, 5], [6]]), (True, [[0, 1, 2], [3, 4, 5]])]
)
def test_groups(drop_last, batches):
    sampler = BatchSampler(SequentialSampler(range(7)), 3, drop_last)
    assert list(sampler) == batches
    assert len(sampler) == len(batches)
    assert list(BatchSampler(iter(range(4)), 2, drop_last)) == [[0, 1], [2, 3]]


WRONG = {
    "no examples": (lambda: RandomSampler([]), ValueError),
    "no samples": (lambda: RandomSampler("abc", num_samples=0), ValueError),
    "half a sample": (lambda: RandomSampler("abc", num_samples=0.5), ValueError),
    "replace what": (lambda: RandomSampler("abc", "yes"), TypeError),
    "half a batch": (lambda: BatchSampler("abc", 0.5, False), ValueError),
    "a true batch": (lambda: BatchSampler("abc", True, False), ValueError),
    "drop what": (lambda: BatchSampler("abc", 2, 1), ValueError),
    "weights of two axes": (lambda: WeightedRandomSampler([[1.0]], 2), ValueError),
    "no order": (lambda: iter(Sampler()), NotImplementedError),
}


@pytest.mark.parametrize(("make", "kind"), WRONG.values(), ids=WRONG)
def test_impossible_arguments_are_refused(make, kind):
    with pytest.raises(kind):
        make()
