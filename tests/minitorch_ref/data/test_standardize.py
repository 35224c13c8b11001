"""Standardising a table; the oracle is NumPy in float64."""

import numpy as np
import pytest

import minitorch_ref as mt
from minitorch_ref.data.standardize import standardize


def expected(train: np.ndarray, test: np.ndarray, min_std: float) -> tuple[np.ndarray, np.ndarray]:
    train, test = train.astype(np.float64), test.astype(np.float64)
    mean, std = train.mean(axis=0), np.maximum(train.std(axis=0), min_std)
    return (train - mean) / std, (test - mean) / std


@pytest.mark.parametrize("backend", ["numpy", "python"])
@pytest.mark.parametrize("min_std", [1e-6, 0.5, 3.0])
def test_both_tables_are_measured_by_the_training_table(backend: str, min_std: float) -> None:
    rng = np.random.default_rng(0)
    train, test = (rng.normal(3, [0.1, 1, 10], size=(n, 3)).astype(np.float32) for n in (6, 4))
    with mt.use_backend(backend):
        got = standardize(mt.tensor(train), mt.tensor(test), min_std)
    for part, wanted in zip(got, expected(train, test, min_std), strict=True):
        np.testing.assert_allclose(part.numpy(), wanted, rtol=1e-4, atol=1e-4)


def test_a_constant_column_becomes_zero_and_a_speck_stays_small() -> None:
    train, test = standardize(mt.tensor([[7.0], [7.0]]), mt.tensor([[9.0]]), min_std=1.0)
    assert train.tolist() == [[0.0], [0.0]]
    assert test.tolist() == [[2.0]]


def test_inputs_and_empty_tables_are_left_alone() -> None:
    train = mt.tensor([[1.0, 2.0], [3.0, 8.0]])
    assert standardize(train, train[:0])[1].shape == (0, 2)
    assert train.tolist() == [[1.0, 2.0], [3.0, 8.0]]


def test_transposed_and_sliced_tables_are_read_as_they_are_seen() -> None:
    rng = np.random.default_rng(1)
    stored = rng.normal(size=(3, 10)).astype(np.float32)
    table = mt.tensor(stored).transpose(0, 1)
    for part, wanted in zip(
        standardize(table[::2], table[1:4], 0.2), expected(stored.T[::2], stored.T[1:4], 0.2), strict=True
    ):
        np.testing.assert_allclose(part.numpy(), wanted, rtol=1e-4, atol=1e-5)
