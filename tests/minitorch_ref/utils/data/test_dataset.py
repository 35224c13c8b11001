"""Data sets: examples by number, streams, and what is built of them."""

import numpy as np
import pytest

import minitorch_ref as mt
from minitorch_ref.utils.data import (
    ChainDataset,
    ConcatDataset,
    Dataset,
    IterableDataset,
    StackDataset,
    Subset,
    TensorDataset,
    random_split,
)


class Letters(Dataset):
    def __len__(self):
        return 5

    def __getitem__(self, index):
        return "abcde"[index]


class Stream(IterableDataset):
    def __init__(self, *values):
        self.values = values

    def __iter__(self):
        return iter(self.values)

    def __len__(self):
        return len(self.values)


def test_rows_of_tensors_come_together():
    rows = TensorDataset(mt.arange(6).reshape(3, 2), mt.tensor([7, 8, 9]))
    assert len(rows) == 3
    assert [part.tolist() for part in rows[1]] == [[2, 3], 8]
    with pytest.raises(RuntimeError, match=r"\[3, 2\]"):
        TensorDataset(mt.zeros(3), mt.zeros(2))


def test_data_sets_are_added_one_after_another():
    both = Letters() + Letters()
    assert len(both) == 10
    assert [both[i] for i in (0, 4, 5, 9, -1, -10)] == ["a", "e", "a", "e", "e", "a"]
    with pytest.raises(IndexError, match="10"):
        both[10]
    with pytest.raises(ValueError, match="-11"):
        both[-11]


def test_streams_are_chained():
    assert list(Stream(1, 2) + Stream(3)) == [1, 2, 3]
    assert len(ChainDataset([Stream(1, 2), Stream(3)])) == 3
    with pytest.raises(TypeError, match="ChainDataset"):
        ConcatDataset([Stream(1)])
    with pytest.raises(ValueError, match="at least one"):
        ConcatDataset([])


def test_a_subset_has_its_own_numbers():
    part = Subset(Letters(), [4, 0, 4])
    assert [part[i] for i in range(len(part))] == ["e", "a", "e"]
    assert part.__getitems__([1, 2]) == ["a", "e"]
    assert Subset(part, [0])[0] == "e"


def test_data_sets_are_stacked_by_position_or_name():
    assert StackDataset(Letters(), range(5))[2] == ("c", 2)
    assert StackDataset(letter=Letters(), number=range(5))[2] == {"letter": "c", "number": 2}
    for wrong in (lambda: StackDataset(), lambda: StackDataset(Letters(), range(4)), lambda: StackDataset([1], a=[1])):
        with pytest.raises(ValueError, match="StackDataset"):
            wrong()


@pytest.mark.parametrize(
    ("lengths", "sizes"),
    [([3, 2], [3, 2]), ([0.5, 0.5], [3, 2]), ([0.2, 0.8], [1, 4]), ([0.34, 0.33, 0.33], [2, 2, 1]), ([5], [5])],
)
def test_a_split_shares_all_examples_out(lengths, sizes):
    parts = random_split(Letters(), lengths, generator=mt.Generator().manual_seed(0))
    assert [len(part) for part in parts] == sizes
    assert sorted(letter for part in parts for letter in (part[i] for i in range(len(part)))) == list("abcde")


def test_a_split_repeats_with_its_seed():
    def split():
        return [part.indices for part in random_split(range(100), [50, 50], mt.Generator().manual_seed(3))]

    assert split() == split()
    assert split()[0] != sorted(split()[0])


@pytest.mark.parametrize("lengths", [[3, 3], [4], [1.5, -0.5], [0.5, 0.2]])
def test_lengths_that_do_not_fit_are_refused(lengths):
    with pytest.raises(ValueError, match="random_split"):
        random_split(Letters(), lengths)


def test_an_empty_part_warns():
    with pytest.warns(UserWarning, match="part 1 is empty"):
        random_split(Letters(), [5, 0])


def test_what_a_subclass_has_not_given_is_named():
    with pytest.raises(NotImplementedError, match="__getitem__"):
        Dataset()[0]
    with pytest.raises(NotImplementedError, match="__iter__"):
        iter(IterableDataset())


def test_arrays_are_data_sets_too():
    assert [x.tolist() for x in Subset(np.arange(4), [3, 1])] == [3, 1]
