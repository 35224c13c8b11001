"""Backpropagation: where gradients go, how they add up, what may run twice."""

import gc
import weakref

import numpy as np
import pytest

import minitorch_ref as mt
from minitorch_ref.autograd.engine import sum_to_shape
from minitorch_ref.autograd.listing import topological_order


def leaf(*numbers):
    return mt.tensor(list(numbers), requires_grad=True)


def test_gradients_reach_every_leaf_and_add_up():
    x, y = leaf(1.0, 2.0), leaf(3.0, 4.0)
    (x * y + x).sum().backward()
    assert (x.grad.tolist(), y.grad.tolist()) == ([4, 5], [1, 2])
    (2 * x).sum().backward()
    assert x.grad.tolist() == [6, 7]


def test_the_gradient_tensor_stays_the_same_object_and_is_nobody_elses():
    x, y = leaf(1.0), leaf(2.0)
    gradient = mt.tensor([5.0])
    (x + y).backward(gradient)
    before = x.grad
    (x * 3).sum().backward()
    assert x.grad is before
    assert (x.grad.tolist(), y.grad.tolist(), gradient.tolist()) == ([8], [5], [5])


def test_a_tensor_used_twice_gets_both_gradients():
    x = leaf(3.0)
    y = x * x
    (y * y + y).sum().backward()
    assert x.grad.item() == 4 * 27 + 6


def test_a_given_gradient_weights_the_output():
    x = leaf(1.0, 2.0)
    (x * x).backward(mt.tensor([1.0, 10.0]))
    assert x.grad.tolist() == [2, 40]


def test_without_a_gradient_the_output_must_be_one_number():
    x = leaf(1.0, 2.0)
    for wrong in (lambda: (x * 2).backward(), lambda: x.detach().sum().backward(),
                  lambda: (x * 2).backward(mt.ones(3))):  # fmt: skip
        with pytest.raises(RuntimeError):
            wrong()


def test_a_second_pass_needs_what_the_first_has_freed():
    x = leaf(2.0)
    y = x * x
    y.backward(retain_graph=True)
    y.backward()
    assert x.grad.item() == 8
    with pytest.raises(RuntimeError, match=r"second time.*retain_graph"):
        y.backward()
    z = x + 1
    z.backward()
    z.backward()  # an addition has saved nothing


def test_leaves_and_results():
    x = leaf(1.0)
    y = x * 2
    assert (x.is_leaf, y.is_leaf, x.grad_fn, y.grad_fn.name()) == (True, False, None, "MulBackward0")
    assert y.grad_fn.next_functions[0][0].variable is x
    assert y.detach().is_leaf
    assert not y.detach().requires_grad
    assert y.grad is None
    with pytest.raises(RuntimeError, match="leaf"):
        y.requires_grad = False
    with pytest.raises(RuntimeError, match="float"):
        mt.arange(3).requires_grad_()
    assert not (x > 0).requires_grad
    assert repr(x) == "tensor([1.], requires_grad=True)"
    assert repr(y) == "tensor([2.], grad_fn=<MulBackward0>)"


def test_numpy_and_deepcopy_do_not_drop_a_gradient_silently():
    import copy

    x = leaf(1.0)
    with pytest.raises(RuntimeError, match="detach"):
        x.numpy()
    with pytest.raises(RuntimeError, match="detach"):
        np.asarray(x)
    assert copy.deepcopy(x).requires_grad
    with pytest.raises(RuntimeError):
        copy.deepcopy(x * 2)


def test_grad_returns_gradients_and_changes_nothing():
    x, y = leaf(2.0), leaf(3.0)
    middle = x * y
    found = mt.autograd.grad(middle * middle, [middle, x])
    assert [gradient.item() for gradient in found] == [12, 36]
    assert x.grad is None
    assert y.grad is None


def test_grad_of_an_unused_input():
    x, y = leaf(2.0), leaf(3.0)
    with pytest.raises(RuntimeError, match="allow_unused"):
        mt.autograd.grad(x * 2, [x, y])
    assert mt.autograd.grad(x * 2, [x, y], allow_unused=True)[1] is None
    assert mt.autograd.grad(x * 2, [x, y], materialize_grads=True)[1].tolist() == [0]
    with pytest.raises(RuntimeError, match="require grad"):
        mt.autograd.grad(x * 2, mt.ones(1))


def test_backward_for_some_inputs_only():
    x, y = leaf(2.0), leaf(3.0)
    (x * y).backward(inputs=[y])
    assert x.grad is None
    assert y.grad.item() == 2


def test_gradients_of_gradients():
    x = leaf(2.0)
    y = x**4
    for wanted in (32.0, 48.0, 48.0, 24.0):
        (y,) = mt.autograd.grad(y, x, create_graph=True)
        assert y.item() == wanted


def test_create_graph_in_backward_makes_a_gradient_with_a_history():
    x = leaf(3.0)
    (x**3).backward(create_graph=True)
    assert x.grad.item() == 27
    (x.grad * 1).backward()
    assert x.grad.item() == 27 + 18


def test_broadcasting_is_undone():
    x, y = mt.ones(3, 1, requires_grad=True), mt.ones(4, requires_grad=True)
    (x * y).sum().backward()
    assert x.grad.tolist() == [[4], [4], [4]]
    assert y.grad.tolist() == [3, 3, 3, 3]
    assert sum_to_shape(mt.ones(2, 3), (3,)).tolist() == [2, 2, 2]
    with pytest.raises(RuntimeError):
        sum_to_shape(mt.ones(2, 3), (2,))


def test_element_types_come_back():
    x = mt.ones(2, requires_grad=True)
    y = mt.ones(2, dtype=mt.float64, requires_grad=True)
    (x * y).sum().backward()
    assert x.grad.dtype is mt.float32
    assert y.grad.dtype is mt.float64


def test_the_order_is_topological():
    x = leaf(1.0)
    a = x * 2
    result = (a + a * a) * x
    order = topological_order([result.grad_fn])
    place = {node: i for i, node in enumerate(order)}
    assert len(order) == 5
    assert all(place[node] < place[edge.node] for node in order for edge in node.edges if edge is not None)


def test_a_very_long_chain_neither_overflows_nor_leaks():
    x = mt.tensor(1.0, requires_grad=True)
    y = x
    for _ in range(100_000):
        y = y + 0.0
    y.backward()
    assert x.grad.item() == 1
    del y


def test_a_graph_is_freed_without_the_garbage_collector():
    gc.collect()
    gc.disable()
    try:
        x = leaf(0.5, 0.25)
        y = x.exp().tanh() * x
        z = (y.sigmoid() * y).sum()
        nodes = [weakref.ref(node) for node in topological_order([z.grad_fn])]
        z.backward()
        del y, z
        assert [node() for node in nodes if node() is not None] == []
    finally:
        gc.enable()


def test_nothing_is_recorded_where_nobody_asks():
    x = leaf(1.0)
    with mt.no_grad():
        assert not (x * 2).requires_grad
        with mt.enable_grad():
            assert (x * 2).requires_grad
    with mt.set_grad_enabled(False):
        assert not (x * 2).requires_grad
    with mt.inference_mode():
        assert mt.is_inference_mode_enabled()
        assert not (x * 2).requires_grad
    assert mt.is_grad_enabled()


def test_modes_decorate_functions_and_generators():
    x = leaf(1.0)

    @mt.no_grad()
    def quiet():
        return x * 2

    @mt.no_grad
    def quiet_without_brackets():
        return x * 2

    @mt.no_grad()
    def numbers():
        yield x * 2
        yield x * 3

    assert not quiet().requires_grad
    assert not quiet_without_brackets().requires_grad
    for number in numbers():
        assert not number.requires_grad
        assert mt.is_grad_enabled()


def test_set_grad_enabled_as_a_call_stays():
    mt.set_grad_enabled(False)
    try:
        assert not mt.is_grad_enabled()
    finally:
        mt.set_grad_enabled(True)


def test_a_mode_ends_with_an_error():
    with pytest.raises(ValueError, match="x"), mt.no_grad():
        raise ValueError("x")
    assert mt.is_grad_enabled()
