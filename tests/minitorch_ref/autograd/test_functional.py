"""Jacobians, Hessians and products with them, against derivatives taken by hand."""

import numpy as np
import pytest

import minitorch_ref as mt
from minitorch_ref.autograd.functional import hessian, hvp, jacobian, jvp, vhp, vjp

A = mt.tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])


def linear(x):
    return A @ x


def quadratic(x, y):
    return (x * x * y).sum()


def test_the_jacobian_of_a_linear_map_is_its_matrix():
    assert jacobian(linear, mt.ones(2)).tolist() == A.tolist()
    by_input = jacobian(lambda x, y: (x * y, y.sum()), (mt.ones(2), mt.full((2,), 3.0)))
    assert by_input[0][0].tolist() == [[3, 0], [0, 3]]
    assert by_input[1][0].tolist() == [0, 0]
    assert by_input[1][1].tolist() == [1, 1]


def test_the_hessian_of_a_cubic():
    (xx, xy), (yx, yy) = hessian(quadratic, (mt.tensor([1.0, 2.0]), mt.tensor([3.0, 4.0])))
    assert xx.tolist() == [[6, 0], [0, 8]]
    assert xy.tolist() == yx.tolist() == [[2, 0], [0, 4]]
    assert yy.tolist() == [[0, 0], [0, 0]]
    assert hessian(lambda x: (x**3).sum(), mt.tensor([1.0, 2.0])).tolist() == [[6, 0], [0, 12]]


def test_products_with_the_jacobian():
    v, u = mt.tensor([1.0, -1.0]), mt.tensor([1.0, 0.0, 2.0])
    output, product = jvp(linear, mt.ones(2), v)
    assert output.tolist() == [3, 7, 11]
    assert product.tolist() == (A @ v).tolist()
    assert vjp(linear, mt.ones(2), u)[1].tolist() == (u @ A).tolist()


def test_products_with_the_hessian():
    point, v = mt.tensor([1.0, 2.0]), mt.tensor([1.0, 1.0])
    for product in (vhp, hvp):
        output, found = product(lambda x: (x**3).sum(), point, v)
        assert output.item() == 9
        np.testing.assert_allclose(found.numpy(), [6, 12])


def test_results_can_be_differentiated_or_are_out_of_the_graph():
    x = mt.ones(2, requires_grad=True)
    assert not jacobian(lambda a: a**2, x).requires_grad
    table = jacobian(lambda a: a**2, x, create_graph=True)
    table.sum().backward()
    assert x.grad.tolist() == [2, 2]


def test_what_makes_no_sense_is_refused():
    for wrong in (lambda: vjp(linear, mt.ones(2)), lambda: hvp(linear, mt.ones(2), mt.ones(2)),
                  lambda: jacobian(lambda x: mt.ones(1), mt.ones(1), strict=True)):  # fmt: skip
        with pytest.raises(RuntimeError):
            wrong()
    with pytest.raises(ValueError, match="shapes"):
        vjp(linear, mt.ones(2), mt.ones(2))
