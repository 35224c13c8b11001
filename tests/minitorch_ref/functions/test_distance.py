"""Squared distances; the oracle is SciPy's cdist."""

import numpy as np
import pytest
from scipy.spatial.distance import cdist

import minitorch_ref as mt
from minitorch_ref.functions.distance import squared_distances


@pytest.mark.parametrize("backend", ["numpy", "python"])
@pytest.mark.parametrize(("n", "m", "d"), [(3, 4, 2), (1, 5, 3), (4, 4, 1), (2, 1, 6)])
def test_every_row_is_compared_with_every_row(backend: str, n: int, m: int, d: int) -> None:
    rng = np.random.default_rng(n + m)
    x, y = rng.normal(size=(n, d)).astype(np.float32), rng.normal(size=(m, d)).astype(np.float32)
    with mt.use_backend(backend):
        got = squared_distances(mt.tensor(x), mt.tensor(y))
    np.testing.assert_allclose(got.numpy(), cdist(x, y, "sqeuclidean"), rtol=1e-5, atol=1e-6)


def test_sides_without_rows_or_columns_give_empty_tables_and_zeros() -> None:
    assert squared_distances(mt.zeros(0, 3), mt.zeros(2, 3)).shape == (0, 2)
    assert squared_distances(mt.zeros(2, 0), mt.zeros(3, 0)).tolist() == [[0.0] * 3] * 2


def test_views_are_read_as_they_are_seen() -> None:
    table = np.arange(12, dtype=np.float32).reshape(3, 4) ** 2
    x, y = mt.tensor(table).transpose(0, 1), mt.tensor(table)[:, ::2].transpose(0, 1)
    np.testing.assert_allclose(squared_distances(x, y).numpy(), cdist(table.T, table[:, ::2].T, "sqeuclidean"))
