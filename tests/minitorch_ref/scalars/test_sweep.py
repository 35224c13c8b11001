"""Order, contributions and gradients, against values worked by hand and finite differences."""

import random

import pytest

from minitorch_ref.scalars import Variable, backward, differences
from minitorch_ref.scalars.sweep import contributions, topological_order
from minitorch_ref.scalars.trial import passes_trial, with_numbers


def newton(a):
    r = a
    while abs(r.value * r.value - a.value) > 1e-10:
        r = (r + a / r) * 0.5
    return r


def gradient(f, point):
    leaves = [Variable(x) for x in point]
    f(*leaves).backward()
    return tuple(leaf.grad for leaf in leaves)


def test_every_variable_comes_after_its_inputs_and_once():
    generator = random.Random(0)
    for _ in range(30):
        nodes = [Variable(1.0)]
        for _ in range(25):
            inputs = [nodes[-1], *generator.choices(nodes, k=2)]
            nodes.append(Variable(1.0, inputs=inputs, derivatives=[1.0] * 3))
        order = topological_order(nodes[-1])
        place = {variable: i for i, variable in enumerate(order)}
        assert len(place) == len(order) == len(nodes)
        assert all(place[x] < place[variable] for variable in order for x in variable.inputs)


def test_what_does_not_lead_to_the_result_is_left_out():
    x = Variable(1.0)
    y, _ = x * 2, x * 3
    assert topological_order(y) == [x, y]
    assert topological_order(x) == [x]


def test_contributions_of_the_drawn_graph():
    x, y = Variable(3.0), Variable(-2.0)
    product = x * y
    z = product + x
    found = {(c.source, c.target): c.amount for c in contributions(z)}
    assert found == {(z, product): 1.0, (z, x): 1.0, (product, x): -2.0, (product, y): 3.0}


def test_nobody_sends_before_everything_has_arrived():
    x = Variable(0.5)
    u = x * x
    sent = contributions(u * 2 + (u.exp() + x).log() * u)
    for i, contribution in enumerate(sent):
        assert all(later.target is not contribution.source for later in sent[i:])


def test_a_chain_of_doublings_is_swept_edge_by_edge_not_path_by_path():
    x = result = Variable(1.0)
    for _ in range(60):
        result = result + result
    result.backward()
    assert (len(contributions(result)), x.grad) == (120, 2.0**60)


@pytest.mark.parametrize(
    ("f", "point"),
    [
        (lambda x, y: x * y + x, (3.0, -2.0)),
        (lambda x, y: 2 - (x - 3 * y) / (y * 4), (0.7, 1.3)),
        (lambda x: ((x * x).exp() + 1).log() / x, (0.8,)),
        (lambda x: -x * x if x < 0 else x, (-1.5,)),
        (newton, (7.0,)),
    ],
)
def test_gradients_agree_with_finite_differences(f, point):
    numbers = differences.central_differences(with_numbers(f), point)
    assert gradient(f, point) == pytest.approx(numbers, rel=1e-6)


def test_the_derivative_of_a_root_needs_no_rule_for_roots():
    a = Variable(9.0)
    newton(a).backward()
    assert a.grad == pytest.approx(1 / 6)


def test_gradients_add_up_from_sweep_to_sweep_and_only_in_leaves():
    x = Variable(5.0)
    y = x * x
    backward(y)
    backward(y)
    assert (x.grad, y.grad) == (20.0, 0.0)


def test_a_leaf_changes_as_much_as_itself():
    x = Variable(5.0)
    x.backward()
    assert x.grad == 1.0


def test_a_graph_may_be_deeper_than_the_recursion_limit():
    x = last = Variable(1.0)
    for _ in range(100_000):
        last = last + 0.5
    last.backward()
    assert x.grad == 1.0


def test_the_trial_passes_this_gradient_and_not_one_without_its_last_entry():
    assert passes_trial(gradient)
    assert not passes_trial(lambda f, point: (*gradient(f, point)[:-1], 0.0))
