"""Compiled attention and its gradients against NumPy float64 and against the composed operation."""

import numpy as np
import pytest

import minitorch_ref as mt
from minitorch_ref.nn import functional as F  # noqa: N812  PyTorch's name for it

SIZES = [  # heads, L, S, E, V
    ((2, 3), 5, 5, 4, 4),
    ((1,), 70, 70, 17, 9),
    ((3,), 33, 50, 8, 20),
    ((2,), 40, 7, 3, 1),
    ((), 1, 1, 1, 1),
]


def draw(*shape, seed=0):
    return np.random.default_rng(seed).standard_normal(shape)


def with_gradients(backend, attend, *arrays, dtype=mt.float64):
    with mt.use_backend(backend):
        inputs = [mt.tensor(array, dtype=dtype).requires_grad_() for array in arrays]
        out = attend(*inputs)
        out.backward(mt.tensor(draw(*out.shape, seed=9), dtype=dtype))
        return [out.detach().numpy(), *(x.grad.numpy() for x in inputs)]


def operands(heads, length, source, features, values):
    return draw(*heads, length, features), draw(*heads, source, features, seed=1), draw(*heads, source, values, seed=2)


@pytest.mark.parametrize("causal", [False, True])
@pytest.mark.parametrize("sizes", SIZES)
def test_outputs_are_means_of_values_by_softmax(sizes, causal):
    q, k, v = operands(*sizes)
    scores = q @ k.swapaxes(-1, -2) / np.sqrt(q.shape[-1])
    if causal:
        scores = np.where(np.tri(*scores.shape[-2:], dtype=bool), scores, -np.inf)
    weights = np.exp(scores - scores.max(-1, keepdims=True))
    wanted = weights / weights.sum(-1, keepdims=True) @ v
    for dtype, tolerance in ((mt.float32, 1e-5), (mt.float64, 1e-12)):
        with mt.use_backend("numba"):
            out = F.scaled_dot_product_attention(*(mt.tensor(x, dtype=dtype) for x in (q, k, v)), is_causal=causal)
        np.testing.assert_allclose(out.numpy(), wanted, rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("causal", [False, True])
@pytest.mark.parametrize("sizes", SIZES)
def test_gradients_are_those_of_the_definition(sizes, causal):
    def attend(q, k, v):
        return F.scaled_dot_product_attention(q, k, v, is_causal=causal, scale=0.7)

    arrays = operands(*sizes)
    pairs = zip(with_gradients("numba", attend, *arrays), with_gradients("numpy", attend, *arrays), strict=True)
    for ours, wanted in pairs:
        np.testing.assert_allclose(ours, wanted, rtol=1e-10, atol=1e-12)


def test_heads_may_be_views_and_several_heads_may_share_keys_and_values():
    def attend(q, k, v):
        q, k, v = (x.transpose(1, 2) for x in (q, k, v))
        return F.scaled_dot_product_attention(q, k, v, is_causal=True, enable_gqa=True)

    arrays = draw(2, 9, 4, 5), draw(2, 9, 2, 5), draw(2, 9, 2, 3)
    pairs = zip(with_gradients("numba", attend, *arrays), with_gradients("numpy", attend, *arrays), strict=True)
    for ours, wanted in pairs:
        np.testing.assert_allclose(ours, wanted, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("mask", ["booleans", "numbers"])
def test_masks_are_obeyed_also_where_they_allow_nothing(mask):
    allowed = np.tri(6, 8, 1, dtype=bool)
    allowed[3] = mask == "numbers"
    given = mt.tensor(allowed if mask == "booleans" else np.where(allowed, 0.5, -np.inf))

    def attend(q, k, v):
        return F.scaled_dot_product_attention(q, k, v, given)

    arrays = draw(2, 6, 4), draw(2, 8, 4), draw(2, 8, 3)
    ours, wanted = (with_gradients(backend, attend, *arrays) for backend in ("numba", "numpy"))
    for x, y in zip(ours, wanted, strict=True):
        np.testing.assert_allclose(x, y, rtol=1e-10, atol=1e-12)
    if mask == "booleans":
        assert not ours[0][:, 3].any()


def test_large_scores_do_not_overflow():
    with mt.use_backend("numba"):
        q = mt.full((1, 3, 2), 1e4)
        assert F.scaled_dot_product_attention(q, q, mt.ones(1, 3, 2)).tolist() == [[[1, 1]] * 3]


def test_gradients_of_gradients_pass_finite_differences():
    with mt.use_backend("numba"):
        inputs = tuple(mt.tensor(x).requires_grad_() for x in operands((2,), 4, 4, 3, 2))
        assert mt.autograd.gradgradcheck(lambda *x: F.scaled_dot_product_attention(*x, is_causal=True), inputs)


def test_it_is_one_operation_where_there_is_a_kernel():
    with mt.use_backend("numba"):
        q, k, v = (mt.tensor(x).requires_grad_() for x in operands((2,), 4, 4, 3, 2))
        assert F.scaled_dot_product_attention(q, k, v).grad_fn.name() == "AttentionBackward0"
