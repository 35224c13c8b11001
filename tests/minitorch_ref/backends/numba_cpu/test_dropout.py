"""Dropout in one pass against its definition in NumPy, with the numbers that the composed operation draws."""

import numpy as np
import pytest

import minitorch_ref as mt
from minitorch_ref import nn
from minitorch_ref.functions.dropout import Dropout
from minitorch_ref.nn import functional

EDGES = [np.nan, np.inf, -np.inf, 0.0, -0.0, 1e-40, 3e38, -2.5]


def drawn(shape, seed):
    """The uniform numbers of this seed."""
    mt.manual_seed(seed)
    return mt.rand(shape).numpy()


def dropped(x, p, seed, backend="numba"):
    mt.manual_seed(seed)
    with mt.use_backend(backend):
        return nn.Dropout(p)(x)


def with_edges(*shape):
    array = np.random.default_rng(len(shape)).normal(size=shape).astype(np.float32)
    array.reshape(-1)[::3] = np.resize(EDGES, len(array.reshape(-1)[::3]))
    return array


@pytest.mark.parametrize("shape", [(1,), (300,), (7, 11, 13), (40_000,)])
@pytest.mark.parametrize("p", [0.1, 0.5, 0.9])
def test_what_is_dropped_is_times_zero_and_the_rest_is_divided(shape, p):
    array = with_edges(*shape)
    factors = np.where(drawn(shape, 5) >= np.float32(p), np.float32(1 / (1 - p)), np.float32(0))
    out = dropped(mt.tensor(array), p, 5).numpy()
    with np.errstate(all="ignore"):
        wanted = array * factors
    np.testing.assert_array_equal(out, wanted)
    np.testing.assert_array_equal(np.signbit(out), np.signbit(wanted))


def test_every_backend_draws_the_same_numbers_and_leaves_the_generator_alike():
    x = mt.tensor(with_edges(50, 200))
    outs, states = [], []
    for backend in ("numpy", "numba", "auto"):
        outs.append(dropped(x, 0.3, 9, backend).numpy())
        states.append(mt.rand(3).tolist())
    mt.manual_seed(9)
    outs.append(functional.dropout(x, 0.3).numpy())
    for out in outs[1:]:
        np.testing.assert_array_equal(out, outs[0])
    assert states[0] == states[1] == states[2]


@pytest.mark.parametrize("expanded", [False, True])
def test_the_gradient_goes_where_the_numbers_went(expanded):
    x = mt.ones(30, 40, requires_grad=True)
    out = dropped(x, 0.25, 1)
    assert type(out.grad_fn).operation is Dropout
    grad = mt.tensor([[2.0]]).expand(30, 40) if expanded else mt.randn(30, 40)
    with mt.use_backend("numba"):
        out.backward(grad)
    np.testing.assert_array_equal(x.grad.numpy(), grad.numpy() * out.detach().numpy())


def test_inputs_may_lie_in_memory_as_they_like():
    whole = np.arange(4000, dtype=np.float32).reshape(50, 80)
    for view in (lambda x: x.T, lambda x: x[3:, ::3], lambda x: x[:1].expand(50, 80)):
        x = view(mt.tensor(whole))
        out, composed = dropped(x, 0.4, 3), dropped(x, 0.4, 3, "numpy")
        np.testing.assert_array_equal(out.numpy(), composed.numpy())
        assert out.stride() == composed.stride()


def test_the_gradient_can_be_differentiated():
    x = mt.randn(20, 30, requires_grad=True)
    out = dropped(x, 0.5, 2)
    with mt.use_backend("numba"):
        (grad,) = mt.autograd.grad((out * out).sum(), x, create_graph=True)
        (second,) = mt.autograd.grad(grad.sum(), x)
    np.testing.assert_array_equal(second.numpy(), np.where(out.detach().numpy() == 0, 0, 8))


def test_other_operands_are_left_to_the_composed_operation():
    wide = mt.ones(30, 20, dtype=mt.float64)
    assert set(dropped(wide, 0.5, 0).unique().tolist()) == {0, 2}
    assert dropped(mt.ones(0, 3), 0.5, 0).shape == (0, 3)
    assert dropped(mt.ones(30, 20), 1.0, 0).sum() == 0
    x = mt.ones(30, 20)
    assert dropped(x, 0.0, 0) is x
    with mt.use_backend("numba"):
        assert nn.Dropout(0.5).eval()(x) is x
