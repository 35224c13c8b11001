import numpy as np
import pytest

import minitorch_ref as mt


@pytest.mark.parametrize("dim", [0, 1, -1])
def test_joining_is_numpys(dim, backend, arrange):
    x = arrange(np.arange(6).reshape(2, 3))
    assert np.array_equal(mt.cat([x, x], dim).numpy(), np.concatenate([x.numpy()] * 2, dim))
    assert np.array_equal(mt.stack([x, x], dim).numpy(), np.stack([x.numpy()] * 2, dim))


def test_joining_promotes_element_types(backend):
    joined = mt.cat([mt.arange(2), mt.ones(1), mt.tensor([True])])
    assert joined.dtype is mt.float32
    assert joined.tolist() == [0, 1, 1, 1]


def test_an_empty_vector_joins_with_everything():
    assert mt.cat([mt.zeros(0), mt.ones(2, 2)]).shape == (2, 2)
    assert mt.cat([mt.zeros(0), mt.zeros(0)]).shape == (0,)


def test_side_by_side_and_one_below_another():
    vector, matrix = mt.arange(2), mt.arange(4).view(2, 2)
    assert mt.hstack([vector, vector]).tolist() == [0, 1, 0, 1]
    assert mt.hstack([matrix, matrix]).shape == (2, 4)
    assert mt.vstack([vector, matrix]).shape == (3, 2)


def test_parts_cover_the_whole():
    x = mt.arange(7)
    assert [part.tolist() for part in x.split(3)] == [[0, 1, 2], [3, 4, 5], [6]]
    assert [len(part) for part in x.chunk(4)] == [2, 2, 2, 1]
    assert [part.shape for part in mt.zeros(0, 2).split(3)] == [(0, 2)]


def test_parts_are_views_and_what_is_written_to_one_counts_in_the_gradient():
    x = mt.ones(2, 4, requires_grad=True)
    whole = x * 1
    left, right = whole.split([3, 1], 1)
    left.mul_(5)
    (whole.sum() + right.sum()).backward()
    assert x.grad.tolist() == [[5, 5, 5, 2]] * 2


def test_a_part_that_is_not_used_has_a_gradient_of_zero():
    x = mt.arange(6.0).requires_grad_()
    _, middle, _ = x.split(2)
    (gradient,) = mt.autograd.grad((middle**3).sum(), x, create_graph=True)
    gradient.sum().backward()
    assert gradient.tolist() == [0, 0, 12, 27, 0, 0]
    assert x.grad.tolist() == [0, 0, 12, 18, 0, 0]


def test_what_cannot_be_joined_is_refused():
    x, y = mt.zeros(2, 3), mt.zeros(3, 2)
    for wrong in (lambda: mt.cat([x, y]), lambda: mt.stack([x, y]), lambda: mt.cat([mt.tensor(1)]),
                  lambda: mt.stack([])):  # fmt: skip
        with pytest.raises(RuntimeError):
            wrong()
    with pytest.raises(ValueError, match="at least one"):
        mt.cat([])
    with pytest.raises(IndexError):
        mt.cat([x, x], 2)
