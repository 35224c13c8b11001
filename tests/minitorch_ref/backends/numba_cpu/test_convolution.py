"""Compiled convolution against sums written out in NumPy float64, and against the composed operation."""

import itertools

import numpy as np
import pytest

import minitorch_ref as mt
from minitorch_ref.nn import functional as F  # noqa: N812  PyTorch's name for it

SETTINGS = [
    # (N, C, H, W), O, kernel, stride, padding, dilation, groups
    ((2, 3, 7, 9), 5, (3, 3), (1, 1), (1, 1), (1, 1), 1),
    ((3, 4, 9, 8), 6, (3, 2), (2, 3), (1, 0), (1, 1), 2),
    ((2, 4, 11, 13), 4, (3, 3), (2, 2), (2, 2), (2, 2), 4),
    ((1, 2, 6, 6), 9, (1, 1), (2, 2), (0, 0), (1, 1), 1),
    ((2, 3, 10, 10), 17, (2, 4), (3, 1), (1, 2), (2, 3), 1),
    ((2, 1, 5, 1), 2, (5, 1), (1, 2), (0, 0), (1, 1), 1),
    ((3, 20, 4, 5), 3, (3, 3), (1, 1), (1, 1), (1, 1), 1),
    ((2, 2, 4, 37), 3, (3, 3), (1, 1), (1, 1), (1, 1), 1),  # rows longer than a vector of the processor
    ((2, 2, 5, 41), 17, (2, 3), (2, 2), (1, 1), (1, 1), 1),
    ((2, 8, 5, 41), 3, (2, 3), (2, 2), (1, 1), (1, 1), 1),  # as many channels as a tile has rows
    ((3, 10, 7, 9), 4, (3, 3), (2, 2), (1, 1), (1, 1), 2),
    ((2, 9, 8, 7), 3, (2, 4), (3, 3), (1, 2), (2, 1), 1),
]


def written_out(x, weight, bias, stride, padding, dilation, groups):
    """Every window times every filter, one after the other."""
    (kh, kw), own = weight.shape[2:], weight.shape[0] // groups
    x = np.pad(x, ((0, 0), (0, 0), *((p, p) for p in padding)))
    sizes = [
        (size - d * (k - 1) - 1) // s + 1 for size, k, s, d in zip(x.shape[2:], (kh, kw), stride, dilation, strict=True)
    ]
    out = np.empty((x.shape[0], weight.shape[0], *sizes))
    for o, i, j in itertools.product(range(weight.shape[0]), *map(range, sizes)):
        channels = slice(o // own * weight.shape[1], (o // own + 1) * weight.shape[1])
        rows = slice(i * stride[0], i * stride[0] + dilation[0] * (kh - 1) + 1, dilation[0])
        columns = slice(j * stride[1], j * stride[1] + dilation[1] * (kw - 1) + 1, dilation[1])
        out[:, o, i, j] = (x[:, channels, rows, columns] * weight[o]).sum((1, 2, 3)) + bias[o]
    return out


def draw(*shape, dtype=np.float64, seed=0):
    return np.random.default_rng(seed).standard_normal(shape).astype(dtype)


def with_gradients(backend, function, *arrays):
    """The output and the gradient of each input, for a random gradient of the output."""
    with mt.use_backend(backend):
        inputs = [mt.tensor(array).requires_grad_() for array in arrays]
        out = function(*inputs)
        out.backward(mt.tensor(draw(*out.shape, dtype=arrays[0].dtype, seed=1)))
        return [out.detach().numpy(), *(x.grad.numpy() for x in inputs)]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(("shape", "features", "kernel", "stride", "padding", "dilation", "groups"), SETTINGS)
def test_the_output_is_the_sum_over_every_window(shape, features, kernel, stride, padding, dilation, groups, dtype):
    x, bias = draw(*shape, dtype=dtype), draw(features, dtype=dtype)
    weight = draw(features, shape[1] // groups, *kernel, dtype=dtype)
    with mt.use_backend("numba"):
        out = F.conv2d(mt.tensor(x), mt.tensor(weight), mt.tensor(bias), stride, padding, dilation, groups)
    wanted = written_out(x.astype(np.float64), weight.astype(np.float64), bias, stride, padding, dilation, groups)
    assert out.dtype.numpy == dtype
    np.testing.assert_allclose(out.numpy(), wanted, rtol=1e-5, atol=1e-5 if dtype == np.float32 else 1e-12)


@pytest.mark.parametrize(("shape", "features", "kernel", "stride", "padding", "dilation", "groups"), SETTINGS)
def test_all_three_gradients_are_those_of_the_definition(shape, features, kernel, stride, padding, dilation, groups):
    arrays = draw(*shape), draw(features, shape[1] // groups, *kernel), draw(features)

    def convolve(x, weight, bias):
        return F.conv2d(x, weight, bias, stride, padding, dilation, groups)

    pairs = zip(with_gradients("numba", convolve, *arrays), with_gradients("python", convolve, *arrays), strict=True)
    for ours, wanted in pairs:
        np.testing.assert_allclose(ours, wanted, rtol=1e-10, atol=1e-10)


def test_sequences_and_transposed_convolutions_agree_with_the_definition():
    def both(x, w, v):
        return F.conv_transpose1d(F.conv1d(x, w, None, 2, 1, 3), v, None, 3, 2, 1)

    arrays = draw(3, 4, 31), draw(6, 4, 3), draw(6, 2, 5)
    pairs = zip(with_gradients("numba", both, *arrays), with_gradients("numpy", both, *arrays), strict=True)
    for ours, wanted in pairs:
        np.testing.assert_allclose(ours, wanted, rtol=1e-10, atol=1e-10)


def test_inputs_may_lie_in_any_order_in_memory():
    x, w, bias = draw(9, 8, 3, 2), draw(3, 3, 3, 12), draw(8)

    def convolve(x, w, bias):
        return F.conv2d(x.permute(3, 2, 1, 0), w[..., ::2].permute(3, 2, 0, 1)[:, :, :, ::2], bias[2:])

    pairs = zip(
        with_gradients("numba", convolve, x, w, bias), with_gradients("numpy", convolve, x, w, bias), strict=True
    )
    for ours, wanted in pairs:
        np.testing.assert_allclose(ours, wanted, rtol=1e-10, atol=1e-10)


def test_no_images_give_no_outputs_and_no_gradient():
    out, *grads = with_gradients("numba", lambda x, w: F.conv2d(x, w), draw(0, 2, 5, 5), draw(3, 2, 3, 3))
    assert out.shape == (0, 3, 3, 3)
    assert not grads[1].any()


def test_nan_and_infinity_reach_the_windows_that_see_them_and_no_others():
    x = np.zeros((1, 1, 6, 6))
    x[0, 0, 1, 1], x[0, 0, 5, 5] = np.nan, np.inf
    with mt.use_backend("numba"):
        out = F.conv2d(mt.tensor(x), mt.ones(2, 1, 2, 2, dtype=mt.float64), padding=1).numpy()
    seen = np.zeros((7, 7), bool)
    seen[1:3, 1:3] = True
    assert (np.isnan(out) == seen).all()
    assert (np.isinf(out[0, 0]) == np.pad(np.ones((2, 2), bool), ((5, 0), (5, 0)))).all()


def test_gradients_of_gradients_pass_finite_differences():
    with mt.use_backend("numba"):
        x, w, b = (mt.tensor(draw(*shape)).requires_grad_() for shape in ((2, 2, 5, 4), (4, 1, 3, 2), (4,)))
        assert mt.autograd.gradgradcheck(lambda x, w, b: F.conv2d(x, w, b, (2, 1), 1, 1, 2), (x, w, b))


@pytest.mark.parametrize("threads", [1, 2])
def test_two_runs_give_the_same_bits(threads):
    before = mt.get_num_threads()
    mt.set_num_threads(threads)
    try:
        arrays = draw(8, 16, 20, 20, dtype=np.float32), draw(24, 16, 3, 3, dtype=np.float32), draw(24, dtype=np.float32)
        first, second = (with_gradients("numba", lambda x, w, b: F.conv2d(x, w, b, 2, 1), *arrays) for _ in range(2))
    finally:
        mt.set_num_threads(before)
    assert all((ours == again).all() for ours, again in zip(first, second, strict=True))
