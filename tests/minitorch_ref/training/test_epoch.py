"""One pass over the data, against the same steps in NumPy."""

import numpy as np
import pytest

import minitorch_ref as mt
from minitorch_ref import nn, optim
from minitorch_ref.training import run_epoch
from minitorch_ref.utils.data import DataLoader, TensorDataset


def squares(outputs, targets):
    return ((outputs - targets) ** 2).mean()


@pytest.fixture
def rows():
    rng = np.random.default_rng(0)
    return rng.normal(size=(7, 2)), rng.normal(size=(7, 1))


def batches_of(x, y):
    return DataLoader(TensorDataset(mt.tensor(x), mt.tensor(y)), batch_size=3)


def test_each_batch_is_one_step_of_gradient_descent(rows):
    x, y = rows
    model = nn.Linear(2, 1, bias=False, dtype=mt.float64)
    weight = model.weight.detach().numpy().copy()
    loss = run_epoch(model, batches_of(x, y), squares, optim.SGD(model.parameters(), lr=0.1))
    total = 0.0
    for part in (slice(0, 3), slice(3, 6), slice(6, 7)):
        difference = x[part] @ weight.T - y[part]
        total += (difference**2).sum()
        weight = weight - 0.1 * 2 * difference.T @ x[part] / len(difference)
    np.testing.assert_allclose(model.weight.detach().numpy(), weight)
    assert loss == pytest.approx(total / 7)
    assert model.training


def test_measuring_gives_the_mean_over_rows_and_changes_nothing(rows):
    x, y = rows
    model = nn.Linear(2, 1, bias=False, dtype=mt.float64)
    weight = model.weight.detach().numpy().copy()
    assert run_epoch(model, batches_of(x, y), squares) == pytest.approx(((x @ weight.T - y) ** 2).mean())
    assert np.array_equal(model.weight.detach().numpy(), weight)
    assert model.weight.grad is None
    assert not model.training
    assert mt.is_grad_enabled()


def test_no_rows_are_refused():
    with pytest.raises(ValueError, match="no rows"):
        run_epoch(nn.Linear(1, 1), [], squares)
