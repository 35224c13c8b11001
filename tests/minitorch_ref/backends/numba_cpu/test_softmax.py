"""Softmax kernels against SciPy in float64, along every axis, on few elements and on many."""

import numpy as np
import pytest
from scipy import special

import minitorch_ref as mt

SHAPES = [((5, 7), 1), ((5, 7), 0), ((3, 4, 5), 1), ((1, 1), 0), ((300, 300), 1), ((4, 90, 300), 1), ((3, 1000), 0)]


@pytest.fixture(autouse=True)
def compiled():
    with mt.use_backend("numba"):
        yield


@pytest.mark.parametrize(("dtype", "rtol"), [("float32", 2e-6), ("float64", 4e-15)])
@pytest.mark.parametrize(("shape", "dim"), SHAPES)
def test_values_and_gradients_are_scipys(shape, dim, dtype, rtol):
    draw = np.random.default_rng(0)
    array, start = (draw.normal(size=shape).astype(dtype) for _ in range(2))
    wanted = special.softmax(array.astype(np.float64), axis=dim)
    x = mt.tensor(array, requires_grad=True)
    out = mt.softmax(x, dim)
    out.backward(mt.tensor(start))
    np.testing.assert_allclose(out.detach().numpy(), wanted, rtol=rtol, strict=False)
    gradient = wanted * (start - (start * wanted).sum(dim, keepdims=True))
    np.testing.assert_allclose(x.grad.numpy(), gradient, rtol=10 * rtol, atol=rtol)
    assert out.dtype is x.dtype


@pytest.mark.parametrize("dim", [0, 1])
def test_large_numbers_do_not_overflow_and_masks_stay_zero(dim):
    array = np.array([[1e4, -np.inf, 0.0], [-np.inf, 3.0, -2e4], [5.0, 5.0, 5.0]], np.float32)
    array = array if dim else array.T.copy()
    found = mt.softmax(mt.tensor(array), dim).numpy()
    np.testing.assert_allclose(found, special.softmax(array.astype(np.float64), axis=dim), rtol=1e-6)


@pytest.mark.parametrize("row", [[np.nan, 1.0], [np.inf, 1.0], [-np.inf, -np.inf]])
@pytest.mark.parametrize("dim", [0, 1])
def test_a_row_without_a_largest_finite_number_is_nan(row, dim):
    array = np.array([row, [0.0, 0.0]], np.float32)
    array = array if dim else array.T.copy()
    with np.errstate(invalid="ignore"):
        wanted = special.softmax(array, axis=dim)
    np.testing.assert_allclose(mt.softmax(mt.tensor(array), dim).numpy(), wanted)
