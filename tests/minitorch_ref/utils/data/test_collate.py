"""Collation: examples of one structure become one structure of batches."""

from collections import OrderedDict, defaultdict, namedtuple

import numpy as np
import pytest

import minitorch_ref as mt
from minitorch_ref.utils.data import default_collate, default_convert

Point = namedtuple("Point", ["x", "y"])

NUMBERS = [
    ([1, 2], mt.int64, [1, 2]),
    ([1.5, 2.5], mt.float64, [1.5, 2.5]),
    ([True, False], mt.bool, [True, False]),
    ([np.float32(1), np.float32(2)], mt.float32, [1, 2]),
    ([np.arange(2), np.arange(2)], mt.int64, [[0, 1], [0, 1]]),
    ([mt.zeros(2), mt.ones(2)], mt.float32, [[0, 0], [1, 1]]),
    ([mt.tensor(1), mt.tensor(2)], mt.int64, [1, 2]),
]


@pytest.mark.parametrize(("batch", "dtype", "values"), NUMBERS)
def test_numbers_and_arrays_are_stacked(batch, dtype, values):
    found = default_collate(batch)
    assert found.dtype is dtype
    assert found.tolist() == values


def test_text_stays_text():
    assert default_collate(["a", "b"]) == ["a", "b"]
    assert default_collate([b"a", b"b"]) == [b"a", b"b"]


def test_containers_are_gone_through():
    batch = default_collate([{"x": (1, ["a"]), "y": 2.0}, {"x": (3, ["b"]), "y": 4.0}])
    assert batch["x"][0].tolist() == [1, 3]
    assert batch["x"][1] == [("a", "b")]
    assert batch["y"].tolist() == [2, 4]


def test_kinds_of_containers_are_kept():
    assert type(default_collate([(1, 2), (3, 4)])) is list
    assert type(default_collate([OrderedDict(a=1)])) is OrderedDict
    assert default_collate([defaultdict(int, a=1)])["a"].tolist() == [1]
    batch = default_collate([Point(1, 2), Point(3, 4)])
    assert type(batch) is Point
    assert batch.y.tolist() == [2, 4]


def test_conversion_makes_tensors_of_arrays_only():
    found = default_convert({"a": np.ones(2), "b": 3, "c": [np.float32(1), "text"], "d": Point(np.zeros(1), None)})
    assert found["a"].tolist() == [1, 1]
    assert found["b"] == 3
    assert found["c"][0].dtype is mt.float32
    assert found["c"][1] == "text"
    assert type(found["d"]) is Point


WRONG = [
    ([None, None], TypeError, "NoneType.*collate_fn"),
    ([{1}, {2}], TypeError, "set"),
    ([np.array("a"), np.array("b")], TypeError, "U1"),
    ([[1, 2], [3]], RuntimeError, r"\[1, 2\]"),
    ([mt.zeros(2), mt.zeros(3)], RuntimeError, "stack"),
    ([{"x": 1}, {"y": 1}], KeyError, "x"),
]


@pytest.mark.parametrize(("batch", "kind", "message"), WRONG)
def test_what_cannot_be_put_in_a_batch_is_refused(batch, kind, message):
    with pytest.raises(kind, match=message):
        default_collate(batch)
