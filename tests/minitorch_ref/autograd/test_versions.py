"""Writing in place: what backward needs must not change, and leaves that require gradients must not be written to."""

import pytest

import minitorch_ref as mt


def test_a_saved_value_that_changed_is_noticed():
    x = mt.ones(2, requires_grad=True)
    y = x * 1
    z = y * y
    y += 1
    with pytest.raises(RuntimeError, match=r"modified by an inplace operation.*version 1; expected version 0"):
        z.sum().backward()


def test_a_saved_result_that_changed_is_noticed():
    x = mt.ones(2, requires_grad=True)
    y = x.exp()
    y.mul_(2)
    with pytest.raises(RuntimeError, match=r"ExpBackward0.*inplace"):
        y.sum().backward()


def test_a_write_through_a_view_is_noticed_too():
    x = mt.ones(2, 2, requires_grad=True)
    y = x * 1
    z = (y * y).sum()
    y[0].zero_()
    with pytest.raises(RuntimeError, match="inplace"):
        z.backward()


def test_a_write_that_nobody_needs_is_allowed():
    x = mt.ones(2, requires_grad=True)
    y = x * 3
    y += 1
    y.sum().backward()
    assert x.grad.tolist() == [3, 3]


def test_versions_count_writes_and_are_shared_by_views():
    x = mt.zeros(4)
    y = x.view(2, 2)
    assert (x._version, y._version) == (0, 0)
    x.add_(1)
    y[0] = 5
    x[mt.tensor([1, 2])] = 2
    assert (x._version, y._version, x.detach()._version) == (3, 3, 3)


def test_leaves_that_require_gradients_are_not_written_to():
    x = mt.ones(2, 2, requires_grad=True)
    for wrong in (lambda: x.add_(1), lambda: x[0].mul_(2), lambda: x.fill_(0), lambda: x.__setitem__(0, 1)):
        with pytest.raises(RuntimeError, match="leaf Variable that requires grad"):
            wrong()
    assert x.tolist() == [[1, 1], [1, 1]]
    with mt.no_grad():
        x.add_(1)
    x.data.add_(1)
    assert x.tolist() == [[3, 3], [3, 3]]
    assert x.is_leaf


def test_data_is_the_same_memory_with_a_version_of_its_own():
    x = mt.ones(2, requires_grad=True)
    y = (x * x).sum()
    x.data.zero_()
    assert x._version == 0
    y.backward()
    assert x.grad.tolist() == [0, 0]
    x.data = mt.ones(3)
    assert x.shape == (3,)
    assert x.requires_grad


def test_a_new_tensor_filled_from_recorded_ones_joins_the_graph():
    x = mt.tensor([1.0, 2.0], requires_grad=True)
    out = mt.zeros(2, 2)
    out[0] = x * 2
    out[1, 0] = x[1]
    assert out.requires_grad
    assert out.grad_fn.name() == "CopySlices"
    out.sum().backward()
    assert x.grad.tolist() == [2, 3]


def test_detaching_in_place():
    x = mt.ones(2, requires_grad=True)
    y = (x * 2).detach_()
    assert y.is_leaf
    assert not y.requires_grad
