"""Compiled steps of optimizers against the same steps composed, and the formulas of the papers in NumPy float64."""

import numpy as np
import pytest

import minitorch_ref as mt

OPTIMIZERS = {
    "SGD": (mt.optim.SGD, {"lr": 0.1}),
    "SGD with decay, climbing": (mt.optim.SGD, {"lr": 0.1, "weight_decay": 0.01, "maximize": True}),
    "momentum": (mt.optim.SGD, {"lr": 0.1, "momentum": 0.9, "dampening": 0.1, "weight_decay": 0.01}),
    "Nesterov": (mt.optim.SGD, {"lr": 0.1, "momentum": 0.9, "nesterov": True}),
    "Adam": (mt.optim.Adam, {"lr": 0.1, "betas": (0.8, 0.95), "eps": 1e-6}),
    "Adam with decay, climbing": (mt.optim.Adam, {"lr": 0.1, "weight_decay": 0.1, "maximize": True}),
    "AdamW": (mt.optim.AdamW, {"lr": 0.1, "weight_decay": 0.1}),
    "RMSprop": (mt.optim.RMSprop, {"lr": 0.01, "alpha": 0.9, "weight_decay": 0.1}),
}


def draw(*shape, seed=0):
    return np.random.default_rng(seed).standard_normal(shape)


def trained(backend, kind, settings, dtype, steps=4):
    """Two parameters after some steps with given gradients, and the state of the optimizer."""
    with mt.use_backend(backend):
        params = [mt.tensor(draw(*shape), dtype=dtype).requires_grad_() for shape in ((301, 67), (5,))]
        optimizer = kind(params, **settings)
        for step in range(steps):
            for number, p in enumerate(params):
                p.grad = mt.tensor(draw(*p.shape, seed=10 * step + number + 1), dtype=dtype)
            optimizer.step()
        return [p.detach().numpy() for p in params], optimizer.state_dict()


@pytest.mark.parametrize("dtype", [mt.float32, mt.float64])
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_steps_are_those_of_the_composed_formula(name, dtype):
    ours, state = trained("numba", *OPTIMIZERS[name], dtype)
    wanted, composed_state = trained("numpy", *OPTIMIZERS[name], dtype)
    close = {"rtol": 1e-5, "atol": 1e-6} if dtype is mt.float32 else {"rtol": 1e-12, "atol": 1e-13}
    for p, q in zip(ours, wanted, strict=True):
        np.testing.assert_allclose(p, q, **close)
    assert state["state"].keys() == composed_state["state"].keys()
    for number, kept in state["state"].items():
        assert list(kept) == list(composed_state["state"][number])
        for key, value in kept.items():
            np.testing.assert_allclose(value.numpy(), composed_state["state"][number][key].numpy(), **close)


def test_adam_takes_the_steps_of_the_paper():
    p, g = draw(40_000), [draw(40_000, seed=step) for step in (1, 2, 3)]
    with mt.use_backend("numba"):
        parameter = mt.tensor(p, dtype=mt.float64).requires_grad_()
        optimizer = mt.optim.Adam([parameter], lr=0.01)
        for grad in g:
            parameter.grad = mt.tensor(grad)
            optimizer.step()
    m = v = 0
    for t, grad in enumerate(g, 1):
        m, v = 0.9 * m + 0.1 * grad, 0.999 * v + 0.001 * grad**2
        p = p - 0.01 * (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)
    np.testing.assert_allclose(parameter.detach().numpy(), p, rtol=1e-12, atol=1e-15)


def test_a_step_counts_as_writing():
    with mt.use_backend("numba"):
        p = mt.ones(3).requires_grad_()
        loss = (p * p).sum()
        p.grad = mt.ones(3)
        mt.optim.SGD([p], lr=0.1).step()
        with pytest.raises(RuntimeError, match="modified by an inplace operation"):
            loss.backward()


def test_small_parameters_go_along_with_a_large_one_and_small_models_load_no_compiler():
    with mt.use_backend("auto"):
        small, large = (mt.ones(n).requires_grad_() for n in (3, 20_000))
        alone, together = mt.optim.SGD([small]), mt.optim.SGD([small, large])
        alone.largest, together.largest = small, large
        with mt.no_grad():
            assert not alone.take_fused("sgd", small, mt.ones(3), (), 0.25, 0.0, 1)
            assert small.tolist() == [1, 1, 1]
            assert together.take_fused("sgd", small, mt.ones(3), (), 0.25, 0.0, 1)
            assert small.tolist() == [0.75, 0.75, 0.75]


def test_parameters_in_another_order_in_memory_are_changed_in_place():
    with mt.use_backend("numba"):
        memory = mt.zeros(30, 20)
        p = memory.t().requires_grad_()
        p.grad = mt.ones(20, 30)
        mt.optim.AdamW([p], lr=0.5).step()
        assert (abs(memory.numpy() + 0.5) < 1e-6).all()
