"""Reductions against NumPy: both backends, every layout, every way to name axes."""

import numpy as np
import pytest

import minitorch_ref as mt

CUBE = np.array([[[1.5, -2.0], [0.25, 3.0]], [[-1.0, 2.0], [4.0, 0.5]]], np.float32)
CASES = {
    "sum": np.sum,
    "mean": np.mean,
    "amax": np.max,
    "amin": np.min,
    "all": np.all,
    "any": np.any,
    "var": lambda x, axis=None, keepdims=False: np.var(x, axis=axis, keepdims=keepdims, ddof=1),
    "std": lambda x, axis=None, keepdims=False: np.std(x, axis=axis, keepdims=keepdims, ddof=1),
    "prod": np.prod,
}


WAYS = [(name, dim) for name in CASES for dim in (None, 0, -1, (0, 2)) if (name, dim) != ("prod", (0, 2))]


@pytest.mark.parametrize("keepdim", [False, True])
@pytest.mark.parametrize(("name", "dim"), WAYS)
def test_a_reduction_is_numpys(name, dim, keepdim, backend, arrange):
    x = arrange(CUBE)
    wanted = CASES[name](x.numpy(), axis=dim, keepdims=keepdim)
    arguments = {} if dim is None else {"dim": dim}
    result = getattr(mt, name)(x, **arguments, keepdim=keepdim)
    assert result.shape == wanted.shape
    assert np.allclose(result.numpy(), wanted, rtol=1e-6)


@pytest.mark.parametrize("dim", [None, 0, 1, -1])
@pytest.mark.parametrize("name", ["argmax", "argmin"])
def test_the_place_of_an_extreme_is_numpys(name, dim, backend, arrange):
    x = arrange(np.array([[1.0, 3.0, 3.0], [0.0, -1.0, 5.0]], np.float32))
    wanted = getattr(np, name)(x.numpy(), axis=dim)
    result = getattr(mt, name)(x, dim)
    assert result.dtype is mt.int64
    assert np.array_equal(result.numpy(), wanted)


def test_max_along_an_axis_gives_values_and_indices(backend, arrange):
    x = arrange(np.array([[1, 3, 2], [7, 5, 6]]))
    result = x.max(dim=1)
    assert np.array_equal(result.values.numpy(), x.numpy().max(1))
    assert np.array_equal(result.indices.numpy(), x.numpy().argmax(1))
    smallest, indices = x.min(0, keepdim=True)
    assert smallest.shape == indices.shape == (1, 3)
    assert x.max().item() == x.numpy().max()


def test_nan_is_the_extreme_wherever_it_is(backend):
    x = mt.tensor([1.0, float("nan"), 3.0])
    assert np.isnan(x.max().item())
    assert np.isnan(x.amin().item())
    assert x.argmax().item() == x.argmin().item() == 1


def test_integers_and_booleans_are_summed_as_int64(backend):
    assert mt.tensor([100, 100], dtype=mt.int8).sum().item() == 200
    assert mt.tensor([True, True]).sum().dtype is mt.int64
    assert mt.arange(4).sum(dtype=mt.float32).dtype is mt.float32
    assert mt.tensor([2, 0], dtype=mt.uint8).any().dtype is mt.uint8


def test_of_nothing_the_sum_is_zero_and_the_product_one(backend):
    x = mt.zeros(2, 0)
    assert x.sum(1).tolist() == [0.0, 0.0]
    assert x.prod(1).tolist() == [1.0, 1.0]
    assert x.all(1).tolist() == [True, True]
    assert x.any().item() is False
    assert x.sum(0).shape == (0,)
    assert np.isnan(x.mean().item())


def test_a_scalar_reduces_along_its_last_axis_as_in_pytorch(backend):
    x = mt.tensor(5.0)
    assert x.sum(0).item() == x.amax(-1).item() == x.max(0).values.item() == 5
    assert x.argmax(0).item() == 0


def test_the_correction_is_taken_off_the_number_of_elements(backend):
    x = mt.tensor([1.0, 2.0, 4.0])
    assert np.isclose(x.var(correction=0).item(), np.var([1, 2, 4]))
    assert np.isclose(x.std(unbiased=False).item(), np.std([1, 2, 4]))
    assert np.isclose(x.var(0, True).item(), np.var([1, 2, 4], ddof=1))


def test_count_nonzero_counts():
    assert mt.tensor([[0, 2], [3, 0]]).count_nonzero().item() == 2


def test_wrong_reductions_raise_torchs_classes():
    x = mt.arange(6).reshape(2, 3)
    for wrong in (x.mean, x.var, x.std, lambda: x.sum((0, 0)), mt.zeros(0).max):
        with pytest.raises(RuntimeError):
            wrong()
    for wrong in (lambda: x.sum(2), lambda: x.amax(5), mt.zeros(0).argmax, lambda: mt.zeros(2, 0).amax(1)):
        with pytest.raises(IndexError):
            wrong()
