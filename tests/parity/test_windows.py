"""Convolution and pooling with sizes, strides, paddings, dilations and groups drawn at random; bags of embeddings."""

import warnings

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import minitorch_ref as mt

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.parity

DRAWN = settings(max_examples=40, deadline=None, derandomize=True)


def normal(*shape):
    return np.random.default_rng(shape).standard_normal(shape)


def compare(call, *arrays):
    """Compare output and gradients; where PyTorch raises a RuntimeError, so must minitorch_ref."""
    found = []
    for framework in (torch, mt):
        leaves = [framework.tensor(array, requires_grad=array.dtype == np.float64) for array in arrays]
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                output = call(framework.nn.functional, *leaves)
        except RuntimeError as error:
            found.append(error)
            continue
        parts = output if isinstance(output, tuple) else (output,)
        parts[0].backward(framework.tensor(normal(*parts[0].shape)))
        grads = [leaf.grad for leaf in leaves if leaf.requires_grad]
        found.append([np.array(x.detach().numpy()) for x in [*parts, *grads]])
    if isinstance(found[0], Exception):
        assert isinstance(found[1], RuntimeError), found
        return
    for wanted, mine in zip(*found, strict=True):
        np.testing.assert_allclose(mine, wanted, rtol=1e-7, atol=1e-9)


sizes = st.tuples(st.integers(1, 7), st.integers(1, 7))
small = st.tuples(st.integers(1, 3), st.integers(1, 3))
pads = st.tuples(st.integers(0, 2), st.integers(0, 2))


@DRAWN
@given(sizes, small, small, pads, small, st.integers(1, 2), st.integers(1, 2), st.integers(1, 2), st.integers(0, 2))
def test_conv2d(size, kernel, stride, padding, dilation, groups, ins, outs, batch):
    x, weight = normal(batch, groups * ins, *size), normal(groups * outs, ins, *kernel)
    bias = normal(groups * outs)
    compare(lambda f, x, w, b: f.conv2d(x, w, b, stride, padding, dilation, groups), x, weight, bias)


@DRAWN
@given(st.tuples(st.integers(1, 4), st.integers(1, 4)), small, small, pads, pads, small, st.integers(1, 2))
def test_conv_transpose2d(size, kernel, stride, padding, extra, dilation, groups):
    x, weight = normal(2, 2 * groups, *size), normal(2 * groups, 2, *kernel)
    compare(lambda f, x, w: f.conv_transpose2d(x, w, None, stride, padding, extra, groups, dilation), x, weight)


@DRAWN
@given(sizes, small, small, pads, small, st.booleans())
def test_max_pool2d(size, kernel, stride, padding, dilation, ceil_mode):
    x = normal(2, 2, *size)
    compare(lambda f, x: f.max_pool2d(x, kernel, stride, padding, dilation, ceil_mode, return_indices=True), x)


@DRAWN
@given(sizes, small, small, pads, st.booleans(), st.booleans())
def test_avg_pool2d(size, kernel, stride, padding, ceil_mode, count_include_pad):
    x = normal(2, 2, *size)
    compare(lambda f, x: f.avg_pool2d(x, kernel, stride, padding, ceil_mode, count_include_pad), x)


@DRAWN
@given(sizes, sizes)
def test_adaptive_pooling(size, out):
    x = normal(2, 2, *size)
    compare(lambda f, x: f.adaptive_avg_pool2d(x, out), x)
    compare(lambda f, x: f.adaptive_max_pool2d(x, out), x)


@DRAWN
@given(sizes, small, small, pads, small)
def test_unfold_and_fold(size, kernel, stride, padding, dilation):
    x = normal(1, 2, *size)
    compare(lambda f, x: f.unfold(x, kernel, dilation, padding, stride), x)
    counts = [
        (n + 2 * p - d * (k - 1) - 1) // s + 1
        for n, k, s, p, d in zip(size, kernel, stride, padding, dilation, strict=True)
    ]
    assume(min(counts) > 0)
    columns = normal(1, 2 * kernel[0] * kernel[1], counts[0] * counts[1])
    compare(lambda f, x: f.fold(x, size, kernel, dilation, padding, stride), columns)


@pytest.mark.parametrize("mode", ["sum", "mean", "max"])
@pytest.mark.parametrize("padding_idx", [None, 1])
def test_embedding_bags(mode, padding_idx):
    weight, flat, offsets = normal(6, 3), np.array([1, 2, 4, 5, 1, 0, 3]), np.array([0, 0, 3, 4])
    options = {"mode": mode, "padding_idx": padding_idx}
    compare(lambda f, w, i, o: f.embedding_bag(i, w, o, **options), weight, flat, offsets)
    compare(lambda f, w, i: f.embedding_bag(i, w, **options), weight, flat[:6].reshape(2, 3))
    compare(lambda f, w, i: f.embedding(i, w, padding_idx=padding_idx), weight, flat.reshape(1, 7))
    last = np.array([0, 3, 7])
    compare(lambda f, w, i, o: f.embedding_bag(i, w, o, include_last_offset=True, **options), weight, flat, last)
