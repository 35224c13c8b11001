"""Matrix products in all their shapes, against NumPy."""

import numpy as np
import pytest

import minitorch_ref as mt

SHAPES = [
    ((3,), (3,)),
    ((2, 3), (3,)),
    ((3,), (3, 2)),
    ((2, 3), (3, 4)),
    ((2, 2, 3), (3,)),
    ((3,), (2, 3, 2)),
    ((2, 2, 3), (2, 3, 2)),
    ((2, 1, 2, 3), (2, 3, 2)),
    ((2, 0), (0, 3)),
    ((0, 3), (3, 2)),
    ((0, 2, 3), (3, 2)),
]


@pytest.mark.parametrize(("x_shape", "y_shape"), SHAPES)
def test_a_product_is_numpys(x_shape, y_shape, backend, arrange):
    numbers = np.random.default_rng(0)
    x, y = arrange(numbers.random(x_shape)), arrange(numbers.random(y_shape))
    result = x @ y
    wanted = x.numpy() @ y.numpy()
    assert result.shape == wanted.shape
    assert np.allclose(result.numpy(), wanted)


def test_integers_multiply_exactly(backend):
    x = mt.arange(6).reshape(2, 3)
    assert (x @ x.t()).tolist() == [[5, 14], [14, 50]]


def test_the_named_products_take_only_their_own_shapes():
    matrix, vector, stack = mt.ones(2, 2), mt.ones(2), mt.ones(3, 2, 2)
    assert mt.mm(matrix, matrix).shape == (2, 2)
    assert mt.mv(matrix, vector).shape == (2,)
    assert mt.bmm(stack, stack).shape == (3, 2, 2)
    assert mt.dot(vector, vector).item() == 2
    assert mt.outer(mt.arange(2), mt.arange(3)).tolist() == [[0, 0, 0], [0, 1, 2]]
    for wrong in (lambda: mt.mm(matrix, vector), lambda: mt.bmm(matrix, stack), lambda: mt.dot(vector, matrix),
                  lambda: mt.bmm(stack, mt.ones(2, 2, 2)), lambda: mt.outer(matrix, vector)):  # fmt: skip
        with pytest.raises(RuntimeError):
            wrong()


def test_sizes_that_do_not_meet_are_named_with_the_way_out():
    with pytest.raises(RuntimeError, match=r"\(2, 3\).*\(4, 5\).*3 != 4.*transpose"):
        mt.ones(2, 3) @ mt.ones(4, 5)


@pytest.mark.parametrize(
    ("x", "y"),
    [
        (mt.tensor(1.0), mt.ones(2)),
        (mt.ones(2, dtype=mt.float64), mt.ones(2)),
        (mt.tensor([True]), mt.tensor([True])),
        (mt.ones(2, 2, 3), mt.ones(3, 3, 2)),
    ],
    ids=["scalar", "types", "booleans", "stacks"],
)
def test_products_that_make_no_sense_are_refused(x, y):
    with pytest.raises(RuntimeError):
        x @ y
