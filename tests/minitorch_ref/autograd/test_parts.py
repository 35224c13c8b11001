"""The parts of autograd that students write, each on its own."""

import numpy as np
import pytest

import minitorch_ref as mt
from minitorch_ref.autograd.differences import numerical
from minitorch_ref.autograd.engine import ready_nodes
from minitorch_ref.autograd.leaves import accumulate
from minitorch_ref.autograd.node import Edge, Node
from minitorch_ref.autograd.trial import passes_trial
from minitorch_ref.functions.arithmetic import Add, Mul, Sub


def graph(count, edges):
    nodes = [Node() for _ in range(count)]
    for source, target in edges:
        nodes[source].edges = (*nodes[source].edges, None if target is None else Edge(nodes[target], 0))
    return nodes


def test_every_node_comes_once_and_after_all_that_send_to_it():
    rng = np.random.default_rng(0)
    for _ in range(20):
        edges = [sorted(rng.choice(12, size=2, replace=False).tolist()) for _ in range(30)]
        nodes = graph(12, edges)
        order = list(ready_nodes([nodes[0], nodes[3], nodes[0]]))
        place = {node: i for i, node in enumerate(order)}
        assert len(place) == len(order)
        for source, target in edges:
            if nodes[source] in place:
                assert place[nodes[source]] < place[nodes[target]]


def test_edges_to_nowhere_and_graphs_of_nothing():
    nodes = graph(2, [(0, None), (0, 1), (0, None)])
    assert list(ready_nodes(nodes[:1])) == nodes
    assert list(ready_nodes([])) == []


def test_a_node_is_asked_for_only_when_the_one_before_has_been_dealt_with():
    nodes = graph(3, [(0, 1), (1, 2)])
    order = ready_nodes([nodes[0]])
    assert next(order) is nodes[0]
    assert next(order) is nodes[1]


def names_in_order_of_running(nodes):
    ran = []
    for name, node in nodes.items():
        node.register_prehook(lambda grads, name=name: ran.append(name))
    return ran


def test_a_chain_goes_straight_on_until_it_branches_and_waits_where_the_branches_meet():
    x = mt.tensor([0.3, -0.7], dtype=mt.float64, requires_grad=True)
    twice = x * 2
    power = twice.exp()
    sine, cosine = power.sin(), power.cos()
    total = (sine * cosine).neg().sum()
    nodes = {"exp": power, "sin": sine, "cos": cosine, "mul": twice, "sum": total}
    ran = names_in_order_of_running({name: result.grad_fn for name, result in nodes.items()})
    total.backward()
    assert ran in (["sum", "sin", "cos", "exp", "mul"], ["sum", "cos", "sin", "exp", "mul"])
    e = np.exp(2 * x.detach().numpy())
    np.testing.assert_allclose(x.grad.numpy(), -np.cos(2 * e) * 2 * e)


def test_one_node_may_send_twice_to_the_next_and_one_root_may_lead_to_another():
    x = mt.tensor([0.5, 2.0], requires_grad=True)
    square = x * x
    fourth = square * square
    mt.autograd.backward([fourth.neg(), square], [mt.ones(2), mt.ones(2)])
    np.testing.assert_allclose(x.grad.numpy(), [-4 * 0.125 + 2 * 0.5, -4 * 8.0 + 2 * 2.0])


class Silent(mt.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x.clone()

    @staticmethod
    def backward(ctx, grad_output):
        return None


def test_where_an_operation_sends_nothing_back_the_nodes_behind_it_do_not_run():
    x = mt.ones(2, requires_grad=True)
    before = x.exp()
    ran = names_in_order_of_running({"exp": before.grad_fn})
    Silent.apply(before).sum().backward()
    assert ran == []
    assert x.grad is None


def test_the_table_of_derivatives_has_a_row_for_each_input_also_of_views_and_scalars():
    x = mt.arange(6, dtype=mt.float64).reshape(2, 3).t()
    np.testing.assert_allclose(numerical(lambda x: x * x, x), np.diag(2 * x.numpy().reshape(-1)), atol=1e-8)
    np.testing.assert_allclose(numerical(lambda x: x.exp(), mt.tensor(0.0, dtype=mt.float64)), [[1.0]])
    assert numerical(lambda x: x.sum(), mt.zeros(0, 2)).shape == (0, 1)
    assert numerical(lambda x: x[:0], mt.ones(3)).shape == (3, 0)


def test_a_leaf_shares_nothing_and_adds_in_place():
    leaf, grad = mt.zeros(3, requires_grad=True), mt.tensor(2.0).expand(3)
    with mt.no_grad():
        accumulate(leaf, grad)
        held = leaf.grad
        accumulate(leaf, grad)
    assert leaf.grad is held
    assert held.tolist() == [4, 4, 4]
    assert grad.tolist() == [2, 2, 2]


def test_a_recorded_sum_is_a_new_tensor():
    leaf, x = mt.zeros(1, requires_grad=True), mt.ones(1, requires_grad=True)
    accumulate(leaf, 2 * x)
    held = leaf.grad
    accumulate(leaf, 3 * x)
    assert (held.item(), leaf.grad.item()) == (2, 5)
    leaf.grad.backward()
    assert x.grad.item() == 5


class Wrong(Mul):
    @staticmethod
    def backward(ctx, grad_output):
        x, y = ctx.saved_tensors
        return grad_output * y, grad_output * x.abs()


def test_a_trial_tells_right_rules_from_wrong_ones():
    assert [passes_trial(operation) for operation in (Add, Sub, Mul, Wrong)] == [True, True, True, False]


@pytest.mark.parametrize("operation", ["mul", "exp", "log", "sum", "matmul"])
def test_the_rules_for_real_numbers_serve_for_complex_ones(operation):
    rng = np.random.default_rng(1)
    z, w = (mt.tensor(rng.normal(size=(2, 2)) + 1j * rng.normal(size=(2, 2)), requires_grad=True) for _ in range(2))
    compute = {
        "mul": lambda z: z * w,
        "exp": lambda z: z.exp(),
        "log": lambda z: z.log(),
        "sum": lambda z: z.sum(1),
        "matmul": lambda z: z @ w,
    }[operation]
    weights = mt.tensor(rng.normal(size=tuple(compute(z).shape)) + 1j)
    (compute(z) * weights).real.sum().backward()

    def real(at):
        with mt.no_grad():
            return (compute(at) * weights).real.sum().item()

    step = 1e-6
    for index in np.ndindex(2, 2):
        for direction, part in ((1, np.real), (1j, np.imag)):
            moved = [z.detach().numpy().copy() for _ in range(2)]
            moved[0][index] += step * direction
            moved[1][index] -= step * direction
            slope = (real(mt.tensor(moved[0])) - real(mt.tensor(moved[1]))) / (2 * step)
            assert part(z.grad.numpy()[index]) == pytest.approx(slope, abs=1e-6)
