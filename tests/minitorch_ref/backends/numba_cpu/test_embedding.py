"""Compiled look-up in a table, and the gradient of the table, against NumPy."""

import numpy as np
import pytest

import minitorch_ref as mt
from minitorch_ref.nn import functional as F  # noqa: N812  PyTorch's name for it


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_rows_are_looked_up_and_gradients_of_one_row_are_added_up(dtype, threads):
    rng = np.random.default_rng(0)
    table, index = rng.standard_normal((71, 33)).astype(dtype), rng.integers(0, 71, (40, 30))
    index[:5] = 7
    grad = rng.standard_normal((40, 30, 33)).astype(dtype)
    before = mt.get_num_threads()
    mt.set_num_threads(threads)
    try:
        with mt.use_backend("numba"):
            weight = mt.tensor(table).requires_grad_()
            out = F.embedding(mt.tensor(index), weight, padding_idx=3)
            out.backward(mt.tensor(grad))
    finally:
        mt.set_num_threads(before)
    wanted = np.zeros((71, 33))
    np.add.at(wanted, index, grad)
    wanted[3] = 0
    np.testing.assert_array_equal(out.detach().numpy(), table[index])
    np.testing.assert_allclose(weight.grad.numpy(), wanted, rtol=1e-4 if dtype == np.float32 else 1e-12, atol=1e-4)


def test_tables_in_any_order_in_memory_expanded_gradients_and_no_numbers():
    with mt.use_backend("numba"):
        table = mt.arange(12.0).reshape(3, 4).requires_grad_()
        out = F.embedding(mt.tensor([[2, 0], [2, 2]]), table.t())
        out.sum().backward()
        assert out[0].tolist() == [[2, 6, 10], [0, 4, 8]]
        assert table.grad.tolist() == [[1, 0, 3, 0]] * 3
        assert F.embedding(mt.zeros(0, 2, dtype=mt.int64), table).shape == (0, 2, 4)


def test_gradients_of_gradients_pass_finite_differences():
    with mt.use_backend("numba"):
        weight = mt.randn(4, 3, dtype=mt.float64).requires_grad_()
        index = mt.tensor([1, 1, 0])
        assert mt.autograd.gradgradcheck(lambda weight: F.embedding(index, weight) ** 2, (weight,))
