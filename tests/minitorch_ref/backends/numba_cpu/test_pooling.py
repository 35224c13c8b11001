"""Compiled pooling against windows written out in NumPy, and against the composed operation."""

import numpy as np
import pytest

import minitorch_ref as mt
from minitorch_ref.nn import functional as F  # noqa: N812  PyTorch's name for it

MAXIMA = [
    # shape, kernel, stride, padding, dilation, ceil_mode
    ((2, 3, 8, 10), (2, 2), (2, 2), (0, 0), (1, 1), False),
    ((2, 3, 9, 11), (2, 2), (2, 2), (0, 0), (1, 1), False),
    ((2, 3, 9, 11), (2, 2), (2, 2), (0, 0), (1, 1), True),
    ((3, 2, 9, 11), (3, 2), (2, 1), (1, 1), (1, 2), False),
    ((1, 4, 7, 7), (3, 3), (2, 2), (1, 1), (1, 1), True),
    ((5, 6, 6), (2, 3), (3, 3), (0, 0), (2, 1), False),
]


def draw(*shape):
    return np.random.default_rng(0).standard_normal(shape)


def with_gradient(backend, function, array):
    with mt.use_backend(backend):
        x = mt.tensor(array).requires_grad_()
        out = function(x)
        out.backward(mt.tensor(np.random.default_rng(1).standard_normal(out.shape)))
        return out.detach().numpy(), x.grad.numpy()


@pytest.mark.parametrize(("shape", "kernel", "stride", "padding", "dilation", "ceil_mode"), MAXIMA)
def test_maxima_their_places_and_gradients_are_those_of_the_definition(
    shape, kernel, stride, padding, dilation, ceil_mode
):
    def pool(x):
        return F.max_pool2d(x, kernel, stride, padding, dilation, ceil_mode)

    for ours, wanted in zip(
        with_gradient("numba", pool, draw(*shape)), with_gradient("python", pool, draw(*shape)), strict=True
    ):
        np.testing.assert_array_equal(ours, wanted)
    places = []
    for backend in ("numba", "numpy"):
        with mt.use_backend(backend):
            x = mt.tensor(draw(*shape))
            places.append(F.max_pool2d(x, kernel, stride, padding, dilation, ceil_mode, return_indices=True)[1].numpy())
    np.testing.assert_array_equal(*places)


@pytest.mark.parametrize("ceil_mode", [False, True])
@pytest.mark.parametrize("count_include_pad", [False, True])
def test_means_and_their_gradients_are_those_of_the_definition(ceil_mode, count_include_pad):
    def pool(x):
        return F.avg_pool2d(x, (3, 2), (2, 1), (1, 1), ceil_mode, count_include_pad)

    array = draw(2, 3, 9, 8)
    for ours, wanted in zip(with_gradient("numba", pool, array), with_gradient("numpy", pool, array), strict=True):
        np.testing.assert_allclose(ours, wanted, rtol=1e-12, atol=1e-14)


def test_the_first_nan_of_a_window_wins():
    x = np.arange(16.0).reshape(1, 1, 4, 4)
    x[0, 0, 0, 0] = x[0, 0, 2, 3] = x[0, 0, 3, 2] = np.nan
    with mt.use_backend("numba"):
        for padding in (0, 1):  # the usual windows, and any
            out, places = F.max_pool2d(mt.tensor(x), 2, 2, padding, return_indices=True)
            assert np.isnan(out.numpy()).sum() == (2 if padding == 0 else 3)
            assert places.flatten().tolist() == (
                [0, 3 + 4, 13, 11] if padding == 0 else [0, 2, 3, 8, 10, 11, 12, 14, 15]
            )


def test_of_equal_elements_the_first_gets_the_gradient():
    _, grad = with_gradient(
        "numba", lambda x: F.max_pool2d(x, 2) * 0 + F.max_pool2d(x, 2).detach(), np.zeros((1, 1, 2, 2))
    )
    assert not grad.any()
    with mt.use_backend("numba"):
        x = mt.zeros(1, 2, 2).requires_grad_()
        F.max_pool2d(x, 2).sum().backward()
        assert x.grad.tolist() == [[[1, 0], [0, 0]]]


def test_sequences_transposed_inputs_and_expanded_gradients():
    for pool in (
        lambda x: F.max_pool1d(x.transpose(0, 2), 3, 2).sum(),
        lambda x: F.avg_pool1d(x.transpose(0, 2), 3, 2).sum(),
    ):
        for ours, wanted in zip(
            with_gradient("numba", pool, draw(9, 4, 3)), with_gradient("numpy", pool, draw(9, 4, 3)), strict=True
        ):
            np.testing.assert_allclose(ours, wanted, rtol=1e-12)


def test_gradients_of_gradients_pass_finite_differences():
    with mt.use_backend("numba"):
        x = mt.tensor(draw(1, 2, 5, 6)).requires_grad_()
        assert mt.autograd.gradgradcheck(lambda x: F.max_pool2d(x, 2) ** 2, (x,))
        assert mt.autograd.gradgradcheck(lambda x: F.avg_pool2d(x, 3, 2, 1) ** 2, (x,))
