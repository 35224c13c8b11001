"""Linear maps where they differ from a product and a sum: their node, empty inputs, other types, errors."""

import numpy as np
import pytest

import minitorch_ref as mt
from minitorch_ref.autograd import leaves


def test_a_layer_is_one_node_under_pytorchs_name():
    x, layer = mt.ones(2, 3), mt.nn.Linear(3, 4)
    node = layer(x).grad_fn
    assert node.name() == "AddmmBackward0"
    names = [None if edge is None else edge.name() for edge, _ in node.next_functions]
    assert names == [None, "AccumulateGrad", "AccumulateGrad"]
    assert mt.nn.Linear(3, 4, bias=False)(x).grad_fn.name() == "MmBackward0"


@pytest.mark.parametrize(("shape", "n"), [((0, 3), 3), ((2, 0, 3), 3), ((4, 0), 0)])
def test_an_empty_input_gives_the_bias_or_nothing(shape, n):
    x = mt.zeros(shape, requires_grad=True)
    weight, bias = mt.ones(5, n, requires_grad=True), mt.arange(5.0, requires_grad=True)
    y = mt.nn.functional.linear(x, weight, bias)
    np.testing.assert_array_equal(y.detach().numpy(), np.broadcast_to(np.arange(5.0), (*shape[:-1], 5)))
    y.sum().backward()
    assert x.grad.shape == shape
    np.testing.assert_array_equal(weight.grad.numpy(), np.zeros((5, n)))
    np.testing.assert_array_equal(bias.grad.numpy(), np.full(5, np.prod(shape[:-1])))


def test_whole_numbers_and_complex_ones_are_mapped_too():
    x, weight = np.array([[1, 2], [3, 4]]), np.array([[5, 6]])
    np.testing.assert_array_equal(mt.nn.functional.linear(mt.tensor(x), mt.tensor(weight)).numpy(), x @ weight.T)
    x, weight = x * (1 + 2j), weight * 1j
    y = mt.nn.functional.linear(mt.tensor(x), mt.tensor(weight), mt.tensor([1j]))
    np.testing.assert_allclose(y.numpy(), x @ weight.T + 1j)


def test_sizes_and_types_that_do_not_fit_are_refused():
    with pytest.raises(mt.ShapeError, match="inner sizes must match"):
        mt.nn.functional.linear(mt.ones(2, 3), mt.ones(4, 2))
    with pytest.raises(mt.UnsupportedError, match="element types must be the same"):
        mt.nn.functional.linear(mt.ones(2, 3), mt.ones(4, 3, dtype=mt.float64))
    with pytest.raises(mt.ShapeError):
        mt.nn.functional.linear(mt.ones(2, 3), mt.ones(4, 3), mt.ones(3))


@pytest.mark.parametrize("rows", [3, 300])
def test_the_first_gradients_of_a_layer_are_kept_without_a_copy(monkeypatch, rows):
    def refuse(leaf, grad):
        raise AssertionError(f"the gradient of {tuple(leaf.shape)} was copied")

    layer = mt.nn.Linear(4, 5)
    loss = layer(mt.ones(rows, 4)).sum()
    monkeypatch.setattr(leaves, "accumulate", refuse)
    loss.backward()
    np.testing.assert_array_equal(layer.bias.grad.numpy(), np.full(5, rows))
    np.testing.assert_array_equal(layer.weight.grad.numpy(), np.full((5, 4), rows))


def test_the_derivative_of_the_gradients_of_a_layer():
    x = mt.randn(3, 4, dtype=mt.float64, requires_grad=True)
    weight, bias = (
        mt.randn(2, 4, dtype=mt.float64, requires_grad=True),
        mt.randn(2, dtype=mt.float64, requires_grad=True),
    )
    assert mt.autograd.gradgradcheck(mt.nn.functional.linear, (x, weight, bias))
