"""Compiled layers over whole sequences against the same steps taken one by one, and against loops in NumPy."""

import numpy as np
import pytest

import minitorch_ref as mt
from minitorch_ref.functions import dispatch
from minitorch_ref.functions.sequences import GRULayer, LSTMLayer

KINDS = {"LSTM": mt.nn.LSTM, "GRU": mt.nn.GRU}
both = pytest.mark.parametrize("kind", list(KINDS))


def draw(*shape, seed=0):
    return np.random.default_rng(seed).standard_normal(shape)


def network_of(kind, *sizes, **settings):
    """A network with weights that do not depend on anything but their number."""
    network = KINDS[kind](*sizes, **settings)
    for seed, weight in enumerate(network.parameters()):
        weight.data = mt.tensor(draw(*weight.shape, seed=seed) * 0.4, dtype=weight.dtype)
    return network


def states_of(kind, *shape, dtype):
    """The state before: one tensor for a GRU, two for an LSTM."""
    parts = 2 if kind == "LSTM" else 1
    return [mt.tensor(draw(*shape, seed=21 + n), dtype=dtype).requires_grad_() for n in range(parts)]


def run(kind, backend, sizes, dtype, **settings):
    """Output, state and every gradient of a network on one backend."""
    length, batch, width, hidden = sizes
    with mt.use_backend(backend):
        network = network_of(kind, width, hidden, dtype=dtype, **settings)
        shape = (batch, length, width) if network.batch_first else (length, batch, width)
        x = mt.tensor(draw(*shape, seed=20), dtype=dtype).requires_grad_()
        state = states_of(kind, network.num_layers * network.directions(), batch, hidden, dtype=dtype)
        output, last = network(x, tuple(state) if kind == "LSTM" else state[0])
        last = last if kind == "LSTM" else (last,)
        loss = (output * mt.tensor(draw(*output.shape, seed=30), dtype=dtype)).sum()
        for number, part in enumerate(last):
            loss = loss + (part * (number + 2)).sum()
        loss.backward()
        results = (output.detach(), *(part.detach() for part in last), x.grad, *(part.grad for part in state))
        return [r.numpy() for r in (*results, *(p.grad for p in network.parameters()))]


@both
@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize(
    "settings", [{}, {"bias": False}, {"bidirectional": True, "num_layers": 2}, {"batch_first": True}]
)
@pytest.mark.parametrize("sizes", [(7, 19, 3, 5), (1, 1, 2, 1), (4, 8, 6, 33)])
def test_outputs_states_and_gradients_are_those_of_the_steps(kind, sizes, settings, threads):
    before = mt.get_num_threads()
    mt.set_num_threads(threads)
    try:
        ours = run(kind, "numba", sizes, mt.float64, **settings)
    finally:
        mt.set_num_threads(before)
    for found, wanted in zip(ours, run(kind, "numpy", sizes, mt.float64, **settings), strict=True):
        np.testing.assert_allclose(found, wanted, rtol=1e-9, atol=1e-11)


@both
def test_float32_is_as_exact_as_it_can_be(kind):
    sizes = (9, 12, 4, 20)
    for found, wanted in zip(run(kind, "numba", sizes, mt.float32), run(kind, "numpy", sizes, mt.float64), strict=True):
        np.testing.assert_allclose(found, wanted, rtol=1e-4, atol=2e-5)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def gru_loop(x, h, w_ih, w_hh, b_ih, b_hh):
    """The definition, number by number."""
    hidden, states = len(h[0]), []
    for step in x:
        after = np.empty_like(h)
        for n, j in np.ndindex(*h.shape):
            r, z, c = (w_ih[gate * hidden + j] @ step[n] + b_ih[gate * hidden + j] for gate in range(3))
            h_r, h_z, h_c = (w_hh[gate * hidden + j] @ h[n] + b_hh[gate * hidden + j] for gate in range(3))
            update = sigmoid(z + h_z)
            after[n, j] = (1 - update) * np.tanh(c + sigmoid(r + h_r) * h_c) + update * h[n, j]
        h = after
        states.append(h)
    return np.stack(states)


def test_a_gated_recurrent_unit_is_its_definition_in_numpy():
    with mt.use_backend("numba"):
        network = network_of("GRU", 3, 17, dtype=mt.float64)
        x, h = draw(4, 9, 3), draw(9, 17, seed=1)
        assert dispatch.kernel("gru", mt.tensor(x), mt.tensor(h)) is not None
        output, last = network(mt.tensor(x), mt.tensor(h).unsqueeze(0))
    wanted = gru_loop(x, h, *(p.detach().numpy() for p in network.parameters()))
    np.testing.assert_allclose(output.detach().numpy(), wanted, rtol=1e-12, atol=1e-13)
    np.testing.assert_array_equal(last[0].detach().numpy(), output[-1].detach().numpy())


@both
def test_one_sequence_without_a_batch_is_a_batch_of_one(kind):
    with mt.use_backend("numba"):
        network = network_of(kind, 3, 4, dtype=mt.float64)
        x = mt.tensor(draw(6, 3))
        alone, batch = network(x)[0], network(x.unsqueeze(1))[0]
    np.testing.assert_array_equal(alone.detach().numpy(), batch.squeeze(1).detach().numpy())


@both
def test_a_sequence_that_is_not_a_number_leaves_the_others_alone(kind):
    with mt.use_backend("numba"):
        network = network_of(kind, 3, 5)
        x = draw(4, 11, 3).astype(np.float32)
        clean = network(mt.tensor(x))[0].detach().numpy()
        x[1, 3, 0], x[2, 7, 1] = np.nan, np.inf
        found = network(mt.tensor(x))[0].detach().numpy()
    others = np.delete(np.arange(11), [3, 7])
    np.testing.assert_array_equal(found[:, others], clean[:, others])
    np.testing.assert_array_equal(found[:1], clean[:1])
    assert np.isnan(found[1:, 3]).all()
    assert np.isfinite(found[:, 7]).all()  # gates are shut or open, not more


@both
def test_no_sequences_and_no_time_are_as_with_numpy(kind):
    for sizes in ((3, 0, 2), (0, 3, 2)):
        results = []
        for backend in ("numpy", "numba"):
            with mt.use_backend(backend):
                try:
                    results.append(network_of(kind, 2, 3)(mt.zeros(*sizes))[0].shape)
                except RuntimeError as error:
                    results.append(str(error))
        assert results[0] == results[1]


@both
def test_inputs_in_any_layout_give_the_same(kind):
    with mt.use_backend("numba"):
        network = network_of(kind, 4, 6, dtype=mt.float64)
        x, h = draw(5, 9, 4), draw(9, 6, seed=1)
        parts = 2 if kind == "LSTM" else 1

        def outputs(x, h):
            start = h.unsqueeze(0)
            x.requires_grad_()
            output = network(x, (start, start) if parts == 2 else start)[0]
            weights = mt.tensor(draw(*output.shape[::-1], seed=3)).permute(2, 1, 0)
            (grad,) = mt.autograd.grad((output * weights).sum(), x)
            return [output.detach().numpy(), grad.numpy()]

        wanted = outputs(mt.tensor(x), mt.tensor(h))
        turned = outputs(mt.tensor(x.transpose(2, 1, 0).copy()).permute(2, 1, 0), mt.tensor(h.T.copy()).t())
        sliced = outputs(mt.tensor(np.repeat(x, 2, 2))[:, :, ::2], mt.tensor(np.repeat(h, 3, 0))[::3])
    for found in (turned, sliced):
        for one, other in zip(found, wanted, strict=True):
            np.testing.assert_allclose(one, other, rtol=1e-12, atol=1e-13)


LAYERS = {
    "LSTM": (LSTMLayer, ((3, 2, 3), (2, 2), (2, 2), (8, 3), (8, 2), (8,), (8,))),
    "GRU": (GRULayer, ((3, 2, 3), (2, 2), (6, 3), (6, 2), (6,), (6,))),
}


@both
def test_gradients_and_their_gradients_pass_finite_differences(kind):
    layer, shapes = LAYERS[kind]
    with mt.use_backend("numba"):
        inputs = tuple(mt.tensor(draw(*shape, seed=n)).requires_grad_() for n, shape in enumerate(shapes))
        assert mt.autograd.gradcheck(lambda *x: layer.apply(*x), inputs)
        assert mt.autograd.gradgradcheck(layer.apply if kind == "GRU" else lambda *x: layer.apply(*x)[0], inputs)


@both
def test_only_gradients_that_are_needed_are_returned(kind):
    with mt.use_backend("numba"):
        network = network_of(kind, 3, 4)
        network.weight_hh_l0.requires_grad_(False)
        network.bias_ih_l0.requires_grad_(False)
        network(mt.tensor(draw(5, 2, 3), dtype=mt.float32))[0].sum().backward()
    assert network.weight_hh_l0.grad is None
    assert network.bias_ih_l0.grad is None
    assert network.weight_ih_l0.grad is not None
    assert network.bias_hh_l0.grad is not None


@both
def test_gradients_of_the_two_biases_are_two_tensors(kind):
    with mt.use_backend("numba"):
        network = network_of(kind, 3, 4)
        network(mt.tensor(draw(5, 2, 3), dtype=mt.float32))[0].sum().backward()
        before = network.bias_hh_l0.grad.clone()
        network.bias_ih_l0.grad.zero_()
    np.testing.assert_array_equal(network.bias_hh_l0.grad.numpy(), before.numpy())


@both
def test_a_state_made_from_the_inputs_is_not_counted_twice(kind):
    def second_gradient(backend):
        with mt.use_backend(backend):
            network = network_of(kind, 3, 2, dtype=mt.float64)
            x = mt.tensor(draw(4, 3, 3)).requires_grad_()
            h = x.sum(0)[:, :2].unsqueeze(0)
            output, _ = network(x, (h, h * 2) if kind == "LSTM" else h)
            (first,) = mt.autograd.grad((output**2).sum(), x, create_graph=True)
            (first**2).sum().backward()
            return x.grad.numpy()

    np.testing.assert_allclose(second_gradient("numba"), second_gradient("numpy"), rtol=1e-9, atol=1e-11)
