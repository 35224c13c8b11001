"""Compiled long short-term memories against the same steps taken one by one."""

import numpy as np
import pytest

import minitorch_ref as mt
from minitorch_ref.functions.recurrent import LSTMSequence


def draw(*shape, seed=0):
    return np.random.default_rng(seed).standard_normal(shape)


def run(backend, sizes, dtype, **settings):
    """Output, state and every gradient of a network on one backend."""
    length, batch, width, hidden = sizes
    mt.manual_seed(0)
    with mt.use_backend(backend):
        network = mt.nn.LSTM(width, hidden, dtype=dtype, **settings)
        for seed, weight in enumerate(network.parameters()):
            weight.data = mt.tensor(draw(*weight.shape, seed=seed) * 0.4, dtype=dtype)
        layers = network.num_layers * network.directions()
        x, h, c = (
            mt.tensor(draw(*shape, seed=20 + n), dtype=dtype).requires_grad_()
            for n, shape in enumerate(((length, batch, width), (layers, batch, hidden), (layers, batch, hidden)))
        )
        output, (last_h, last_c) = network(x, (h, c))
        loss = (output * mt.tensor(draw(*output.shape, seed=30), dtype=dtype)).sum() + (last_h * last_c).sum()
        loss.backward()
        results = (output.detach(), last_h.detach(), last_c.detach(), x.grad, h.grad, c.grad)
        return [r.numpy() for r in (*results, *(p.grad for p in network.parameters()))]


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("settings", [{}, {"bias": False}, {"bidirectional": True, "num_layers": 2}])
@pytest.mark.parametrize("sizes", [(7, 19, 3, 5), (1, 1, 2, 1), (4, 8, 6, 33)])
def test_outputs_states_and_gradients_are_those_of_the_steps(sizes, settings, threads):
    before = mt.get_num_threads()
    mt.set_num_threads(threads)
    try:
        ours = run("numba", sizes, mt.float64, **settings)
    finally:
        mt.set_num_threads(before)
    for found, wanted in zip(ours, run("numpy", sizes, mt.float64, **settings), strict=True):
        np.testing.assert_allclose(found, wanted, rtol=1e-9, atol=1e-11)


def test_float32_is_as_exact_as_it_can_be():
    for found, wanted in zip(
        run("numba", (9, 12, 4, 20), mt.float32), run("numpy", (9, 12, 4, 20), mt.float64), strict=True
    ):
        np.testing.assert_allclose(found, wanted, rtol=1e-4, atol=2e-5)


def test_gradients_of_gradients_pass_finite_differences():
    with mt.use_backend("numba"):
        shapes = ((3, 2, 8), (2, 2), (2, 2), (8, 2), (8,))
        inputs = tuple(mt.tensor(draw(*shape, seed=n)).requires_grad_() for n, shape in enumerate(shapes))
        assert mt.autograd.gradcheck(lambda *x: LSTMSequence.apply(*x), inputs)
        assert mt.autograd.gradgradcheck(lambda *x: LSTMSequence.apply(*x)[0], inputs)


def test_a_state_made_from_the_inputs_is_not_counted_twice():
    def second_gradient(backend):
        with mt.use_backend(backend):
            w = mt.tensor(draw(8, 2)).requires_grad_()
            network = mt.nn.LSTM(3, 2, dtype=mt.float64)
            for seed, weight in enumerate(network.parameters()):
                weight.data = mt.tensor(draw(*weight.shape, seed=seed))
            x = mt.tensor(draw(4, 3, 3)).requires_grad_()
            h = x.sum(0)[:, :2].unsqueeze(0)
            output, _ = network(x, (h, h * 2))
            (first,) = mt.autograd.grad((output**2).sum() + w.sum(), x, create_graph=True)
            (first**2).sum().backward()
            return x.grad.numpy()

    np.testing.assert_allclose(second_gradient("numba"), second_gradient("numpy"), rtol=1e-9, atol=1e-11)
