"""Compiled gathering and scattering against NumPy."""

import numpy as np
import pytest

import minitorch_ref as mt


def draw(*shape, seed=0):
    return np.random.default_rng(seed).standard_normal(shape)


def chosen(dim, size, kind):
    """An index for the axis `dim` of (4, 5, 6), with `size` places along it, in memory in one of several ways."""
    shape = [4, 5, 6]
    high, shape[dim] = shape[dim], size
    numbers = np.random.default_rng(3).integers(0, high, shape)
    if kind == "expanded":
        kept = tuple(slice(None) if axis <= dim else slice(0, 1) for axis in range(3))
        return mt.tensor(numbers[kept]).expand(shape)
    return mt.tensor(numbers.T.copy()).permute(2, 1, 0) if kind == "transposed" else mt.tensor(numbers)


@pytest.fixture(params=[1, 2])
def threads(request):
    before = mt.get_num_threads()
    mt.set_num_threads(request.param)
    yield request.param
    mt.set_num_threads(before)


@pytest.mark.parametrize("kind", ["plain", "transposed", "expanded"])
@pytest.mark.parametrize("dim", [0, 1, 2])
def test_gathering_and_its_gradient_are_numpys(dim, kind):
    x, index = mt.tensor(draw(4, 5, 6)).requires_grad_(), chosen(dim, 7, kind)
    with mt.use_backend("numba"):
        out = mt.gather(x, dim, index)
        weight = draw(*out.shape, seed=1)
        out.backward(mt.tensor(weight))
    assert out.grad_fn.name() == "GatherBackward0"
    np.testing.assert_array_equal(out.detach().numpy(), np.take_along_axis(x.detach().numpy(), index.numpy(), dim))
    wanted, places = np.zeros((4, 5, 6)), list(np.indices(index.shape))
    places[dim] = index.numpy()
    np.add.at(wanted, tuple(places), weight)
    np.testing.assert_allclose(x.grad.numpy(), wanted, rtol=1e-14)


@pytest.mark.parametrize("kind", ["plain", "transposed", "expanded"])
@pytest.mark.parametrize("dim", [0, 1, 2])
def test_adding_what_is_scattered_and_its_gradients_are_numpys(dim, kind):
    index = chosen(dim, 7, kind)
    x, src = mt.tensor(draw(4, 5, 6)).requires_grad_(), mt.tensor(draw(*index.shape, seed=1)).requires_grad_()
    weight = draw(4, 5, 6, seed=2)
    with mt.use_backend("numba"):
        out = mt.scatter_add(x, dim, index, src)
        out.backward(mt.tensor(weight))
    assert out.grad_fn.name() == "ScatterAddBackward0"
    wanted, places = x.detach().numpy().copy(), list(np.indices(index.shape))
    places[dim] = index.numpy()
    np.add.at(wanted, tuple(places), src.detach().numpy())
    np.testing.assert_allclose(out.detach().numpy(), wanted, rtol=1e-14)
    np.testing.assert_array_equal(x.grad.numpy(), weight)
    np.testing.assert_array_equal(src.grad.numpy(), np.take_along_axis(weight, index.numpy(), dim))


@pytest.mark.parametrize("wide", [False, True])
def test_large_sums_are_numpys_on_all_threads(threads, wide):
    x, src = np.zeros((50, 301)), draw(1_000, 301)
    index = np.random.default_rng(0).integers(0, 50, (1_000, 1 if wide else 301))
    with mt.use_backend("numba"):
        out = mt.scatter_add(mt.tensor(x), 0, mt.tensor(index).expand(1_000, 301), mt.tensor(src))
    np.add.at(x, (np.broadcast_to(index, src.shape), np.arange(301)), src)
    np.testing.assert_allclose(out.numpy(), x, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("place", [-1, 3])
def test_an_index_outside_is_an_error_before_anything_is_read(place):
    with mt.use_backend("numba"):
        index = mt.tensor([[0], [place]]).expand(2, 4)
        with pytest.raises(RuntimeError, match=r"indices must be in \[0, 3\)"):
            mt.gather(mt.ones(3, 4), 0, index)
        with pytest.raises(RuntimeError, match=r"indices must be in \[0, 3\)"):
            mt.scatter_add(mt.ones(3, 4), 0, index, mt.ones(2, 4))
